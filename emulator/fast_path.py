"""The sending endpoints without the framework: a bench pushes thousands of messages a second.

Same gate, same functions, same answers as through Flask; only the routing is spared.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from emulator.endpoints import ENDPOINTS, handle
from emulator.state import Platform
from emulator.wire import Call

FAST = ("/v2/bot/message/push", "/v2/bot/message/reply", "/v2/bot/message/multicast")
LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class FastPath:
    """WSGI: takes the calls it knows, passes on the rest."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], platform: Platform) -> None:
        self._inner = inner
        self._platform = platform
        self._endpoints = {e.path: e for e in ENDPOINTS if e.method == "POST" and e.path in FAST}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        chosen = self._endpoints.get(environ["PATH_INFO"])
        if chosen is None or environ["REQUEST_METHOD"] != "POST" or not environ.get("CONTENT_LENGTH"):
            return self._inner(environ, start_response)
        call = Call(
            method="POST",
            path=chosen.path,
            body=environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])),
            content_type=environ.get("CONTENT_TYPE", ""),
            authorization=environ.get("HTTP_AUTHORIZATION"),
            retry_key=environ.get("HTTP_X_LINE_RETRY_KEY"),
        )
        answer = handle(self._platform, chosen, call)
        if answer.dropped:
            environ["emulator.drop"] = True
            return []
        headers = [
            ("Content-Type", answer.content_type),
            ("Content-Length", str(len(answer.body))),
            *answer.headers,
        ]
        start_response(LINES.get(answer.status, str(answer.status)), headers)
        return [answer.body]
