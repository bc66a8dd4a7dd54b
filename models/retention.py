"""保存期間: what each night threw away, and how old rows are found without reading young ones.

Ids grow with time, so the first row that is young enough is found by halving; everything before it is old. No
table needs an index over its age for that, which writing would pay for.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, text, union
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from models.base import Base
from models.case import NOT_CLOSED, Case
from models.contact import Contact
from models.database import upsert
from models.due_item import DueItem
from models.health_report import HealthReport
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.purchase import Purchase, PurchaseItem
from models.touchpoint import Touchpoint

FINAL: Final = ("sent", "discarded", "unknown")  # states of a message that never change again
EMPTY: Final = "[]"
STEPS: Final = 16


class RetentionNight(Base):
    """One row per night: how much of each went so far. Its holder is the only one at work."""

    __tablename__ = "retention_nights"

    night: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)  # up to which id each was looked through
    began_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


def hold_night(session: Session, night: date, now: datetime) -> RetentionNight | None:
    """Tonight's row, ours until the commit; None while somebody else holds it."""
    new = upsert(session)(RetentionNight).values(night=night, counts={}, marks={}, began_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["night"]))
    mine = select(RetentionNight).where(RetentionNight.night == night)
    mine = mine.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalars(mine).one_or_none()


def is_finished(session: Session, night: date) -> bool:
    row = session.get(RetentionNight, night)
    return row is not None and row.finished_at is not None


def unfinished_before(session: Session, night: date) -> list[RetentionNight]:
    """Earlier nights that ended before their work did."""
    cut_short = (RetentionNight.night < night, RetentionNight.finished_at.is_(None))
    return list(session.scalars(select(RetentionNight).where(*cut_short).order_by(RetentionNight.night)))


def last_nights(session: Session, limit: int = 7) -> list[RetentionNight]:
    """Newest first."""
    statement = select(RetentionNight).order_by(RetentionNight.night.desc()).limit(limit)
    return list(session.scalars(statement))


def first_young(session: Session, at: InstrumentedAttribute[datetime], before: datetime) -> int:
    """The id from which on rows are not older than `before`; every smaller one is.

    Narrowed by the key to a sixteenth at a time: a million rows take five statements, none that is old one.
    """
    key = at.class_.id
    low, high = 0, (session.scalar(select(func.max(key))) or 0) + 1
    while low < high:
        places = range(low, high, max((high - low) // STEPS, 1))
        ages = [select(at).where(key >= place).order_by(key).limit(1).scalar_subquery() for place in places]
        old = [age is not None and age < before for age in session.execute(select(*ages)).one()]
        if not old[0]:
            return low
        passed = old.index(False) if False in old else len(old)
        low, high = places[passed - 1] + 1, places[passed] if passed < len(old) else high
    return high


def kept_people(health_since: datetime) -> Select[int]:
    """Contacts of whom nothing may go: an open case, something owed, a health report still to be shown."""
    must_be_shown = or_(
        HealthReport.known_at >= health_since,
        (HealthReport.reported_on.is_(None)) & (HealthReport.duty != "no"),
    )
    found = union(
        select(Case.contact_id).where(NOT_CLOSED),
        select(DueItem.contact_id).where(DueItem.done_at.is_(None)),
        select(Case.contact_id).where(
            or_(Case.reason == "health", Case.level > 0), Case.opened_at >= health_since
        ),
        select(Case.contact_id).join(HealthReport, HealthReport.case_id == Case.id).where(must_be_shown),
    ).subquery()
    return select(found.c.contact_id)


def old_events(session: Session, before: datetime, health_since: datetime) -> Select[int, int, str | None]:
    """(id, channel, LINE user) of events that are handled, old, and of nobody who is kept."""
    e = InboundEvent
    kept = select(Contact.id).where(
        Contact.channel_id == e.channel_id, Contact.line_user_id == e.line_user_id,
        Contact.id.in_(kept_people(health_since)),
    )  # fmt: skip
    return select(e.id, e.channel_id, e.line_user_id).where(
        e.id < first_young(session, e.received_at, before), e.handled_at.is_not(None), ~kept.exists()
    )


def old_messages(session: Session, before: datetime, health_since: datetime) -> Select[int]:
    """Messages that were sent (or never will be) and whose words are still here."""
    m = OutboundMessage
    of_kept = m.contact_id.in_(kept_people(health_since))
    return select(m.id).where(
        m.id < first_young(session, m.created_at, before), m.status.in_(FINAL), m.needs_staff.is_(False),
        m.messages != EMPTY, or_(m.contact_id.is_(None), ~of_kept),
    )  # fmt: skip


def silent_people(before: datetime, health_since: datetime) -> Select[int]:
    """Contacts nothing was heard of and who bought nothing since; nothing is planned for them."""
    heard = func.coalesce(Contact.last_inbound_at, Contact.created_at)
    bought = select(Purchase.id).where(
        Purchase.contact_id == Contact.id,
        or_(
            Purchase.purchased_at >= before,
            Purchase.bound_at >= before,
            Purchase.items.any(PurchaseItem.subscription),
        ),
    )
    waits = select(Touchpoint.id).where(Touchpoint.contact_id == Contact.id, Touchpoint.status == "planned")
    told = select(OutboundMessage.id).where(
        OutboundMessage.contact_id == Contact.id,
        or_(OutboundMessage.created_at >= before, OutboundMessage.status.not_in(FINAL)),
    )
    unheard = select(InboundEvent.id).where(
        InboundEvent.channel_id == Contact.channel_id, InboundEvent.line_user_id == Contact.line_user_id,
        InboundEvent.handled_at.is_(None),
    )  # fmt: skip
    return select(Contact.id).where(
        heard < before, Contact.erased_at.is_(None), Contact.id.not_in(kept_people(health_since)),
        ~bought.exists(), ~waits.exists(), ~told.exists(), ~unheard.exists(),
    )  # fmt: skip


def nameless_buyers(before: datetime) -> Select[int]:
    """Old purchases that were never connected and still carry somebody's name, number or address."""
    named = or_(Purchase.customer_name != "", text("phone <> ''"), text("email <> ''"))
    return select(Purchase.id).where(Purchase.contact_id.is_(None), Purchase.purchased_at < before, named)


def old_rows(session: Session, at: InstrumentedAttribute[datetime], before: datetime) -> Select[int]:
    """Rows of a log that are older; the table's own conditions come on top."""
    key: ColumnElement[int] = at.class_.id
    return select(key).where(key < first_young(session, at, before))
