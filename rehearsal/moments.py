"""The next moment at which something is due, whether something is due now, and doing it.

A clock that jumps from due moment to due moment lets every message go at its own hour; one that jumps over
them would find them late. Limited to the people named, if any: a page that shows two of a thousand customers
wants their next moment.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from models.alert import WAITING, Alert
from models.case import NOT_CLOSED, Case
from models.contact import Contact
from models.database import Database
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.timer import Timer
from models.touchpoint import Touchpoint
from services.shop import Clock, ShopOf
from services.timers import ring
from services.touchpoints import run_due
from services.watching import watch_promises, watch_undelivered

ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Moment:
    """`is_busy`: what is due now is not done, or not sent, yet."""

    now: datetime
    next_at: datetime | None
    is_busy: bool


def look(session: Session, channel_id: int, people: Collection[str], now: datetime) -> Moment:
    """The next due moment after `now` for these LINE users; everybody's if none is named."""
    of_them = select(Contact.id).where(
        Contact.channel_id == channel_id, *([Contact.line_user_id.in_(people)] if people else [])
    )
    moments = [session.scalar(statement) for statement in _nexts(of_them, now)]
    busy = any(session.execute(statement.limit(1)).first() for statement in _unfinished(of_them, people, now))
    return Moment(now, min((at for at in moments if at is not None), default=None), busy)


def do_due(database: Database, shop_of: ShopOf, clock: Clock) -> int:
    """What a worker would do within its next ticks, now; a worker may do it at the same time."""
    total = 0
    for _ in range(ROUNDS):
        done = ring(database, shop_of, clock)
        done = done or run_due(database, shop_of, clock)
        if not done:
            break
        total += done
    return total + watch_promises(database, shop_of, clock) + watch_undelivered(database, shop_of, clock)


def _nexts(of_them: Select[Any], now: datetime) -> Iterator[Select[Any]]:
    yield select(func.min(Touchpoint.due_at)).where(
        Touchpoint.status == "planned", Touchpoint.due_at > now, Touchpoint.contact_id.in_(of_them)
    )
    yield select(func.min(Timer.due_at)).where(Timer.due_at > now, Timer.contact_id.in_(of_them))
    yield select(func.min(OutboundMessage.due_at)).where(
        OutboundMessage.status == "pending",
        OutboundMessage.due_at > now,
        OutboundMessage.contact_id.in_(of_them),
    )
    yield select(func.min(Case.next_step_at)).where(
        NOT_CLOSED, Case.next_step_at > now, Case.contact_id.in_(of_them)
    )
    yield select(func.min(Alert.due_at)).where(WAITING, Alert.due_at > now, Alert.contact_id.in_(of_them))


def _unfinished(of_them: Select[Any], people: Collection[str], now: datetime) -> Iterator[Select[Any]]:
    yield select(Touchpoint.id).where(
        Touchpoint.status == "planned", Touchpoint.due_at <= now, Touchpoint.contact_id.in_(of_them)
    )
    yield select(Timer.id).where(Timer.due_at <= now, Timer.contact_id.in_(of_them))
    yield select(OutboundMessage.id).where(
        OutboundMessage.contact_id.in_(of_them),
        or_(
            OutboundMessage.status == "sending",
            (OutboundMessage.status == "pending") & (OutboundMessage.due_at <= now),
        ),
    )
    mine: list[ColumnElement[bool]] = [InboundEvent.line_user_id.in_(people)] if people else []
    yield select(InboundEvent.id).where(
        InboundEvent.handled_at.is_(None),
        or_(InboundEvent.not_before.is_(None), InboundEvent.not_before <= now),
        *mine,
    )
