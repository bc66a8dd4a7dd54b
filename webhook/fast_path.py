"""`POST /callback` as plain WSGI, in front of Flask: the one path where a request's cost counts.

Everything else, and every other method, goes to Flask, which has the same route for the same Intake
(`webhook.blueprint`). Why two: docs/adr/0002, with the measurement.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from webhook import metrics
from webhook.body import read_body
from webhook.intake import Answer, Intake

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

PATH: Final = "/callback"
_LINES: Final = {status: f"{status} {HTTPStatus(status).phrase}" for status in (200, 400, 411, 413, 503)}


def receive_from(environ: Environ, intake: Intake) -> Answer:
    """The answer to one webhook request."""
    body = read_body(environ)
    if isinstance(body, Answer):
        metrics.CALLS.labels("unread").inc()
        return body
    return intake.receive(body, environ.get("HTTP_X_LINE_SIGNATURE"))


def wrap(app: WsgiApp, intake: Intake) -> WsgiApp:
    """`app` with the webhook in front of it."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return app(environ, start_response)
        answer = receive_from(environ, intake)
        body = answer.sentence.encode()
        start_response(_LINES[answer.status], headers_of(body))
        return (body,)

    return serve


def headers_of(body: bytes) -> list[tuple[str, str]]:
    return [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
