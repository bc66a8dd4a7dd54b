"""A browser somebody signed in with before: strangers' wrong passwords do not keep it out.

After too many wrong passwords an account takes none for a while, whoever typed them; a stranger could so keep
an owner out for as long as they like. A browser that was in once carries a signed mark and is counted by
itself. The mark opens nothing: it only says whose allowance a guess is taken from.
"""

import secrets
from typing import Final

from flask import Response, current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from models.staff import Staff

COOKIE: Final = "sonogo_device"
LIFE: Final = 180 * 24 * 3600  # seconds


def known_device() -> tuple[int, str] | None:
    """(whose, which) of the browser that asks, if somebody signed in with it before."""
    try:
        staff_id, device = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=LIFE)
    except (BadData, TypeError, ValueError):
        return None
    return (staff_id, device) if isinstance(staff_id, int) and isinstance(device, str) else None


def remember(staff: Staff) -> None:
    """This browser let this person in; it will be told so with the answer."""
    g.let_in = staff.id


def tell(response: Response, *, secure: bool) -> Response:
    """The mark of the browser, after a sign-in."""
    staff_id = g.get("let_in")
    if staff_id is not None:
        known = known_device()
        device = known[1] if known is not None and known[0] == staff_id else secrets.token_urlsafe(12)
        response.set_cookie(
            COOKIE, _serializer().dumps([staff_id, device]), max_age=LIFE, path="/console/sign-in",
            secure=secure, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _serializer() -> URLSafeTimedSerializer:
    """Signed by SECRET_KEY; what SECRET_KEY_OLD signed is read as well."""
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or ()
    keys = [str(key) for key in (*older, current_app.secret_key)]
    return URLSafeTimedSerializer(keys, salt="known device")
