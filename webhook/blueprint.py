"""The webhook as a Flask route, for servers and tests that have no fast path in front."""

from flask import Blueprint, Response, request

from webhook.fast_path import PATH, receive_from
from webhook.intake import Intake


def make_blueprint(intake: Intake) -> Blueprint:
    """Guarded by LINE's signature, so it needs no login and no CSRF token."""
    blueprint = Blueprint("webhook", __name__)

    @blueprint.post(PATH)
    def callback() -> Response:
        answer = receive_from(request.environ, intake)
        return Response(answer.sentence, answer.status, content_type="text/plain; charset=utf-8")

    return blueprint
