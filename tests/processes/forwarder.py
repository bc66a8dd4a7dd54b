"""A load balancer of thirty lines: each request goes to the next of several addresses, in turn."""

import itertools
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import urllib3

KEPT = ("content-type", "x-line-signature")


class Forwarder:
    """Answers 502 when the one whose turn it is does not: whoever sent it sends again."""

    def __init__(self, targets: list[str]) -> None:
        turn = itertools.cycle(targets)
        lock = threading.Lock()
        http = urllib3.PoolManager(maxsize=16, retries=False, timeout=5)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name: self.headers[name] for name in KEPT if name in self.headers}
                with lock:
                    target = next(turn)
                try:
                    status = http.request("POST", target + self.path, body=body, headers=headers).status
                except urllib3.exceptions.HTTPError:
                    status = 502
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Tests have nothing to read here."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Forwarder":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
