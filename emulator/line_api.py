"""LINE's endpoints as a WSGI app, in front of the Flask app with the control API.

No framework in between: a bench pushes thousands of messages a second through here.
"""

import errno
import socket
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from werkzeug.wsgi import get_input_stream

from emulator.endpoints import ENDPOINTS, handle, with_standing_headers
from emulator.ids import new_request_id
from emulator.routing import Routes
from emulator.state import Platform
from emulator.wire import Answer, Call, not_found

PREFIXES = ("/v2/", "/oauth2/", "/bot/", "/dialog/", "//")
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class LineApi:
    """Takes what is LINE's by its path; the rest goes to `others`."""

    def __init__(self, platform: Platform, others: Callable[..., Iterable[bytes]]) -> None:
        self._platform = platform
        self._others = others
        self._routes = Routes(ENDPOINTS)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIXES):
            return self._others(environ, start_response)
        call = _call(environ, path)
        found = self._routes.find(call.method, path)
        if found is None:
            answer = with_standing_headers(not_found().answer(), new_request_id())
        else:
            chosen, call.args = found
            answer = handle(self._platform, chosen, call)
        if answer.dropped:
            _drop(environ)
        return _send(answer, start_response)


def _call(environ: Environ, path: str) -> Call:
    query = environ.get("QUERY_STRING")
    return Call(
        method=environ["REQUEST_METHOD"],
        path=path,
        body=_body(environ),
        content_type=environ.get("CONTENT_TYPE", ""),
        authorization=environ.get("HTTP_AUTHORIZATION"),
        retry_key=environ.get("HTTP_X_LINE_RETRY_KEY"),
        query=dict(parse_qsl(query)) if query else {},
    )


def _body(environ: Environ) -> bytes:
    length = environ.get("CONTENT_LENGTH")
    if length:
        return bytes(environ["wsgi.input"].read(int(length)))
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", ""):
        return get_input_stream(environ).read()
    return b""


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    length = ("Content-Length", str(len(answer.body)))
    headers = [("Content-Type", answer.content_type), length, *answer.headers]
    start_response(STATUS_LINES.get(answer.status, f"{answer.status} Unknown"), headers)
    return [answer.body]


def _drop(environ: Environ) -> NoReturn:
    """Close the socket under an answer that is to be lost on its way."""
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError(errno.ECONNRESET, "the emulator dropped the connection")
