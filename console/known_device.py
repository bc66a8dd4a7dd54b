"""A browser somebody signed in with before: strangers' wrong passwords do not keep it out.

After too many wrong passwords an account takes none for a while, whoever typed them; a stranger could so keep
an owner out for as long as they like. A browser that was in once carries a signed mark and is counted by
itself. The mark opens nothing: it only says whose allowance a guess is taken from. A browser that never was
in gets it by a link in a mail to that person (services/browser_links.py).
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Response, current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from models.staff import Staff
from services.browser_links import LIFE as LIFE_OF_LINK

COOKIE: Final = "sonogo_device"
LIFE: Final = 180 * 24 * 3600  # seconds
LINK: Final = "link for a browser"
MAILED: Final = "mail:"  # the name of a browser that was never in, but opened a mailed link …
LIFE_OF_MAILED: Final = timedelta(days=1)  # … and is soon forgotten, unless its owner came in


def known_device() -> tuple[int, str] | None:
    """(whose, which) of the browser that asks, if somebody signed in with it before."""
    try:
        mark = request.cookies.get(COOKIE, "")
        (staff_id, device), at = _serializer().loads(mark, max_age=LIFE, return_timestamp=True)
    except (BadData, TypeError, ValueError):
        return None
    if not isinstance(staff_id, int) or not isinstance(device, str):
        return None
    is_over = device.startswith(MAILED) and datetime.now(UTC) - at > LIFE_OF_MAILED
    return None if is_over else (staff_id, device)


def remember(staff: Staff) -> None:
    """This browser let this person in; it will be told so with the answer."""
    g.let_in = staff.id


def link_for(staff_id: int) -> str:
    """What a mailed link carries: whoever opens it shares one allowance, however many open it."""
    return str(_serializer(LINK).dumps([staff_id, MAILED + secrets.token_urlsafe(12)]))


def adopt(token: str) -> bool:
    """This browser opened a mailed link; it will get its mark with the answer. False if the link is over."""
    try:
        staff_id, device = _serializer(LINK).loads(token, max_age=int(LIFE_OF_LINK.total_seconds()))
    except (BadData, TypeError, ValueError):
        return False
    g.adopted = [staff_id, device]
    return True


def tell(response: Response, *, secure: bool) -> Response:
    """The mark of the browser, after a sign-in or a mailed link."""
    mark, staff_id = g.get("adopted"), g.get("let_in")
    if staff_id is not None:
        known = known_device()
        is_old = known is not None and known[0] == staff_id and not known[1].startswith(MAILED)
        mark = [staff_id, known[1] if known and is_old else secrets.token_urlsafe(12)]
    if mark is not None:
        response.set_cookie(
            COOKIE, _serializer().dumps(mark), max_age=LIFE, path="/console/sign-in",
            secure=secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _serializer(salt: str = "known device") -> URLSafeTimedSerializer:
    """Signed by SECRET_KEY; what SECRET_KEY_OLD signed is read as well."""
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    keys = [str(key) for key in (*older, current_app.secret_key)]
    return URLSafeTimedSerializer(keys, salt=salt)
