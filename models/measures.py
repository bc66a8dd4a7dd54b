"""How much work waits, and for how long: what /metrics, /health/ready and the doctor look at.

Every query goes through a partial index on what is unfinished: looking costs what waits, not what is stored.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import Base
from models.case import NOT_CLOSED, Case
from models.channel import Channel
from models.inbound import UNHANDLED, InboundEvent
from models.mail import PENDING, Mail
from models.outbound import NEEDS_STAFF, UNFINISHED, OutboundMessage
from models.purchase import Milestone, Purchase
from models.timer import STARTED, Timer
from models.touchpoint import PLANNED, SILENCE, Touchpoint

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
HELD = text("status = 'held'")


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of one kind, the oldest due or stored since `oldest_at`."""

    count: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """One channel's month, as LINE last said."""

    channel_id: int
    limit: int | None
    used: int
    state: str
    checked_at: datetime | None
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class Measures:
    """One look at the work that waits."""

    inbound: Waiting  # stored, not handled, not set aside
    set_aside: int  # events whose handler failed
    outbound: dict[str, int]  # pending, sending, held
    outbound_due: Waiting
    outbound_needing_staff: int
    touchpoints_due: Waiting
    timers_due: Waiting
    mails_due: Waiting
    cases_open: int
    cases_overdue: int
    quotas: tuple[Quota, ...]


def take(session: Session, now: datetime) -> Measures:
    aside = and_(UNHANDLED, InboundEvent.attempts > 0)
    outbound = {"pending": 0, "sending": 0}
    unfinished = select(OutboundMessage.status, func.count()).where(UNFINISHED)
    for status, count in session.execute(unfinished.group_by(OutboundMessage.status)):
        outbound[status] = count
    outbound["held"] = _count(session, HELD, OutboundMessage)
    overdue = and_(NOT_CLOSED, Case.promise_at < now, Case.first_response_at.is_(None))
    return Measures(
        inbound=_waiting(session, InboundEvent.received_at, and_(UNHANDLED, InboundEvent.attempts == 0)),
        set_aside=_count(session, aside, InboundEvent),
        outbound=outbound,
        outbound_due=_waiting(
            session, OutboundMessage.due_at, and_(UNFINISHED, OutboundMessage.due_at <= now)
        ),
        outbound_needing_staff=_count(session, NEEDS_STAFF, OutboundMessage),
        touchpoints_due=_waiting(session, Touchpoint.due_at, and_(PLANNED, Touchpoint.due_at <= now)),
        timers_due=_waiting(session, Timer.due_at, and_(STARTED, Timer.due_at <= now)),
        mails_due=_waiting(session, Mail.due_at, and_(PENDING, Mail.due_at <= now)),
        cases_open=_count(session, NOT_CLOSED, Case),
        cases_overdue=_count(session, overdue, Case),
        quotas=_quotas(session),
    )


def planned(session: Session, channel_id: int, until: datetime) -> int:
    """Touchpoints of one LINE account that may still become a message until then."""
    theirs = Touchpoint.channel_id == channel_id
    return _count(session, and_(PLANNED, theirs, Touchpoint.due_at <= until), Touchpoint)


def nothing_moves(session: Session) -> Waiting:
    """Purchases whose people had to be told that nothing moves, and about which nothing was told since."""
    told = select(func.count(Touchpoint.purchase_id.distinct()), func.min(Touchpoint.decided_at)).join(
        Purchase, Purchase.id == Touchpoint.purchase_id
    )
    count, oldest = session.execute(told.where(*unmoved())).one()
    return Waiting(count, oldest)


def unmoved() -> tuple[ColumnElement[bool] | TextClause, ...]:
    """What makes a silence (joined with its purchase) one after which nothing was told."""
    later = select(Milestone.id).where(
        Milestone.purchase_id == Touchpoint.purchase_id, Milestone.told_at > Touchpoint.decided_at
    )
    return SILENCE, Touchpoint.status == "sent", Purchase.status == "active", ~later.exists()


def too_silent(session: Session, before: datetime) -> Waiting:
    """Purchases that wait and could not be told a word due before then: blocked, no messages left …"""
    return _waiting(
        session, Touchpoint.planned_at,
        and_(SILENCE, Touchpoint.status == "planned", Touchpoint.planned_at < before),
    )  # fmt: skip


def _waiting(session: Session, since: Moment, which: ColumnElement[bool]) -> Waiting:
    count, oldest = session.execute(select(func.count(), func.min(since)).where(which)).one()
    return Waiting(count, oldest)


def _count(session: Session, which: ColumnElement[bool] | TextClause, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(which)) or 0


def _quotas(session: Session) -> tuple[Quota, ...]:
    columns = (
        Channel.id,
        Channel.quota_limit,
        Channel.quota_used,
        Channel.quota_state,
        Channel.quota_checked_at,
        Channel.sending_paused_until,
    )
    return tuple(Quota(*row) for row in session.execute(select(*columns).order_by(Channel.id)))
