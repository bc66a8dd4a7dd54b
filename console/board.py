"""What 今日の対応 shows: open cases by what they need, words without a case, what is due. A few queries.

Health comes first across everything, as long as it waits for us; then broken promises, those about to break,
and the rest of the day. In each group what staff called urgent goes before the earliest promise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from console.queries import about, purchases_of, staff_names
from line.events import read
from models import case_reader, due_item
from models.case import Case, open_cases
from models.contact import Contact
from models.due_item import DueItem
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from services import snoozing, unread
from services.cases import SOON
from services.desk import name_of
from services.shop import ShopOf

GROUPS: Final = (
    "health", "overdue", "risk", "today", "answered", "back", "later", "waiting", "snoozed",
)  # fmt: skip
OURS: Final = GROUPS[:6]  # what waits for us
SHOWN: Final = 50  # of words without a case, and of due items
DUE_AHEAD: Final = timedelta(days=1)
NOT_THERE: Final = ("unknown", "discarded")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of 今日の対応."""

    case: Case
    contact: Contact
    name: str
    product: str
    assignee: str
    group: str
    readers: tuple[str, ...] = ()
    undelivered: bool = False

    @property
    def is_health(self) -> bool:
        return is_health(self.case)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody without a case wrote."""

    contact: Contact
    name: str
    product: str
    text: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A due item, whose it is and for whom."""

    item: DueItem
    channel_id: int
    name: str
    assignee: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Board:
    groups: dict[str, list[CaseRow]] = field(default_factory=dict)
    words: Sequence[Words] = ()
    duties: Sequence[Duty] = ()

    @property
    def rows(self) -> list[CaseRow]:
        return [row for name in GROUPS for row in self.groups.get(name, [])]

    @property
    def urgent(self) -> list[CaseRow]:
        """What waits for us."""
        return [row for name in OURS for row in self.groups.get(name, [])]


def is_health(case: Case) -> bool:
    return case.reason == "health" or case.level > 0


def look(
    session: Session,
    shop_of: ShopOf,
    now: datetime,
    real_now: datetime,
    *,
    mine: int | None = None,
    channel: int | None = None,
    me: int = 0,
) -> Board:
    """`mine`, `channel`: only what is this person's, or this LINE account's. `me`: who looks, and so is no
    colleague to be told of.
    """
    cases = [case for case in open_cases(session, channel) if mine is None or case.assignee_id == mine]
    names, readers = staff_names(session), case_reader.of_cases(session, real_now)
    people = _people(session, {case.contact_id for case in cases})
    purchases = purchases_of(session, people)
    lost = _undelivered(session, people)
    rows = []
    for case in cases:
        contact, shop = people[case.contact_id], shop_of(case.channel_id)
        purchase = about(purchases.get(contact.id, []), case.purchase_id)
        day = now.astimezone(shop.tz).date()
        rows.append(
            CaseRow(
                case=case,
                contact=contact,
                name=name_of(contact, purchase),
                product=purchase.items[0].name if purchase and purchase.items else "",
                assignee=names.get(case.assignee_id or 0, ""),
                group=group_of(case, contact, now, case.promise_at.astimezone(shop.tz).date() <= day),
                readers=tuple(
                    names[who] for who in sorted(readers.get(case.id, set()) - {me}) if who in names
                ),
                undelivered=lost.get(contact.id, case.opened_at) > case.opened_at,
            )
        )
    rows.sort(key=lambda row: (not row.is_health, -row.case.priority, row.case.promise_at, row.case.id))
    groups = {name: [row for row in rows if row.group == name] for name in GROUPS}
    words = _words(session, channel) if mine is None else ()
    return Board(groups, words, _duties(session, names, now, mine, channel))


def group_of(case: Case, contact: Contact, now: datetime, is_today: bool) -> str:
    """Where a case stands: what waits for us, what waits for the customer, what sleeps."""
    if snoozing.sleeps(case, contact, now):
        return "snoozed"
    answered = case.first_response_at is not None
    back = snoozing.is_back(case, now)
    if is_health(case) and (not answered or contact.unread or back):
        return "health"
    if not answered:
        if case.promise_at < now:
            return "overdue"
        return "risk" if case.promise_at - now <= SOON else "today" if is_today else "later"
    if contact.unread or case.status == "accepted":
        return "answered"
    return "back" if back else "waiting"


def _people(session: Session, ids: set[int]) -> dict[int, Contact]:
    return {contact.id: contact for contact in session.scalars(select(Contact).where(Contact.id.in_(ids)))}


def _undelivered(session: Session, ids: Mapping[int, Contact]) -> dict[int, datetime]:
    """When a message of ours to each person last failed to arrive."""
    statement = (
        select(OutboundMessage.contact_id, func.max(OutboundMessage.created_at))
        .where(
            OutboundMessage.contact_id.in_(ids),
            OutboundMessage.status.in_(NOT_THERE),
            OutboundMessage.kind.in_(("case_reply", "promise")),
        )
        .group_by(OutboundMessage.contact_id)
    )
    return {contact_id: at for contact_id, at in session.execute(statement) if contact_id is not None}


def _words(session: Session, channel: int | None) -> list[Words]:
    people = unread.without_case(session, SHOWN, channel)
    purchases = purchases_of(session, [contact.id for contact in people])
    texts = _last_words(session, people)
    said = []
    for contact in people:
        purchase = about(purchases.get(contact.id, []), None)
        product = purchase.items[0].name if purchase and purchase.items else ""
        text = texts.get((contact.channel_id, contact.line_user_id), "")
        said.append(Words(contact, name_of(contact, purchase), product, text))
    return said


def _last_words(session: Session, people: Sequence[Contact]) -> dict[tuple[int, str | None], str]:
    """What each of them wrote last; nothing of what was taken back."""
    lane = tuple_(InboundEvent.channel_id, InboundEvent.line_user_id)
    newest = (
        select(func.max(InboundEvent.id))
        .where(lane.in_([(contact.channel_id, contact.line_user_id) for contact in people]))
        .where(InboundEvent.type == "message", InboundEvent.redacted_at.is_(None))
        .group_by(InboundEvent.channel_id, InboundEvent.line_user_id)
    )
    rows = session.scalars(select(InboundEvent).where(InboundEvent.id.in_(newest)))
    return {(row.channel_id, row.line_user_id): read(row.payload).text or "" for row in rows}


def _duties(
    session: Session, names: dict[int, str], now: datetime, mine: int | None, channel: int | None
) -> list[Duty]:
    items = [
        item
        for item in due_item.not_done(session, now + DUE_AHEAD, SHOWN, channel)
        if mine is None or item.assignee_id == mine
    ]
    people = _people(session, {item.contact_id for item in items})
    purchases = purchases_of(session, people)
    return [
        Duty(
            item,
            people[item.contact_id].channel_id,
            name_of(people[item.contact_id], about(purchases.get(item.contact_id, []), None)),
            names.get(item.assignee_id or 0, ""),
            item.due_at < now,
        )
        for item in items
    ]
