"""電話・メールの記録: what happened with a customer outside LINE, on the same line of time.

Having spoken with them keeps the promise as an answer in LINE does; having tried does not.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.case import Case, CaseEntry
from models.staff import Staff
from services.casework import NOTE_LIMIT, Bench, Refusal, answered, hold, record
from services.shop import Shop

WAYS: Final = ("phone", "mail", "visit", "letter")
DIRECTIONS: Final = ("out", "in")


def log_contact(
    session: Session, shop: Shop, case: Case, staff: Staff, way: str, direction: str, text: str,
    now: datetime, *, reached: bool,
) -> CaseEntry | Refusal:  # fmt: skip
    """What was said on the phone, by mail or in the shop. Who called us was reached."""
    bench = hold(session, shop, case, now)
    words = text.strip()
    if way not in WAYS or direction not in DIRECTIONS:
        return Refusal("unknown")
    if not words or len(words) > NOTE_LIMIT:
        return Refusal("too_long" if words else "empty")
    if reached or direction == "in":
        return log_talk(bench, staff, way, direction, words)
    return record(bench, "tried", staff, words, detail={"way": way, "direction": direction})


def log_talk(bench: Bench, staff: Staff, way: str, direction: str, words: str) -> CaseEntry:
    """They were spoken with: while their case is open, that answers them."""
    if bench.case.status != "closed":
        answered(bench, staff)
    return record(bench, "spoke", staff, words, detail={"way": way, "direction": direction})
