"""How much work waits, and for how long: what /metrics, /health/ready and the doctor look at.

Every query goes through a partial index on what is unfinished: looking costs what waits, not what is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.base import Base, UTCDateTime
from models.case import NOT_CLOSED, Case
from models.channel import Channel
from models.inbound import UNHANDLED, InboundEvent
from models.mail import PENDING, Mail
from models.outbound import NEEDS_STAFF, UNFINISHED, OutboundMessage
from models.purchase import Milestone, Purchase
from models.timer import STARTED, Timer
from models.touchpoint import PLANNED, SILENCE, Touchpoint

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Which = ColumnElement[bool] | TextClause
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
    """In two statements: this is asked every few seconds by every open 今日の対応."""
    fresh = and_(UNHANDLED, InboundEvent.attempts == 0)
    found = _all(
        session,
        inbound=_waiting(fresh, InboundEvent, InboundEvent.received_at),
        set_aside=_waiting(and_(UNHANDLED, InboundEvent.attempts > 0), InboundEvent),
        pending=_waiting(and_(UNFINISHED, OutboundMessage.status == "pending"), OutboundMessage),
        sending=_waiting(and_(UNFINISHED, OutboundMessage.status == "sending"), OutboundMessage),
        held=_waiting(HELD, OutboundMessage),
        outbound_due=_due(UNFINISHED, OutboundMessage, OutboundMessage.due_at, now),
        needing_staff=_waiting(NEEDS_STAFF, OutboundMessage),
        touchpoints_due=_due(PLANNED, Touchpoint, Touchpoint.due_at, now),
        timers_due=_due(STARTED, Timer, Timer.due_at, now),
        mails_due=_due(PENDING, Mail, Mail.due_at, now),
        cases_open=_waiting(NOT_CLOSED, Case),
        cases_overdue=_waiting(
            and_(NOT_CLOSED, Case.promise_at < now, Case.first_response_at.is_(None)), Case
        ),
    )
    return Measures(
        inbound=found["inbound"],
        set_aside=found["set_aside"].count,
        outbound={status: found[status].count for status in ("pending", "sending", "held")},
        outbound_due=found["outbound_due"],
        outbound_needing_staff=found["needing_staff"].count,
        touchpoints_due=found["touchpoints_due"],
        timers_due=found["timers_due"],
        mails_due=found["mails_due"],
        cases_open=found["cases_open"].count,
        cases_overdue=found["cases_overdue"].count,
        quotas=_quotas(session),
    )


def planned(session: Session, until: Mapping[int, datetime]) -> dict[int, int]:
    """LINE account → its touchpoints that may still become a message, each until its own moment.

    All are counted in one walk over the index; the last moment ends it.
    """
    theirs = or_(
        *(and_(Touchpoint.channel_id == one, Touchpoint.due_at <= moment) for one, moment in until.items())
    )
    counted = select(Touchpoint.channel_id, func.count()).group_by(Touchpoint.channel_id)
    found = session.execute(counted.where(PLANNED, Touchpoint.due_at <= max(until.values()), theirs))
    return dict.fromkeys(until, 0) | {row[0]: row[1] for row in found}


def nothing_moves(session: Session) -> Waiting:
    """Purchases whose people had to be told that nothing moves, and about which nothing was told since."""
    told = select(func.count(Touchpoint.purchase_id.distinct()), func.min(Touchpoint.decided_at)).join(
        Purchase, Purchase.id == Touchpoint.purchase_id
    )
    count, oldest = session.execute(told.where(*unmoved())).one()
    return Waiting(count, oldest)


def unmoved() -> tuple[Which, ...]:
    """What makes a silence (joined with its purchase) one after which nothing was told."""
    later = select(Milestone.id).where(
        Milestone.purchase_id == Touchpoint.purchase_id, Milestone.told_at > Touchpoint.decided_at
    )
    return SILENCE, Touchpoint.status == "sent", Purchase.status == "active", ~later.exists()


def too_silent(session: Session, before: datetime) -> Waiting:
    """Purchases that wait and could not be told a word due before then: blocked, no messages left …"""
    return Waiting(*session.execute(_waiting(and_(*unsaid(before)), Touchpoint, Touchpoint.planned_at)).one())


def unsaid(before: datetime) -> tuple[Which, ...]:
    """What makes a silence one that was to be broken before then."""
    return SILENCE, Touchpoint.status == "planned", Touchpoint.planned_at < before


def _all(session: Session, **asked: Select[Any]) -> dict[str, Waiting]:
    """The answers to all of them, from one statement."""
    named = [one.add_columns(literal(name)) for name, one in asked.items()]
    rows = session.execute(union_all(*named))
    return {name: Waiting(count, oldest) for count, oldest, name in rows}


def _waiting(which: Which, table: type[Base], since: Moment | None = None) -> Select[Any]:
    """How many there are, and if it matters since when."""
    oldest: ColumnElement[Any] = func.min(since) if since is not None else cast(null(), UTCDateTime())
    return select(func.count(), oldest).select_from(table).where(which)


def _due(which: Which, table: type[Base], at: Moment, now: datetime) -> Select[Any]:
    return _waiting(and_(which, at <= now), table, at)


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
