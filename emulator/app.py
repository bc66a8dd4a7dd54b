"""The Flask app: LINE's endpoints on their paths, the control API under /emulator/."""

import errno
import socket
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

from emulator import (  # noqa: F401
    api_channel,
    api_content,
    api_dialogs,
    api_messages,
    api_rich_menu_aliases,
    api_rich_menus,
    api_tokens,
    api_users,
    control,
    control_channel,
    control_users,
    control_webhooks,
)
from emulator.endpoints import ENDPOINTS, Endpoint, handle, with_standing_headers
from emulator.fast_path import FastPath
from emulator.ids import new_request_id
from emulator.state import Platform
from emulator.wire import Answer, Call, LineError

DROP = "emulator.drop"


def create_app(platform: Platform) -> Flask:
    app = Flask("emulator", static_folder=None)
    app.url_map.merge_slashes = False  # LINE answers 404 to /v2//bot, not a redirect
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for chosen in ENDPOINTS:
        app.add_url_rule(
            chosen.path, endpoint=chosen.name, view_func=_view(platform, chosen), methods=[chosen.method]
        )
    for module in (control, control_channel, control_users, control_webhooks):
        app.register_blueprint(module.make_blueprint(platform))
    app.register_error_handler(404, lambda _: _refusal(404, "Not found"))
    app.register_error_handler(405, lambda _: _refusal(405, "Method not allowed"))
    app.wsgi_app = Dropping(FastPath(app.wsgi_app, platform))  # type: ignore[method-assign]
    return app


def _view(platform: Platform, chosen: Endpoint) -> Callable[..., Response]:
    def view(**args: str) -> Response:
        call = Call(
            method=request.method,
            path=request.path,
            body=request.get_data(cache=False),
            content_type=request.headers.get("Content-Type", ""),
            authorization=request.headers.get("Authorization"),
            retry_key=request.headers.get("X-Line-Retry-Key"),
            query=request.args,
            args=args,
        )
        return _response(handle(platform, chosen, call))

    return view


def _response(answer: Answer) -> Response:
    if answer.dropped:
        request.environ[DROP] = True
        return Response(b"", 500)
    response = Response(answer.body, answer.status, content_type=answer.content_type)
    for name, value in answer.headers:
        response.headers[name] = value
    return response


def _refusal(status: int, message: str) -> Response:
    if request.path.startswith("/emulator/"):
        return Response(f'{{"error":"{message}"}}', status, content_type="application/json")
    answer = LineError(status, message).answer()
    return _response(with_standing_headers(answer, new_request_id()))


class Dropping:
    """Closes the socket under an answer that is to be lost on its way."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = self._inner(environ, start_response)
        if environ.get(DROP):
            connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
            if connection is not None:
                connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError(errno.ECONNRESET, "the emulator dropped the connection")
        return body
