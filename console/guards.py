"""Who may come in: a session in a signed cookie, roles per route, CSRF on every form, headers on every page.

A session is a row; the signed cookie holds its token and the person's `fs_uniquifier`. Deleting the row ends
one, renewing `fs_uniquifier` all of a person's, on every machine at once. Polling does not count as being
there: an idle page signs out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

from flask import Response, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf

from models import staff_session
from models.database import Database
from models.staff import Staff
from services import second_step, sessions
from services.channel_checks import LineDoor
from services.roster import WORKERS
from services.sessions import IDLE, LONGEST
from services.shop import Clock, ShopOf

FORM_LIMIT: Final = 256 * 1024
CSRF_LIFE: Final = int(LONGEST.total_seconds())
CSP: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
VENDOR: Final = "/console/static/vendor/"
View = Callable[..., ResponseReturnValue]

PUBLIC: Final = frozenset({"*"})  # no sign-in needed: written out, never a default
READERS: Final = frozenset({"owner", "lead", "agent", "marketer", "viewer"})
AGENTS: Final = frozenset(WORKERS)
LEADS: Final = frozenset({"owner", "lead"})
OWNERS: Final = frozenset({"owner"})


class Guarded(Protocol):
    """What a guard needs to know of a route (`routing.Route`)."""

    @property
    def view(self) -> View: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def polled(self) -> bool: ...
    @property
    def limit(self) -> int: ...
    @property
    def fresh(self) -> bool: ...
    @property
    def early(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Console:
    """What the pages are given. `clock` is the product's (it may travel), `wall_clock` is always real."""

    database: Database
    shop_of: ShopOf
    clock: Clock
    wall_clock: Clock
    secure: bool
    idle: timedelta = IDLE
    webhooks_anywhere: bool = False  # may webhooks go into our own network?
    line: LineDoor = field(default_factory=LineDoor)
    looked: dict[int, tuple[datetime, set[str]]] = field(
        default_factory=dict
    )  # staff → the hour of which their looks at Today are on record, and what these asked for


def guarded(console: Console, route: "Guarded") -> View:
    """The route's view, behind its guard: signed in with one of these roles, and a form of ours."""
    view, roles = route.view, route.roles

    @wraps(view)
    def enter(**arguments: Any) -> ResponseReturnValue:
        request.max_content_length = route.limit
        g.staff = current_staff(console, touch=not route.polled)
        if roles is not PUBLIC:
            if g.staff is None:
                return _please_sign_in(route.polled)
            if g.staff.role not in roles:
                abort(403)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _check_form()
        _refuse_nul(arguments)
        if roles is not PUBLIC and g.get("unprotected") and not route.early:
            return ("", 401) if route.polled else redirect(url_for("console.security"))
        if route.fresh and not is_fresh(console):
            return _please_confirm(route)
        return view(console, **arguments)

    return enter


def current_staff(console: Console, *, touch: bool) -> Staff | None:
    """Whose session this is, if it still stands. `g.unprotected`: they must set up a second factor first."""
    token = session.get("key")
    if token is None:
        return None
    now = console.wall_clock()
    with console.database.read() as reading:
        found = staff_session.standing(reading, sessions.digest(str(token)))
        row, staff, protected = found or (None, None, False)
        if staff is not None and not protected:
            g.unprotected = staff.role in second_step.required_roles(reading)
    stands = (
        row is not None
        and staff is not None
        and staff.active
        and staff.fs_uniquifier == session.get("mark")
        and now - row.seen_at <= console.idle
        and now - row.created_at <= LONGEST
    )
    if not stands or row is None:
        session.clear()
        return None
    g.session = row
    if touch and now - row.seen_at > sessions.SEEN_EVERY:
        with console.database.begin() as uow:
            staff_session.see(uow.session, row.id, now)
            uow.commit()
    return staff


def is_fresh(console: Console) -> bool:
    """Whoever sits there proved a moment ago who they are."""
    return bool(console.wall_clock() - g.session.confirmed_at <= sessions.FRESH)


def begin_session(staff: Staff, token: str) -> None:
    """A new session: nothing of the one before sign-in is carried over, not even its CSRF secret."""
    session.clear()
    g.pop("csrf_token", None)
    session.update(signed(staff, token))


def signed(staff: Staff, token: str) -> dict[str, str]:
    """What the cookie of a signed-in browser holds."""
    return {"key": token, "mark": staff.fs_uniquifier}


def await_second_step(staff: Staff, target: str, now: datetime) -> None:
    """The password was right, no more: this browser may show a code, and nothing else."""
    session.clear()
    g.pop("csrf_token", None)
    session["pending"] = {
        "staff": staff.id, "mark": staff.fs_uniquifier, "at": now.timestamp(), "next": target
    }  # fmt: skip


def awaited(now: datetime) -> dict[str, Any] | None:
    """Who showed a password here a moment ago and now has to show a code."""
    pending = session.get("pending")
    if not isinstance(pending, dict):
        return None
    age = now - datetime.fromtimestamp(float(pending["at"]), UTC)
    return pending if timedelta() <= age <= second_step.PENDING else None


def safe_next(target: str | None) -> str:
    """Where to go after sign-in: a page of this console, or its first page."""
    home = url_for("console.today")
    if not target or any(ord(char) <= 32 or char == "\\" or ord(char) == 127 for char in target):
        return home
    parts = urlsplit(target)
    path = unquote(parts.path)
    inside = not parts.scheme and not parts.netloc and path.startswith(home)
    return target if inside and not any(odd in path for odd in ("//", "..", "\\")) else home


def add_headers(console: Console, response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if console.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "console.static" and request.path.startswith(VENDOR):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # its name has its version
    elif request.endpoint == "console.static":
        response.headers["Cache-Control"] = "no-cache"  # asked about each time, answered with 304
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _check_form() -> None:
    try:
        validate_csrf(
            request.form.get("csrf_token") or request.headers.get("X-CSRFToken"), time_limit=CSRF_LIFE
        )
    except ValidationError:
        abort(400)


def _refuse_nul(arguments: Mapping[str, Any]) -> None:
    """No person types it, and PostgreSQL takes no text with it: refused here, for every page at once."""
    typed = (text for form in (request.args, request.form) for texts in form.listvalues() for text in texts)
    if any("\0" in text for text in (*typed, *map(str, arguments.values()))):
        abort(400)


def _please_sign_in(polled: bool) -> ResponseReturnValue:
    if polled:
        return "", 401
    target = request.full_path.rstrip("?") if request.method == "GET" else request.form.get("back")
    return redirect(url_for("console.sign_in", next=safe_next(target)))


def _please_confirm(route: "Guarded") -> ResponseReturnValue:
    """Show the password again first. What was typed is not kept: it may be a password."""
    if route.polled:
        return "", 403
    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("console.security")
    return redirect(url_for("console.confirm", next=safe_next(here)))
