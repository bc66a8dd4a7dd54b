"""All pages and their guards on one list: what is not on it does not exist, what is public says so."""

from datetime import timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from flask import Blueprint, current_app, g, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from console import case_actions, case_pages, customer_pages, my_page, signing_in, today_pages
from console.display import LANGUAGE_COOKIE, Display, language_of
from console.guards import AGENTS, CSRF_LIFE, IDLE, PUBLIC, READERS, Console, View, add_headers, guarded
from console.labels import label
from conversations.reasons import reason_en, reason_ja
from models.database import Database
from services.shop import Clock, ShopOf

ID: Final = "int(max=9007199254740991)"  # larger numbers are no ids and would trouble the database


class Route(NamedTuple):
    rule: str
    name: str
    method: str
    view: View
    roles: frozenset[str]
    polled: bool = False


ROUTES: Final = (
    Route("/sign-in", "sign_in", "GET", signing_in.show, PUBLIC),
    Route("/sign-in", "enter", "POST", signing_in.enter, PUBLIC),
    Route("/welcome/<token>", "welcome", "GET", signing_in.welcome, PUBLIC),
    Route("/welcome/<token>", "set_password", "POST", signing_in.set_password, PUBLIC),
    Route("/language", "language", "POST", my_page.choose_language, PUBLIC),
    Route("/sign-out", "sign_out", "POST", signing_in.sign_out, READERS),
    Route("/me", "me", "GET", my_page.show, READERS),
    Route("/me/line", "bind_line", "POST", my_page.bind_line, READERS),
    Route("/me/line/remove", "unbind_line", "POST", my_page.unbind_line, READERS),
    Route("/", "today", "GET", today_pages.today, READERS),
    Route("/today/list", "today_list", "GET", today_pages.board, READERS, polled=True),
    Route(f"/cases/<{ID}:case_id>", "case", "GET", case_pages.show, READERS),
    Route(f"/cases/<{ID}:case_id>/pulse", "case_pulse", "GET", case_pages.pulse, READERS, polled=True),
    Route(f"/cases/<{ID}:case_id>/reply", "case_reply", "POST", case_actions.reply, AGENTS),
    Route(f"/cases/<{ID}:case_id>/note", "case_note", "POST", case_actions.note, AGENTS),
    Route(f"/cases/<{ID}:case_id>/propose", "case_propose", "POST", case_actions.propose, AGENTS),
    Route(f"/cases/<{ID}:case_id>/take", "case_take", "POST", case_actions.take, AGENTS),
    Route(f"/cases/<{ID}:case_id>/assign", "case_assign", "POST", case_actions.assign, AGENTS),
    Route(f"/cases/<{ID}:case_id>/close", "case_close", "POST", case_actions.close, AGENTS),
    Route("/customers", "customers", "GET", customer_pages.index, READERS),
    Route(f"/customers/<{ID}:contact_id>", "customer", "GET", customer_pages.show, READERS),
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
) -> Blueprint:
    """The console under /console/. The app needs a `secret_key`; `secure` when PUBLIC_URL is https."""
    console = Console(database, shop_of, clock, wall_clock, secure, idle)
    blueprint = Blueprint(
        "console", __name__, url_prefix="/console", template_folder="templates", static_folder="static"
    )
    for route in ROUTES:
        view = guarded(console, route.view, route.roles, polled=route.polled)
        blueprint.add_url_rule(route.rule, route.name, view, methods=[route.method])
    blueprint.record_once(partial(_protect_cookie, secure=secure))
    blueprint.after_request(partial(add_headers, console))
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
        "label": lambda kind, code: shown.t(label(kind, code)),
        "label_ja": label,
        "why": reason_ja if shown.language == "ja" else reason_en,
        "when": shown.when,
        "day": shown.day,
        "hour": shown.clock,
        "left": shown.left,
        "lang": shown.language,
        "now": shown.now,
        "me": staff,
        "may_work": staff is not None and staff.role in AGENTS,
        "csrf_token": generate_csrf,
    }


def _explain(error: HTTPException) -> ResponseReturnValue:
    """A page that says what to do next."""
    code = error.code or 500
    current_app.logger.debug("console answered %s", code)
    return render_template("console/problem.html", code=code), code
