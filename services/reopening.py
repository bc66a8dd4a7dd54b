"""もう一度開く: a case that was closed too soon, or by mistake, goes on; what its closing settled comes back.

    closed ──reopen──> open | answering | proposed | accepted      as it stood before it was closed
Back come the purchase that ended with it and its journey, what was due and was settled with it, and the last
proposal's buttons. Not back: a question of the bot that was stopped then, a message that was withdrawn, and
what was sent since. What the closing planned waits while the case is open, as every question does.
A promise that is not over goes on. Else the customer may be told a new time; only a told time is a promise.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.following import UNTOLD
from conversations.locales import Locale
from conversations.promises import MOVED_ON
from line.messages import text_messages
from models.case import Case, CaseEntry, open_of, proposals_of
from models.contact import Contact
from models.due_item import DueItem
from models.purchase import Purchase
from models.staff import Staff
from services import ladder, promising, purchases, turns
from services.announcing import announce_case
from services.cases import promise_anew
from services.casework import Bench, Refusal, hold, record, tell
from services.closing import ENDINGS
from services.languages import language_of
from services.shop import Shop
from services.staffing import audit

AGAIN: Final[dict[Locale, str]] = {
    "ja": "先日のご相談について、もう一度確認しております。",
    "en": "We are looking into your matter once more.",
    "zh-Hant": "關於您先前的諮詢，我們正在重新確認。",
    "th": "เรากำลังตรวจสอบเรื่องที่คุณปรึกษาไว้อีกครั้งค่ะ",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What a closing settled, and would come back. `instead`: the case that is open already."""

    purchase: Purchase | None
    items: tuple[DueItem, ...]
    instead: int | None
    is_promised: bool  # the time told to the customer is not over, and nobody answered
    reachable: bool


def settled_by(session: Session, case: Case, contact: Contact, now: datetime) -> Settled | None:
    """None: it is not closed, or was closed for good (merged, its person erased)."""
    if case.status != "closed" or case.close_reason in MOVED_ON or contact.erased_at is not None:
        return None
    at = case.closed_at  # what was settled in the same step bears the same instant
    bought = session.get(Purchase, case.purchase_id) if case.purchase_id else None
    ended = bought if bought and bought.status in ENDINGS and bought.status_at == at else None
    items = session.scalars(select(DueItem).where(DueItem.case_id == case.id, DueItem.done_at == at))
    known = open_of(session, contact.id)
    return Settled(
        ended, tuple(items.all()), known.id if known is not None else None,
        case.first_response_at is None and case.promise_at > now and case.reason not in UNTOLD,
        contact.friend_state != "blocked",
    )  # fmt: skip


def reopen(
    session: Session, shop: Shop, case: Case, staff: Staff, now: datetime, *, is_told: bool
) -> CaseEntry | Refusal:
    """`is_told`: the customer is told by when they hear from us, where no such time is running."""
    bench = hold(session, shop, case, now)
    found = settled_by(session, case, bench.contact, now)
    if found is None:
        return Refusal("not_reopened")
    if found.instead is not None:
        return Refusal("another_open")
    case.status, case.closed_at, case.close_reason = "open", None, ""
    case.assignee_id = case.assignee_id or staff.id
    session.flush()  # what counts from its closing must not see it any more
    if found.purchase is not None:
        purchases.resume(session, shop, found.purchase, now)
        audit(session, now, "purchase.resumed", f"purchase:{found.purchase.id}", staff_id=staff.id)
        bench = hold(session, shop, case, now)
    for item in found.items:
        item.done_at = item.done_by_id = None
        record(bench, "due_back", staff, item.text, detail={"item": item.id})
    case.status = _standing(session, case)
    session.flush()
    bench.desk.cases[bench.contact.id] = case
    announce_case(bench.desk, "case.reopened", case)
    entry = _go_on(bench, staff, is_promised=found.is_promised, is_told=is_told and found.reachable)
    bench.desk.flush()
    return entry


def _standing(session: Session, case: Case) -> str:
    """Where it stood: by its last proposal, else by whether anybody answered."""
    offers = proposals_of(session, case.id)
    if offers and offers[-1].status == "sent":
        return "proposed"
    if offers and offers[-1].status == "accepted":
        return "accepted"
    return "open" if case.first_response_at is None else "answering"


def _go_on(bench: Bench, staff: Staff, *, is_promised: bool, is_told: bool) -> CaseEntry:
    """The bot falls silent where a human talks; the customer is told the new time, if any."""
    case = bench.case
    if is_promised:
        ladder.begin(bench.desk, case)
    elif is_told:
        promise_anew(bench.desk, case)
        language = language_of(bench.contact)
        words = promising.message(
            bench.contact, staff, bench.desk.shop, AGAIN[language], case.promise_at, bench.now
        )
        until = {"until": case.promise_at.isoformat()}
        return tell(bench, staff, "reopened", words, text_messages(words), as_kind="promise", detail=until)
    if case.first_response_at is not None:
        turns.hand_over(bench.desk, bench.contact)
    conversation = bench.desk.conversations.get(bench.contact.id)
    if conversation is not None:
        bench.desk.void_timers(conversation)  # one may give the talk back to the bot in the morning
    return record(bench, "reopened", staff)
