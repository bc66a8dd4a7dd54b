"""マクロ: several things staff often do together, done in one commit — all of them or none.

The steps are the same functions the buttons call, in the order a person would: take, write, note, sort,
put aside or close. A step that is refused undoes the earlier ones.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.case import Case, CaseEntry
from models.case_template import CaseTemplate
from models.staff import Staff
from services import casework, closing, snoozing
from services.casework import Refusal, hold, record
from services.closing import LooseEnds
from services.shop import Shop


def run(
    session: Session, shop: Shop, case: Case, staff: Staff, macro: CaseTemplate, text: str, now: datetime,
    *, seen: int | None = None, ends: LooseEnds = closing.NONE,
) -> CaseEntry | Refusal:  # fmt: skip
    """`text` is what the writer made of the macro's text, `ends` what was said of the closing, where it
    closes; nothing of it commits here.
    """
    if macro.kind != "macro" or not macro.active:
        return Refusal("unknown")
    bench = hold(session, shop, case, now)
    if (before := _ran(session, case, staff, macro, seen)) is not None:
        return before
    wanted = macro.actions
    for name in ("take", "reply", "note", "sort", "snooze", "close"):
        outcome = _step(session, shop, case, staff, name, wanted, text, now, seen, ends)
        if isinstance(outcome, Refusal):
            return outcome
    return record(bench, "macro", staff, macro.title, detail={"template": macro.id})


def _step(
    session: Session, shop: Shop, case: Case, staff: Staff, name: str, wanted: dict[str, object], text: str,
    now: datetime, seen: int | None, ends: LooseEnds,
) -> CaseEntry | Refusal | None:  # fmt: skip
    if name == "take" and wanted.get("take"):
        return casework.take(session, shop, case, staff, now, seen=seen)
    if name == "reply" and text.strip():
        return casework.reply(session, shop, case, staff, text, now, seen=seen)
    if name == "note" and wanted.get("note"):
        return casework.note(session, shop, case, staff, str(wanted["note"]), now)
    if name == "sort" and (wanted.get("topic") or wanted.get("priority")):
        topic, priority = (
            str(wanted.get("topic") or case.topic),
            1 if wanted.get("priority") else case.priority,
        )
        return casework.classify(session, shop, case, staff, topic, priority, now)
    if name == "snooze" and wanted.get("snooze_days"):
        days = int(str(wanted["snooze_days"]))
        until = shop.rules.hours.next_open(now + timedelta(days=days))
        return snoozing.snooze(session, shop, case, staff, until, now)
    if name == "close" and wanted.get("close"):
        return closing.close(session, shop, case, staff, str(wanted["close"]), now, ends=ends)
    return None


def _ran(
    session: Session, case: Case, staff: Staff, macro: CaseTemplate, seen: int | None
) -> CaseEntry | None:
    """The same form sent twice."""
    if seen is None:
        return None
    statement = select(CaseEntry).where(
        CaseEntry.case_id == case.id, CaseEntry.id > seen, CaseEntry.kind == "macro",
        CaseEntry.staff_id == staff.id, CaseEntry.text == macro.title,
    )  # fmt: skip
    return session.scalar(statement.limit(1))
