"""What LINE told us: every event raw and once, before the 200.

stored ──handled──> handled_at set, `outcome` says what it meant
   └──the handler failed──> set aside: `not_before` an hour later, `attempts` counted, shown as an incident
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.database import upsert

UNHANDLED = text("handled_at IS NULL")
HEARD = "heard"  # the outcome of an event answered with «a human will look»


class InboundEvent(Base):
    __tablename__ = "inbound_events"
    __table_args__ = (
        # LINE may deliver twice, with or without the redelivery mark: the second is nothing new.
        UniqueConstraint("channel_id", "webhook_event_id"),
        Index("ix_inbound_events_unhandled", "id", postgresql_where=UNHANDLED, sqlite_where=UNHANDLED),
        Index("ix_inbound_events_lane", "channel_id", "line_user_id", "id"),
        Index("ix_inbound_events_message", "message_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    webhook_event_id: Mapped[str]
    line_user_id: Mapped[str | None]
    type: Mapped[str]
    message_id: Mapped[str | None]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    payload: Mapped[str]  # the event exactly as it came, as JSON text
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    redacted_at: Mapped[datetime | None]


class UnsentMessage(Base):
    """A message the customer took back. Kept because the unsend may arrive before its message."""

    __tablename__ = "unsent_messages"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def store(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Keep events that are not kept yet; how many were new."""
    if not rows:
        return 0
    statement = upsert(session)(InboundEvent).values(list(rows))
    statement = statement.on_conflict_do_nothing(index_elements=["channel_id", "webhook_event_id"])
    return len(session.execute(statement.returning(InboundEvent.id)).all())


def unhandled_lanes(
    session: Session, now: datetime, after_id: int, limit: int
) -> list[tuple[int, int, str | None]]:
    """(id, channel, LINE user) of unhandled events, oldest first. Not locked."""
    statement = (
        select(InboundEvent.id, InboundEvent.channel_id, InboundEvent.line_user_id)
        .where(
            InboundEvent.handled_at.is_(None),
            InboundEvent.id > after_id,
            (InboundEvent.not_before.is_(None)) | (InboundEvent.not_before <= now),
        )
        .order_by(InboundEvent.id)
        .limit(limit)
    )
    return [(i, c, u) for i, c, u in session.execute(statement)]


def unhandled_of(
    session: Session, lanes: Iterable[tuple[int, str]], now: datetime, limit: int
) -> list[InboundEvent]:
    """All unhandled events of these lanes, in the order they happened. Call with the lanes locked."""
    statement = (
        select(InboundEvent)
        .where(
            InboundEvent.handled_at.is_(None),
            tuple_(InboundEvent.channel_id, InboundEvent.line_user_id).in_(list(lanes)),
            (InboundEvent.not_before.is_(None)) | (InboundEvent.not_before <= now),
        )
        .order_by(InboundEvent.occurred_at, InboundEvent.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def told_heard(session: Session, lanes: Iterable[tuple[int, str]], since: datetime) -> set[tuple[int, str]]:
    """Which of these people were told lately that a human will look."""
    statement = select(InboundEvent.channel_id, InboundEvent.line_user_id).where(
        tuple_(InboundEvent.channel_id, InboundEvent.line_user_id).in_(list(lanes)),
        InboundEvent.outcome == HEARD,
        InboundEvent.handled_at > since,
    )
    return {(channel_id, user) for channel_id, user in session.execute(statement) if user is not None}


def set_aside(session: Session, event_ids: Iterable[int], until: datetime) -> None:
    """A handler failed: this event steps aside until then; its lane and all others go on."""
    statement = update(InboundEvent).where(InboundEvent.id.in_(list(event_ids)))
    session.execute(statement.values(not_before=until, attempts=InboundEvent.attempts + 1))
