"""A server with nothing to spare, for benches on the same machine as what they measure.

A thread per connection, kept alive; bodies by Content-Length only. gunicorn, the default, costs the
machine about three times as much per push, and that time is then missing to the product.
"""

import io
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

log = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
UNPREFIXED = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


def serve(app: Application, host: str, port: int) -> None:
    """Answer until the process is ended."""
    with socket.create_server((host, port), backlog=512) as listener:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_talk, args=(app, connection), daemon=True).start()


def _talk(app: Application, connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as stream:
        try:
            while (environ := _read(stream, connection)) is not None:
                connection.sendall(_answer(app, environ))
                if environ.get("HTTP_CONNECTION", "").lower() == "close":
                    return
        except OSError as gone:
            log.debug("connection gone: %s", gone)
        except ValueError as odd:
            log.warning("not HTTP as this server knows it: %s", odd)


def _read(stream: io.BufferedReader, connection: socket.socket) -> dict[str, Any] | None:
    """The next request as WSGI wants it; None when the client is done."""
    line = stream.readline(65536)
    if not line:
        return None
    method, target, protocol = line.decode("latin-1").split()
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path else path,
        "QUERY_STRING": query,
        "SERVER_NAME": "emulator",
        "SERVER_PORT": "0",
        "SERVER_PROTOCOL": protocol,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "werkzeug.socket": connection,
    }
    while (line := stream.readline(65536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        key = name.upper().replace("-", "_")
        environ[key if key in UNPREFIXED else "HTTP_" + key] = value.strip()
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise ValueError("this server reads no chunked bodies")
    environ["wsgi.input"] = io.BytesIO(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))
    return environ


def _answer(app: Application, environ: dict[str, Any]) -> bytes:
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        started[:] = [status, headers]

    body = b"".join(app(environ, start_response))
    status, headers = started
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    if not any(name.lower() == "content-length" for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
