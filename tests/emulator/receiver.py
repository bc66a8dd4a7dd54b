"""A bot's webhook endpoint for tests: keeps what it got, answers what it is told to."""

import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import orjson
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from emulator.testing import _Handler


@dataclass
class Received:
    body: bytes
    signature: str
    headers: dict[str, str]

    @property
    def content(self) -> Any:
        return orjson.loads(self.body)

    @property
    def events(self) -> list[dict[str, Any]]:
        return list(self.content["events"])


@dataclass
class Receiver:
    """`answers` are statuses given in turn; after them always 200."""

    answers: list[int] = field(default_factory=list)
    delay: float = 0.0
    received: list[Received] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        headers = {name.lower(): value for name, value in request.headers.items()}
        got = Received(request.get_data(), headers.get("x-line-signature", ""), headers)
        with self.arrived:
            self.received.append(got)
            status = self.answers.pop(0) if self.answers else 200
            self.arrived.notify_all()
        if self.delay:
            time.sleep(self.delay)
        return Response(b"", status)(environ, start_response)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for got in self.received for event in got.events]

    def wait_for(self, count: int, seconds: float = 5) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, seconds), self.received

    def __enter__(self) -> "Receiver":
        self._server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=_Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
