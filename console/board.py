"""What 今日の対応 shows: open cases by what they need, words without a case, what is due. A few queries.

Health comes first across everything, as long as it waits for us; then broken promises, those about to break,
and the rest of the day. In each group what staff called urgent goes before the earliest promise. All
are counted; of a long group only the first are read and shown, until somebody asks for all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.queries import about, purchases_of, staff_names
from console.unread_words import Words, content_of, newest_of, words_of
from models import case_reader, due_item
from models import contact as contacts
from models.among import among
from models.case import Case, Standing, standings, these
from models.contact import Contact
from models.due_item import DueItem
from models.outbound import OutboundMessage
from models.purchase import Purchase
from services import quoting, snoozing, unread
from services.cases import SOON
from services.naming import name_for_staff
from services.shop import ShopOf

GROUPS: Final = (
    "health", "overdue", "risk", "today", "answered", "back", "later", "waiting", "snoozed",
)  # fmt: skip
OURS: Final = GROUPS[:6]  # what waits for us
SHOWN: Final = 50  # of each group, of words without a case, and of due items
MOST: Final = 1000  # of words, when all are asked for
DUE_AHEAD: Final = timedelta(days=1)
_UNDELIVERED: Final = (
    select(OutboundMessage.contact_id, func.max(OutboundMessage.created_at))
    .where(
        among(OutboundMessage.contact_id, "contacts"),
        OutboundMessage.status.in_(("unknown", "discarded")),
        OutboundMessage.kind.in_(("case_reply", "promise")),
    )
    .group_by(OutboundMessage.contact_id)
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of 今日の対応."""

    case: Case
    contact: Contact
    name: str
    product: str
    assignee: str
    group: str = ""
    readers: tuple[str, ...] = ()
    undelivered: bool = False
    said_at: datetime | None = None  # of the words that are quoted
    news: str = ""  # what came since a human answered; it is quoted before what began the case
    news_at: datetime | None = None

    @property
    def is_health(self) -> bool:
        return is_health(self.case)


@dataclass(frozen=True, slots=True)
class Duty:
    """A due item, whose it is and for whom."""

    item: DueItem
    channel_id: int
    name: str
    assignee: str
    is_late: bool


class Known(NamedTuple):
    """Whoever is named on the board, and what each of them bought, the newest first."""

    people: dict[int, Contact]
    purchases: dict[int, list[Purchase]]


@dataclass(frozen=True, slots=True)
class Board:
    groups: dict[str, list[CaseRow]] = field(default_factory=dict)  # what is shown of each
    counts: dict[str, int] = field(default_factory=dict)  # how many there are
    words: Sequence[Words] = ()
    duties: Sequence[Duty] = ()
    more_words: int = 0  # that are not shown

    @property
    def rows(self) -> list[CaseRow]:
        return [row for name in GROUPS for row in self.groups.get(name, [])]

    @property
    def first(self) -> CaseRow | None:
        """Whom to help next."""
        return next((row for name in OURS for row in self.groups.get(name, [])), None)

    @property
    def urgent(self) -> int:
        """How many people wait for us: with a case, with unread words, or for what is overdue. Each once."""
        cases = sum(self.counts.get(name, 0) for name in OURS)
        return cases + self.unread_count + len(self._owed - self._in_hand)

    @property
    def unread_count(self) -> int:
        """How many people's words nobody read, shown or not."""
        return len(self.words) + self.more_words

    @property
    def later(self) -> int:
        """How many wait for us on another day."""
        return self.counts.get("later", 0)

    @property
    def _owed(self) -> set[int]:
        """Whom we owe something whose time is over."""
        return {duty.item.contact_id for duty in self.late_duties}

    @property
    def _in_hand(self) -> set[int]:
        """Who is counted already."""
        cases = {row.contact.id for name in OURS for row in self.groups.get(name, [])}
        return cases | {said.contact.id for said in self.words}

    @property
    def late_duties(self) -> list[Duty]:
        """What was agreed with customers and should be done by now, the oldest first."""
        return [duty for duty in self.duties if duty.is_late]

    def hidden(self, group: str) -> int:
        return self.counts.get(group, 0) - len(self.groups.get(group, []))


def is_health(case: Case | Standing) -> bool:
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
    everything: bool = False,
) -> Board:
    """`mine`, `channel`: only what is this person's, or this LINE account's. `me`: who looks, and so is no
    colleague to be told of.
    """
    placed = _placed(standings(session, channel, assignee_id=mine), shop_of, now)
    shown = {name: ids if everything else ids[:SHOWN] for name, ids in placed.items()}
    names, limit = staff_names(session), MOST if everything else SHOWN
    cases = these(session, {case_id for ids in shown.values() for case_id in ids})
    waiting = unread.without_case(session, limit, channel) if mine is None else ()
    items = _due(session, now, mine, channel)
    ids = {case.contact_id for case in cases} | {item.contact_id for item in items}
    known = _known(session, ids | {contact.id for contact in waiting})
    rows = _rows(session, cases, known, names, real_now, me)
    words = words_of(session, waiting, known.purchases)
    unread_count = len(words) if len(words) != limit else unread.count_without_case(session, channel)
    return Board(
        {name: [replace(rows[case_id], group=name) for case_id in ids] for name, ids in shown.items()},
        {name: len(ids) for name, ids in placed.items()},
        words,
        [_duty(item, known, names, now) for item in items],
        unread_count - len(words),
    )


def _placed(cases: Sequence[Standing], shop_of: ShopOf, now: datetime) -> dict[str, list[int]]:
    """Group → its cases' ids, whoever is to be helped first at the front."""
    zones = {channel_id: shop_of(channel_id).tz for channel_id in {case.channel_id for case in cases}}
    placed: dict[str, list[int]] = {name: [] for name in GROUPS}
    for case in sorted(
        cases, key=lambda case: (not is_health(case), -case.priority, case.promise_at, case.id)
    ):
        zone = zones[case.channel_id]
        is_today = case.promise_at.astimezone(zone).date() <= now.astimezone(zone).date()
        placed[group_of(case, now, is_today)].append(case.id)
    return placed


def group_of(case: Standing, now: datetime, is_today: bool) -> str:
    """Where a case stands: what waits for us, what waits for the customer, what sleeps."""
    if snoozing.sleeps(case, case.unread, now):
        return "snoozed"
    answered = case.first_response_at is not None
    back = snoozing.is_back(case, now)
    if is_health(case) and (not answered or case.unread or back):
        return "health"
    if not answered:
        if case.promise_at < now:
            return "overdue"
        return "risk" if case.promise_at - now <= SOON else "today" if is_today else "later"
    if case.unread or case.status == "accepted":
        return "answered"
    return "back" if back else "waiting"


def _known(session: Session, ids: Collection[int]) -> Known:
    """These people and what they bought: read once for all that names them."""
    people = contacts.these(session, ids)
    return Known(people, purchases_of(session, people))


def _rows(
    session: Session, cases: Sequence[Case], known: Known, names: dict[int, str], real_now: datetime, me: int
) -> dict[int, CaseRow]:
    """What is shown of these cases; their group is still to be written."""
    readers = case_reader.of_cases(session, real_now)
    people = {case.contact_id: known.people[case.contact_id] for case in cases}
    lost = _undelivered(session, people)
    said = quoting.times_of(session, cases)
    since = {case.contact_id: case.first_response_at for case in cases if case.first_response_at is not None}
    wrote = [contact for contact in people.values() if contact.unread and contact.id in since]
    newest = newest_of(session, wrote) if wrote else {}
    rows = {}
    for case in cases:
        contact = people[case.contact_id]
        purchase = about(known.purchases.get(contact.id, []), case.purchase_id)
        event = newest.get((contact.channel_id, contact.line_user_id))
        is_new = event is not None and event.occurred_at > since[contact.id]
        colleagues = sorted(readers.get(case.id, set()) - {me})
        rows[case.id] = CaseRow(
            case=case,
            contact=contact,
            name=name_for_staff(contact, purchase),
            product=purchase.items[0].name if purchase and purchase.items else "",
            assignee=names.get(case.assignee_id or 0, ""),
            readers=tuple(names[who] for who in colleagues if who in names),
            undelivered=lost.get(contact.id, case.opened_at) > case.opened_at,
            said_at=said[case.id],
            news=content_of(event)[0] if is_new else "",
            news_at=event.occurred_at if event is not None and is_new else None,
        )
    return rows


def _undelivered(session: Session, ids: Mapping[int, Contact]) -> dict[int, datetime]:
    """When a message of ours to each person last failed to arrive."""
    found = session.execute(_UNDELIVERED, {"contacts": list(ids)})
    return {contact_id: at for contact_id, at in found if contact_id is not None}


def _due(session: Session, now: datetime, mine: int | None, channel: int | None) -> list[DueItem]:
    items = due_item.not_done(session, now + DUE_AHEAD, SHOWN, channel)
    return [item for item in items if mine is None or item.assignee_id == mine]


def _duty(item: DueItem, known: Known, names: dict[int, str], now: datetime) -> Duty:
    contact = known.people[item.contact_id]
    return Duty(
        item,
        contact.channel_id,
        name_for_staff(contact, about(known.purchases.get(contact.id, []), None)),
        names.get(item.assignee_id or 0, ""),
        item.due_at < now,
    )
