"""まとめる: two open cases that are one matter, of two contacts (two accounts of one person, or a family).

One contact has one open case, so within a contact there is nothing to merge: reasons join, and earlier cases
stand on the page. What is merged is closed, its customer is told where the answer will come, and it points to
the other.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from conversations.locales import Locale
from models import contact as contacts
from models import due_item
from models.case import NOT_CLOSED, Case, CaseEntry
from models.contact import Contact
from models.purchase import Purchase
from models.staff import Staff
from services import turns
from services.alerting import hush
from services.announcing import announce_case
from services.casework import Refusal, hold, record, reply
from services.shop import Shop

# What somebody is told whose answer comes elsewhere; staff may write their own.
ELSEWHERE: Final[dict[Locale, str]] = {
    "ja": "ご連絡ありがとうございます。もう一つのトークで、まとめてご案内いたします。",
    "en": "Thank you for writing. We will answer in your other chat, all in one place.",
    "zh-Hant": "謝謝您的訊息。我們會在您的另一個聊天室一併回覆您。",
    "th": "ขอบคุณที่ติดต่อเรานะคะ เราจะตอบรวมกันในอีกแชตหนึ่งของคุณค่ะ",
}


def merge(
    session: Session, shop: Shop, case: Case, staff: Staff, into: Case, text: str, now: datetime,
    *, sure: bool = False,
) -> CaseEntry | Refusal:  # fmt: skip
    """Close `case` in favour of `into`. Who was promised an answer gets one: the text that says where.

    Nothing shows that both are one person's: «unsure», until somebody who was shown whose it is says so.
    """
    if into.id == case.id or into.channel_id != case.channel_id:
        return Refusal("unknown")
    if not sure and into.id not in {other.id for other in candidates(session, case)}:
        return Refusal("unsure")
    for contact_id in sorted((case.contact_id, into.contact_id)):
        contacts.lock(session, contact_id)  # always in this order: two people merging never wait in a circle
    session.refresh(into)
    bench = hold(session, shop, case, now)
    if case.status == "closed" or into.status == "closed":
        return Refusal("closed")
    told = reply(session, shop, case, staff, text, now)
    silent = told.why == "empty" and case.first_response_at is not None if isinstance(told, Refusal) else True
    if isinstance(told, Refusal) and not silent and told.why != "unreachable":
        return told
    bench = hold(session, shop, case, now)
    case.status, case.closed_at, case.close_reason = "closed", now, "merged"
    case.merged_into_id, case.snoozed_until = into.id, None
    hush(session, case, now)
    announce_case(bench.desk, "case.closed", case, close_reason="merged")
    entry = record(bench, "merged", staff, detail={"into": into.id})
    into.level, into.priority = max(into.level, case.level), max(into.priority, case.priority)
    turns.hand_back(bench.desk, bench.contact, settled=True)  # a human goes on, elsewhere
    bench.desk.flush()
    other = hold(session, shop, into, now)
    record(other, "merged_in", staff, case.text, detail={"from": case.id})
    for item, _ in due_item.open_of(session, case.id):  # still owed: it goes where the matter goes on
        item.case_id = into.id
        record(other, "due_added", staff, item.text, detail={"due": item.due_at.isoformat()})
    other.desk.flush()
    return entry


def candidates(session: Session, case: Case) -> list[Case]:
    """Open cases of people with the same telephone, address or name on an order."""
    mine = session.scalars(select(Purchase).where(Purchase.contact_id == case.contact_id)).all()
    alike = [
        column.in_(values)
        for column, values in (
            (Purchase.phone, {p.phone for p in mine if p.phone}),
            (Purchase.email, {p.email for p in mine if p.email}),
            (Purchase.customer_name, {p.customer_name for p in mine if p.customer_name}),
        )
        if values
    ]
    if not alike:
        return []
    same = select(Purchase.contact_id).where(
        Purchase.channel_id == case.channel_id, Purchase.contact_id.is_not(None), or_(*alike)
    )
    statement = select(Case).where(
        NOT_CLOSED, Case.contact_id.in_(same), Case.contact_id != case.contact_id,
        Case.channel_id == case.channel_id,
    )  # fmt: skip
    return list(session.scalars(statement.order_by(Case.id).limit(5)))


def merged_here(session: Session, case_id: int) -> list[tuple[Case, Contact]]:
    """What was merged into this case."""
    statement = select(Case, Contact).join(Contact, Contact.id == Case.contact_id)
    return [(c, p) for c, p in session.execute(statement.where(Case.merged_into_id == case_id))]
