"""サインイン中の端末: begun at the door, seen on each page, ended one by one or all at once.

Its one rule: a session is a row. What the browser holds is a random token; the row holds its hash. A new
token is made at every step that proves something, so that one planted before is worth nothing after.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models import staff_session
from models.staff import Staff
from models.staff_session import StaffSession
from services import staffing

IDLE: Final = timedelta(hours=4)
LONGEST: Final = timedelta(days=7)
SEEN_EVERY: Final = timedelta(minutes=1)
FRESH: Final = timedelta(minutes=15)  # how long after a proof one may change what opens the door

# The first that is found in what a browser says of itself. The order matters: each claims to be the next.
_BROWSERS: Final = (
    ("Line/", "LINE"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def begin(session: Session, staff: Staff, how: str, agent: str, now: datetime, *, quiet: bool = False) -> str:
    """Somebody is in: the token for their browser, shown nowhere else. `quiet`: they were in already."""
    token = secrets.token_urlsafe(32)
    browser, system = read_agent(agent)
    row = StaffSession(
        staff_id=staff.id, digest=digest(token), browser=browser, system=system, how=how,
        created_at=now, seen_at=now, confirmed_at=now,
    )  # fmt: skip
    session.add(row)
    staff_session.forget_over(session, now - IDLE, now - LONGEST)
    if not quiet:
        staff.signed_in_at = now
        staffing.audit(
            session, now, "staff.signed_in", f"staff:{staff.id}", staff_id=staff.id, detail={"how": how}
        )
    session.flush()
    return token


def renew(session: Session, row: StaffSession, staff: Staff, now: datetime) -> str:
    """The same browser under a new token, just proven; what knew the old one is out."""
    token = secrets.token_urlsafe(32)
    kept = session.get(StaffSession, row.id, with_for_update=True)
    if kept is None or kept.staff_id != staff.id:
        raise LookupError("this session has ended")
    kept.digest, kept.confirmed_at, kept.seen_at = digest(token), now, now
    session.flush()
    return token


def end_others(session: Session, staff: Staff, but: int, now: datetime) -> int:
    ended = staff_session.end(session, staff.id, but=but)
    staffing.audit(
        session,
        now,
        "staff.others_signed_out",
        f"staff:{staff.id}",
        staff_id=staff.id,
        detail={"ended": ended},
    )
    return ended


def end_one(session: Session, staff: Staff, session_id: int, now: datetime) -> bool:
    """One of one's own; somebody else's number ends nothing."""
    ended = staff_session.end(session, staff.id, only=session_id) > 0
    if ended:
        staffing.audit(session, now, "staff.device_signed_out", f"staff:{staff.id}", staff_id=staff.id)
    return ended


def read_agent(agent: str) -> tuple[str, str]:
    """What a person would call their browser and their machine; "" for what cannot be told."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return browser, system


def digest(token: str) -> str:
    """Looked up by its hash: timing tells nothing about a stored one."""
    known = token if re.fullmatch(r"[A-Za-z0-9_-]{43}", token) else ""
    return hashlib.sha256(f"session:{known}".encode()).hexdigest()
