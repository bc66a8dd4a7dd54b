"""スタッフ: invited with a one-time link, signing in with a password, bound to their own LINE by a code.

Its one rule: what opens a door is never kept. Passwords and links are stored as hashes only, and links die
with `fs_uniquifier`, the value every session carries: renewing it ends all sessions and every open link.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from conversations.codes import ALPHABET
from models import staff_session
from models.staff import ROLES, AuditEntry, SignInAttempt, Staff, by_email
from services.passwords import hash_password, is_correct, needs_rehash

LINK_LIFE: Final = timedelta(hours=48)
LINE_CODE_LIFE: Final = timedelta(minutes=15)
THROTTLE_WINDOW: Final = timedelta(minutes=15)
ACCOUNT_TRIES: Final = 8
ADDRESS_TRIES: Final = 30
MIN_PASSWORD: Final = 12
MAX_PASSWORD: Final = 200
_LINK_MARK: Final = "link:"
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


class BadStaff(ValueError):
    """An address or role that cannot be: one clear sentence for whoever typed the command."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one sign-in may be checked against. `staff_id` is None for an account that does not exist."""

    allowed: bool
    staff_id: int | None = None
    password: str | None = None
    counted: str = ""  # whose allowance it took from
    by_network: bool = False  # refused for all that came from there, whatever account


def add(
    session: Session, email: str, role: str, name: str, now: datetime, *, actor: int | None = None
) -> str:
    """A new staff member, or a fresh link for one who is there already: the path of the one-time link."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise BadStaff(f"{email!r} is not an e-mail address")
    if role not in ROLES:
        raise BadStaff(f"{role!r} is not a role: use one of {', '.join(ROLES)}")
    staff = by_email(session, address)
    if staff is None:
        staff = Staff(
            email=address, name=name.strip(), role=role, active=True, created_at=now, fs_uniquifier=""
        )
        staff.fs_uniquifier = secrets.token_hex(32)
        session.add(staff)
        session.flush()
    else:
        staff.role, staff.active = role, True
        staff.name = name.strip() or staff.name
    path = issue_link(session, staff, now)
    audit(
        session, now, "staff.invited", f"staff:{staff.id}",
        staff_id=actor, actor="" if actor else "cli", detail={"role": role},
    )  # fmt: skip
    return path


def issue_link(session: Session, staff: Staff, now: datetime) -> str:
    """The path of a link that lets its holder set a password once. Ends every session and earlier link."""
    expires = int((now + LINK_LIFE).timestamp())
    token = f"{staff.id}-{expires}-{secrets.token_urlsafe(24)}"
    end_sessions(session, staff)
    staff.fs_uniquifier = _LINK_MARK + _digest(token)
    session.flush()
    return f"/console/welcome/{token}"


def by_link(session: Session, token: str, now: datetime) -> Staff | None:
    """Whose link this is, if it is still good. Looking (a mail scanner does) does not use it up."""
    match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,10})-[A-Za-z0-9_-]{20,64}", token)
    if match is None or datetime.fromtimestamp(int(match[2]), UTC) <= now:
        return None
    statement = select(Staff).where(Staff.id == int(match[1]), Staff.active.is_(True)).with_for_update()
    staff = session.scalar(statement)
    if staff is None or not secrets.compare_digest(staff.fs_uniquifier, _LINK_MARK + _digest(token)):
        return None
    return staff


def password_problem(staff: Staff, password: str) -> str | None:
    """Why this password will not do: `short`, `long` or `guessable`; None when it will."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < MIN_PASSWORD:
        return "short"
    if len(plain) > MAX_PASSWORD:
        return "long"
    known = {
        staff.email.lower(),
        staff.email.partition("@")[0].lower() * 2,
        "password1234",
        "passwordpassword",
    }
    if len(set(plain)) < 5 or plain.lower() in known or plain in "01234567890123456789":
        return "guessable"
    return None


def set_password(session: Session, staff: Staff, password: str, now: datetime) -> None:
    """Keep the new password's hash. The link it came from, and every session, is over."""
    keep_password(session, staff, hash_password(password), now)


def keep_password(session: Session, staff: Staff, hashed: str, now: datetime) -> None:
    staff.password = hashed
    end_sessions(session, staff)
    audit(session, now, "staff.password_set", f"staff:{staff.id}", staff_id=staff.id)


def begin_attempt(
    session: Session, email: str, address: str, now: datetime, device: tuple[int, str] | None = None
) -> Attempt:
    """Count a sign-in before its password is looked at, so that parallel guesses count as well.

    Commit, check the password outside the transaction, then `end_attempt`. What is counted and answered is
    the same for an account that does not exist. `device`: whose the browser is known to be, and which one;
    guesses of its owner there are counted for it alone, so that nobody else can use up their allowance.
    """
    statement = select(Staff).where(Staff.email == email.strip().lower()).with_for_update()
    staff = session.scalar(statement)  # the lock makes guesses at one account queue up
    _forget_old(session, now)
    at_home = device is not None and staff is not None and device[0] == staff.id
    counted = _who("device", f"{device[0]}:{device[1]}") if device and at_home else _who("account", email)
    if _tries(session, counted, now) >= ACCOUNT_TRIES:
        return Attempt(allowed=False)
    if not count_try(session, "address", address, ADDRESS_TRIES, now):
        return Attempt(allowed=False, by_network=True)
    session.add(SignInAttempt(who=counted, at=now))
    if staff is None or not staff.active:
        return Attempt(allowed=True)
    return Attempt(True, staff.id, staff.password, counted)


def is_closed_to_strangers(session: Session, email: str, now: datetime) -> bool:
    """Whether a browser that was never in has to wait: too many wrong passwords were typed."""
    return _tries(session, _who("account", email), now) >= ACCOUNT_TRIES


def end_attempt(session: Session, attempt: Attempt, password: str, now: datetime) -> Staff | None:
    """The password was right: forget the account's misses. Whose it is; None if it changed since."""
    if attempt.staff_id is None:
        return None
    staff = session.get(Staff, attempt.staff_id, with_for_update=True)
    if staff is None or not staff.active or staff.password != attempt.password or not staff.password:
        return None
    if needs_rehash(staff.password):
        staff.password = hash_password(password)
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == attempt.counted))
    return staff


def end_sessions(session: Session, staff: Staff) -> None:
    """Sign this person out everywhere."""
    staff.fs_uniquifier = secrets.token_hex(32)
    staff_session.end(session, staff.id)
    session.flush()


def count_try(session: Session, kind: str, who: str, most: int, now: datetime) -> bool:
    """Count one guess, on all machines together; False, uncounted, when there were too many lately."""
    if _tries(session, _who(kind, who), now) >= most:
        return False
    session.add(SignInAttempt(who=_who(kind, who), at=now))
    session.flush()
    return True


def forget_tries(session: Session, kind: str, who: str) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == _who(kind, who)))


def is_right(attempt: Attempt, password: str) -> bool:
    """Whether the password fits; as slow for an unknown account as for a known one. No transaction open."""
    return is_correct(attempt.password, password)


def issue_line_code(session: Session, staff: Staff, now: datetime) -> str:
    """What this person types in LINE once, to be alerted there: «ST-7K3M-9QPA» (`befriending.bind_staff`)."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    staff.line_code, staff.line_code_until = f"ST-{drawn[:4]}-{drawn[4:]}", now + LINE_CODE_LIFE
    session.flush()
    return staff.line_code


def bind_line(session: Session, staff: Staff, line_user_id: str, channel_id: int, now: datetime) -> None:
    """The code was typed: alerts go to this LINE, to nobody else's in this LINE, and the code is used up."""
    others = select(Staff).where(Staff.line_user_id == line_user_id, Staff.id != staff.id)
    for other in session.scalars(others.with_for_update()):
        unbind_line(session, other, now)
    staff.line_user_id, staff.line_channel_id = line_user_id, channel_id
    staff.line_code = staff.line_code_until = None
    audit(session, now, "staff.line_bound", f"staff:{staff.id}", staff_id=staff.id)


def unbind_line(session: Session, staff: Staff, now: datetime) -> None:
    staff.line_user_id = staff.line_channel_id = staff.line_code = staff.line_code_until = None
    audit(session, now, "staff.line_unbound", f"staff:{staff.id}", staff_id=staff.id)


def audit(
    session: Session, now: datetime, action: str, subject: str, *, staff_id: int | None = None,
    actor: str = "", detail: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """Who did what. Ids only."""
    who = actor or (f"staff:{staff_id}" if staff_id else "")
    entry = AuditEntry(
        at=now, staff_id=staff_id, actor=who, action=action, subject=subject, detail=detail or {}
    )
    session.add(entry)


def _tries(session: Session, who: str, now: datetime) -> int:
    recent = (SignInAttempt.who == who, SignInAttempt.at > now - THROTTLE_WINDOW)
    return session.scalar(select(func.count()).select_from(SignInAttempt).where(*recent)) or 0


def _forget_old(session: Session, now: datetime) -> None:
    """Skips rows another machine is forgetting right now."""
    old = select(SignInAttempt.id).where(SignInAttempt.at <= now - THROTTLE_WINDOW)
    ids = list(session.scalars(old.limit(1000).with_for_update(skip_locked=True)))
    if ids:
        session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))


def _who(kind: str, value: str) -> str:
    return _digest(f"{kind}:{value.strip().lower()}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
