"""合っている／違う: one tap by staff on what the rules read from a customer's words.

Kept as a line of the case's history: with the words themselves (`Case.text`, `Case.matched`) it is the label
the rules are improved by. It changes nothing for this customer: a reading only ever raises an alarm.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.case import Case, CaseEntry
from models.staff import Staff
from services.casework import Refusal, hold, record
from services.shop import Shop

RIGHT, WRONG = "reading_right", "reading_wrong"
KINDS: Final = (RIGHT, WRONG)


def keep(
    session: Session, shop: Shop, case: Case, staff: Staff, right: bool, now: datetime
) -> CaseEntry | Refusal:
    """The last word counts; the reading as it was is kept beside it."""
    bench = hold(session, shop, case, now)
    if not case.matched:
        return Refusal("unknown")
    detail = {"reason": case.reason, "level": case.level, "matched": list(case.matched)}
    return record(bench, RIGHT if right else WRONG, staff, detail=detail)
