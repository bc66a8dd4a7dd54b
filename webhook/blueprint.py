"""The webhook as a Flask route: for requests that are not plain, and servers that know no other door."""

from typing import Any

from flask import Blueprint, Response, request

from webhook import metrics
from webhook.body import read_body
from webhook.fast_path import PATH
from webhook.intake import Answer, Intake


def make_blueprint(intake: Intake) -> Blueprint:
    """Guarded by LINE's signature, so it needs no login and no CSRF token."""
    blueprint = Blueprint("webhook", __name__)

    @blueprint.post(PATH)
    def callback() -> Response:
        answer = _receive_from(request.environ, intake)
        return Response(answer.sentence, answer.status, content_type="text/plain; charset=utf-8")

    return blueprint


def _receive_from(environ: dict[str, Any], intake: Intake) -> Answer:
    body = read_body(environ)
    if isinstance(body, Answer):
        metrics.call("unread").inc()
        return body
    return intake.receive(body, environ.get("HTTP_X_LINE_SIGNATURE"))
