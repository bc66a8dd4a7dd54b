"""やること: who does what by when. An accepted proposal makes one by itself; staff may add more."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from conversations.moments import say_when
from models.case import Case, CaseEntry, Proposal, entries_of
from models.due_item import DueItem
from models.staff import Staff
from services.casework import Bench, Refusal, hold, record
from services.desk import Desk
from services.proposal_words import TITLES
from services.roster import WORKERS
from services.shop import Shop

TEXT_LIMIT: Final = 200
LONGEST: Final = timedelta(days=365)


def from_accepted(desk: Desk, case: Case, proposal: Proposal) -> DueItem:
    """The customer said yes: now somebody does it. A call at the chosen moment, the rest in business time."""
    at = datetime.fromisoformat(proposal.chosen) if proposal.chosen else desk.promise_at
    title = TITLES["ja"][proposal.kind]
    moment = f"（{say_when(at, desk.now, desk.shop.zone)}）" if proposal.chosen else ""
    item = DueItem(
        case_id=case.id, contact_id=case.contact_id, proposal_id=proposal.id, text=f"{title}{moment}",
        assignee_id=case.assignee_id or proposal.staff_id, due_at=at, created_at=desk.now,
    )  # fmt: skip
    desk.session.add(item)
    return item


def add(
    session: Session, shop: Shop, case: Case, staff: Staff, text: str, to: Staff | None, due_at: datetime,
    now: datetime,
) -> CaseEntry | Refusal:  # fmt: skip
    bench = hold(session, shop, case, now)
    words = text.strip()
    if not words or len(words) > TEXT_LIMIT:
        return Refusal("too_long" if words else "empty")
    if not now - LONGEST < due_at < now + LONGEST:
        return Refusal("when")
    if to is not None and not _may_work(to):
        return Refusal("unknown")
    session.add(
        DueItem(
            case_id=case.id, contact_id=case.contact_id, text=words, assignee_id=(to or staff).id,
            due_at=due_at, created_at=now,
        )
    )  # fmt: skip
    return record(bench, "due_added", staff, words, detail={"due": due_at.isoformat()})


def change(
    session: Session, shop: Shop, case: Case, staff: Staff, item: DueItem, to: Staff, due_at: datetime,
    now: datetime,
) -> CaseEntry | Refusal:  # fmt: skip
    """Another person, another time."""
    bench = hold(session, shop, case, now)
    if item.case_id != case.id or not _may_work(to):
        return Refusal("unknown")
    if not now - LONGEST < due_at < now + LONGEST:
        return Refusal("when")
    item.assignee_id, item.due_at = to.id, due_at
    return record(bench, "due_changed", staff, item.text, detail={"due": due_at.isoformat()})


def finish(
    session: Session, shop: Shop, case: Case, staff: Staff, item: DueItem, now: datetime,
    *, dropped: bool = False,
) -> CaseEntry | Refusal:  # fmt: skip
    """Done (or not needed any more); twice is once. Also when its case is closed."""
    bench = hold(session, shop, case, now)
    session.refresh(item)
    if item.case_id != case.id:
        return Refusal("unknown")
    if item.done_at is not None:
        return Refusal("done_already")
    return end(bench, staff, item, dropped=dropped)


def end(bench: Bench, staff: Staff, item: DueItem, *, dropped: bool = False) -> CaseEntry:
    """Nothing more is due of it; the case's history says whether it was done."""
    item.done_at, item.done_by_id = bench.now, staff.id
    kind = "due_dropped" if dropped else "due_done"
    return record(bench, kind, staff, item.text, detail={"item": item.id})


def dropped(session: Session, case_id: int) -> set[int]:
    """The items that nobody needed any more, as a case's history tells."""
    found: set[int] = set()
    for entry in entries_of(session, case_id, ("due_dropped", "due_back")):
        if entry.kind == "due_dropped":
            found.add(entry.detail["item"])
        else:
            found.discard(entry.detail["item"])
    return found


def _may_work(staff: Staff) -> bool:
    return staff.active and staff.role in WORKERS
