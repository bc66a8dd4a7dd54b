"""Who may come in: a session in a signed cookie, roles per route, CSRF on every form, headers on every page.

A session is (staff id, `fs_uniquifier`, since, last seen). Renewing a person's `fs_uniquifier` ends all their
sessions on every machine at once. Polling does not count as being there: an idle page signs out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import Response, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf

from models.database import Database
from models.staff import Staff
from services.casework import WORKERS
from services.shop import Clock, ShopOf

IDLE: Final = timedelta(hours=4)
LONGEST: Final = timedelta(days=7)
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


@dataclass(frozen=True, slots=True)
class Console:
    """What the pages are given. `clock` is the product's (it may travel), `wall_clock` is always real."""

    database: Database
    shop_of: ShopOf
    clock: Clock
    wall_clock: Clock
    secure: bool
    idle: timedelta = IDLE


def guarded(
    console: Console, view: View, roles: frozenset[str], *, polled: bool = False, limit: int = FORM_LIMIT
) -> View:
    """The view, behind its guard: signed in with one of these roles, and a form of ours."""

    @wraps(view)
    def enter(**arguments: Any) -> ResponseReturnValue:
        request.max_content_length = limit
        g.staff = current_staff(console, touch=not polled)
        if roles is not PUBLIC:
            if g.staff is None:
                return _please_sign_in(polled)
            if g.staff.role not in roles:
                abort(403)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _check_form()
        return view(console, **arguments)

    return enter


def current_staff(console: Console, *, touch: bool) -> Staff | None:
    """Whose session this is, if it still stands."""
    if "staff" not in session:
        return None
    now = console.wall_clock()
    seen, since = _instant(session.get("seen")), _instant(session.get("since"))
    with console.database.read() as reading:
        staff = reading.get(Staff, session["staff"])
    stands = (
        staff is not None
        and staff.active
        and staff.fs_uniquifier == session.get("mark")
        and now - seen <= console.idle
        and now - since <= LONGEST
    )
    if not stands:
        session.clear()
        return None
    if touch and now - seen > timedelta(minutes=1):
        session["seen"] = now.timestamp()
    return staff


def begin_session(staff: Staff, now: datetime) -> None:
    """A new session: nothing of the one before sign-in is carried over, not even its CSRF secret."""
    session.clear()
    g.pop("csrf_token", None)
    session.update(staff=staff.id, mark=staff.fs_uniquifier, since=now.timestamp(), seen=now.timestamp())


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


def _please_sign_in(polled: bool) -> ResponseReturnValue:
    if polled:
        return "", 401
    target = request.full_path.rstrip("?") if request.method == "GET" else request.form.get("back")
    return redirect(url_for("console.sign_in", next=safe_next(target)))


def _instant(stamp: object) -> datetime:
    return datetime.fromtimestamp(stamp if isinstance(stamp, int | float) else 0, UTC)
