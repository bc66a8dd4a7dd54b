"""二段階認証: a code from an authenticator app after the password, or one of ten recovery codes.

begun ──one right code──> confirmed ──turned off, or reset by an owner──> none

Its one rule: every code opens once. An app's code is bound to its half-minute, a recovery code to its row,
and the statement that uses it up decides who of two came first. Guesses are counted before they are read.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy.orm import Session

from conversations.codes import ALPHABET
from models import second_factor, shop_setting
from models.second_factor import RecoveryCode, SecondFactor
from models.staff import ROLES, Staff
from services import staffing
from services.sealing import Sealer

CODES: Final = 10
TRIES: Final = 6  # in staffing.THROTTLE_WINDOW
PENDING: Final = timedelta(minutes=10)  # between the password and the code
STEP: Final = 30  # seconds
REQUIRED: Final = "second_factor"  # the setting's name
_NEIGHBOURS: Final = (0, -1, 1)  # a phone's clock may be half a minute off


def begin(session: Session, sealer: Sealer, staff: Staff, now: datetime) -> str | None:
    """A new secret that does not count yet; None when one counts already (turn that off first)."""
    row = session.get(SecondFactor, staff.id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        return None
    secret = pyotp.random_base32()
    if row is None:
        row = SecondFactor(staff_id=staff.id, last_step=0)
        session.add(row)
    row.sealed, row.created_at = sealer.seal(secret), now
    session.flush()
    return secret


def begun(session: Session, sealer: Sealer, staff: Staff) -> str | None:
    """The secret that waits for its first code."""
    row = session.get(SecondFactor, staff.id)
    return sealer.open(row.sealed) if row is not None and row.confirmed_at is None else None


def address(secret: str, staff: Staff, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=issuer.replace(":", " "))


def confirm(session: Session, sealer: Sealer, staff: Staff, code: str, now: datetime) -> list[str] | None:
    """The first code was right: it counts from now on. The recovery codes, to be shown this once."""
    row = session.get(SecondFactor, staff.id, with_for_update=True)
    if row is None or row.confirmed_at is not None or not _take(session, sealer, row, code, now):
        return None
    row.confirmed_at = now
    staffing.forget_tries(session, "second", str(staff.id))
    _note(session, staff, "staff.factor_on", now)
    return _new_codes(session, staff)


def renew_codes(session: Session, staff: Staff, now: datetime) -> list[str] | None:
    """A new sheet; the old one opens nothing any more."""
    row = session.get(SecondFactor, staff.id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return None
    _note(session, staff, "staff.codes_renewed", now)
    return _new_codes(session, staff)


def count_try(session: Session, staff_id: int, now: datetime) -> bool:
    """Count one guess; whether it may be looked at. Commit before looking: parallel guesses count, too."""
    session.get(Staff, staff_id, with_for_update=True)  # guesses at one account queue up
    return staffing.count_try(session, "second", str(staff_id), TRIES, now)


def is_right(session: Session, sealer: Sealer, staff: Staff, typed: str, now: datetime) -> str | None:
    """Use up what was typed: `code` or `recovery`; None when it opens nothing (any more)."""
    row = session.get(SecondFactor, staff.id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return None
    if _take(session, sealer, row, typed, now):
        staffing.forget_tries(session, "second", str(staff.id))
        return "code"
    if second_factor.take_recovery_code(session, staff.id, _digest(staff.id, typed), now):
        left = second_factor.codes_left(session, staff.id)
        _note(session, staff, "staff.recovery_code_used", now, {"left": left})
        staffing.forget_tries(session, "second", str(staff.id))
        return "recovery"
    return None


def required_roles(session: Session) -> frozenset[str]:
    """Whose work has to wait until they have a second factor."""
    return frozenset((shop_setting.anywhere(session, REQUIRED) or {}).get("roles", ()))


def require(session: Session, channel_id: int, roles: Iterable[str], staff: Staff, now: datetime) -> None:
    wanted = [role for role in ROLES if role in set(roles)]
    shop_setting.choose(session, channel_id, REQUIRED, {"roles": wanted}, now, staff.id)
    staffing.audit(
        session, now, "settings.factor_required", "settings", staff_id=staff.id, detail={"roles": wanted}
    )


def turn_off(session: Session, staff: Staff, now: datetime) -> None:
    second_factor.forget(session, staff.id)
    _note(session, staff, "staff.factor_off", now)


def reset(session: Session, staff: Staff, now: datetime, *, actor: int | None) -> None:
    """Somebody lost phone and sheet: their second factor goes, and so do sessions and counted guesses."""
    second_factor.forget(session, staff.id)
    staffing.forget_tries(session, "second", str(staff.id))
    staffing.end_sessions(session, staff)
    staffing.audit(
        session, now, "staff.factor_reset", f"staff:{staff.id}", staff_id=actor, actor="" if actor else "cli"
    )


def _take(session: Session, sealer: Sealer, row: SecondFactor, typed: str, now: datetime) -> bool:
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    secret = sealer.open(row.sealed)
    if secret is None or not re.fullmatch(r"[0-9]{6}", code):
        return False
    app, step = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    right = [step + off for off in _NEIGHBOURS if secrets.compare_digest(app.generate_otp(step + off), code)]
    return any(second_factor.take_step(session, row.staff_id, one) for one in right)


def _new_codes(session: Session, staff: Staff) -> list[str]:
    """Sixteen letters each, 78 bits: nobody finds one from its hash."""
    second_factor.forget_codes(session, staff.id)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(16)) for _ in range(CODES)]
    session.add_all(RecoveryCode(staff_id=staff.id, digest=_digest(staff.id, code)) for code in codes)
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def _digest(staff_id: int, typed: str) -> str:
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    return hashlib.sha256(f"recovery:{staff_id}:{plain}".encode()).hexdigest()


def _note(
    session: Session, staff: Staff, action: str, now: datetime, detail: dict[str, object] | None = None
) -> None:
    staffing.audit(session, now, action, f"staff:{staff.id}", staff_id=staff.id, detail=detail)
