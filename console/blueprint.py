"""All pages and their guards on one list: what is not on it does not exist, what is public says so."""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, current_app, g, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from console import (
    assignment_pages,
    beginning_pages,
    case_actions,
    case_day_actions,
    case_pages,
    channel_pages,
    customer_actions,
    customer_pages,
    factor_pages,
    health_pages,
    hours_pages,
    import_pages,
    known_device,
    language_pages,
    life_pages,
    menu,
    my_page,
    partner_pages,
    partner_settings,
    passkey_pages,
    purchase_actions,
    purchase_pages,
    quota_pages,
    refill_card,
    refill_pages,
    result_pages,
    retention_pages,
    script_actions,
    script_pages,
    security_pages,
    settings_pages,
    signing_in,
    stock_pages,
    template_pages,
    today_pages,
    try_pages,
    view_actions,
    webhook_pages,
)
from console.conditions import Speaker
from console.display import LANGUAGE_COOKIE, Display, language_of
from console.guards import AGENTS, CSRF_LIFE, PUBLIC, Console, add_headers, guarded
from console.labels import label
from console.routing import Route
from console.saying import say_waits
from conversations.reasons import reason_en, reason_ja
from models.database import Database
from services.channel_checks import LineDoor
from services.sessions import IDLE
from services.shop import Clock, ShopOf

ROUTES: Final = (
    *signing_in.ROUTES,
    *my_page.ROUTES,
    *security_pages.ROUTES,
    *factor_pages.ROUTES,
    *passkey_pages.ROUTES,
    *settings_pages.ROUTES,
    *assignment_pages.ROUTES,
    *hours_pages.ROUTES,
    *webhook_pages.ROUTES,
    *quota_pages.ROUTES,
    *channel_pages.ROUTES,
    *retention_pages.ROUTES,
    *partner_settings.ROUTES,
    *today_pages.ROUTES,
    *case_pages.ROUTES,
    *case_actions.ROUTES,
    *case_day_actions.ROUTES,
    *health_pages.ROUTES,
    *template_pages.ROUTES,
    *customer_pages.ROUTES,
    *result_pages.ROUTES,
    *refill_pages.ROUTES,
    *refill_card.ROUTES,
    *stock_pages.ROUTES,
    *partner_pages.ROUTES,
    *customer_actions.ROUTES,
    *view_actions.ROUTES,
    *purchase_pages.ROUTES,
    *purchase_actions.ROUTES,
    *import_pages.ROUTES,
    *script_pages.ROUTES,
    *script_actions.ROUTES,
    *language_pages.ROUTES,
    *try_pages.ROUTES,
    *beginning_pages.ROUTES,
    *life_pages.ROUTES,
    Route("/<path:anything>", "missing", "GET", signing_in.missing, PUBLIC),
)


def make_blueprint(
    database: Database,
    shop_of: ShopOf,
    clock: Clock,
    wall_clock: Clock,
    *,
    secure: bool,
    idle: timedelta = IDLE,
    webhooks_anywhere: bool = False,
    line: LineDoor | None = None,
) -> Blueprint:
    """The console under /console/. The app needs a `secret_key`; `secure` when PUBLIC_URL is https."""
    console = Console(
        database, shop_of, clock, wall_clock, secure, idle, webhooks_anywhere, line or LineDoor()
    )
    blueprint = Blueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static"
    )
    for route in ROUTES:
        blueprint.add_url_rule(route.rule, route.name, guarded(console, route), methods=[route.method])
    blueprint.record_once(partial(_protect_cookie, secure=secure))
    blueprint.after_request(partial(add_headers, console))
    blueprint.after_request(partial(known_device.tell, secure=secure))
    blueprint.register_error_handler(HTTPException, _explain)
    blueprint.context_processor(partial(_words_and_times, console))
    return blueprint


def _protect_cookie(state: BlueprintSetupState, *, secure: bool) -> None:
    """The session cookie belongs to the console alone: no script reads it, no other site sends it."""
    state.app.config.update(
        SESSION_COOKIE_NAME="sonogo_console",
        SESSION_COOKIE_PATH="/console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=CSRF_LIFE,  # also for an app-wide check: a long answer must not outlive its form
    )


def _words_and_times(console: Console) -> dict[str, Any]:
    """What every template may use."""
    shown = Display(language_of(request.cookies.get(LANGUAGE_COOKIE)), console.clock())
    staff = g.get("staff")
    return {
        "t": shown.t,
        "task": shown.task,
        "label": lambda kind, code: shown.t(label(kind, code)),
        "label_ja": label,
        "why": reason_ja if shown.language == "ja" else reason_en,
        "person": shown.person,
        "when": shown.when,
        "day": shown.day,
        "hour": shown.clock,
        "day_of": shown.day_of,
        "noted": shown.noted,
        "left": shown.left,
        "offset_words": shown.offset,
        "say_waits": lambda anchor, offset, scripts: say_waits(
            anchor, shown.offset(offset), shown.t, scripts
        ),
        "say_condition": lambda written, scripts: Speaker(shown.t, scripts).say(written),
        "lang": shown.language,
        "now": shown.now,
        "me": staff,
        "may_work": staff is not None and staff.role in AGENTS,
        "csrf_token": generate_csrf,
        "menu": menu.entries_for(staff.role, ROUTES) if staff is not None else [],
        "on_a_phone": menu.ON_A_PHONE,
        "current": menu.current(request.path),
        "here_with": _here_with,
        "there_with": _there_with,
    }


def _here_with(**changes: object) -> str:
    """This page's address with some of its questions changed; None takes one away."""
    asked: dict[str, object] = {**request.args.to_dict(), **changes}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{request.path}?{query}" if query else request.path


def _there_with(address: str) -> str:
    """Another page's address with this page's questions. They never reach `url_for`, whose `_scheme` and
    `_external` a stranger's link could set."""
    query = request.query_string.decode("ascii", "replace")
    return f"{address}?{query}" if query else address


def _explain(error: HTTPException) -> ResponseReturnValue:
    """A page that says what to do next."""
    code = error.code or 500
    current_app.logger.debug("console answered %s", code)
    return render_template("console/problem.html", code=code), code
