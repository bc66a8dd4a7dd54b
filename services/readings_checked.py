"""合っている／違う: one tap by staff on what the rules read from a customer's words.

Of a case it is a line of its history: with the words themselves (`Case.text`, `Case.matched`) it is the label
the rules are improved by; graver words that join the case later are to be looked at anew. It changes nothing
for this customer: a reading only ever raises an alarm.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from conversations.feelings import read
from models.case import Case, CaseEntry
from models.conversation import Answer
from models.database import upsert
from models.reading_check import ReadingCheck
from models.staff import Staff
from services.casework import Refusal, hold, record
from services.shop import Shop

RIGHT, WRONG = "reading_right", "reading_wrong"
KINDS: Final = (RIGHT, WRONG)


def keep_of_answer(session: Session, answer: Answer, staff_id: int, right: bool, now: datetime) -> bool:
    """Of words that opened no case. False when they were taken back."""
    if answer.redacted_at is not None or not answer.label:
        return False
    values = {"staff_id": staff_id, "at": now, "band": read(answer.label).band, "is_right": right}
    statement = upsert(session)(ReadingCheck).values(answer_id=answer.id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["answer_id"], set_=values))
    return True


def keep(
    session: Session, shop: Shop, case: Case, staff: Staff, right: bool, now: datetime
) -> CaseEntry | Refusal:
    """The last word counts; the reading as it was is kept beside it."""
    bench = hold(session, shop, case, now)
    if not case.matched:
        return Refusal("unknown")
    detail = {
        "reason": case.reason, "level": case.level, "matched": list(case.matched), "message": case.message_id,
    }  # fmt: skip
    return record(bench, RIGHT if right else WRONG, staff, detail=detail)
