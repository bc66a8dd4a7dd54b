"""The application object and the API on it. The same app carries the console and the webhook, untouched."""

from typing import Any

import orjson
from apiflask import APIBlueprint, APIFlask
from flask import request
from flask.json.provider import DefaultJSONProvider

from api import docs_page, invitation, landing, problems, progress, purchases, refills, reports
from api.access import make_auth
from api.description import complete
from api.throttle import Throttle
from models import channel
from models.database import Database
from services.shop import Clock, ShopOf

MAX_BODY = 1024 * 1024


class StrictJson(DefaultJSONProvider):
    """JSON as RFC 8259 has it: no NaN, no half surrogates, no nesting that breaks a stack. Nothing is {}."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s) if s else {}


def new_app(import_name: str, **flask_options: Any) -> APIFlask:
    """An empty application; errors and documents of APIFlask's own are off, so that pages stay pages."""
    app = APIFlask(
        import_name,
        title="Sonogo",
        version="1.0",
        json_errors=False,
        spec_path=None,
        docs_path=None,
        **flask_options,
    )
    app.json = StrictJson(app)
    return app


def create_api(
    app: APIFlask,
    database: Database,
    shop_of: ShopOf,
    channel_id: int,
    clock: Clock,
    *,
    per_second: float = 20,
    burst: int = 200,
) -> None:
    """Add /api/v1, /api/openapi.json, /api/docs, and the pages /c/<code>, /r/<code>, /p/<token> to `app`."""
    problems.install(app)
    app.spec_processor(complete)
    throttle = Throttle(per_second, burst)
    app.register_blueprint(make_blueprint(database, shop_of, channel_id, clock, throttle))
    app.register_blueprint(docs_page.make_blueprint(app))
    app.register_blueprint(landing.make_blueprint(database, shop_of, channel_id, clock))
    app.register_blueprint(invitation.make_blueprint(database, shop_of, channel_id))
    app.register_blueprint(progress.make_blueprint(database, shop_of, channel_id, clock))


def make_blueprint(
    database: Database, shop_of: ShopOf, channel_id: int, clock: Clock, throttle: Throttle
) -> APIBlueprint:
    """/api/v1: every view is guarded by a token and a scope; it has no cookies, so it needs no CSRF token."""
    bp = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Sonogo")
    auth = make_auth(database, clock, throttle)

    @bp.before_request
    def limits() -> None:
        request.max_content_length = MAX_BODY
        has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
        if request.method == "POST" and has_body and not request.is_json:
            raise problems.Problem(415)

    def asked_about() -> int:
        """The LINE account a call is about: `?channel=@id`, or the shop's own."""
        named = request.args.get("channel")
        if named is None:
            return channel_id
        with database.read() as session:
            row = channel.by_basic_id(session, named[:100])
        if row is None or not row.source:
            raise problems.Problem(422, "No LINE account with this id is served here (channel=@…).")
        return row.id

    purchases.add_views(bp, auth, database, shop_of, asked_about, clock)
    refills.add_stock(bp, auth, database, shop_of, asked_about, clock)
    reports.add_views(bp, auth, database, asked_about)
    return bp
