"""Clocks of a conversation. A timer carries the turn that set it (a stale one means nothing) and starts only
when the message that asked was really sent: until then `due_at` is empty."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Key
from models.outbound import OutboundMessage

STARTED = text("due_at IS NOT NULL")


class Timer(Base):
    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("conversation_id", "kind", "turn"),  # a turn sets each kind of timer once
        Index("ix_timers_due", "due_at", postgresql_where=STARTED, sqlite_where=STARTED),
        Index("ix_timers_outbound", "outbound_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    kind: Mapped[str]  # reminder | timeout
    turn: Mapped[int]
    after_seconds: Mapped[int]
    outbound_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_messages.id"))
    due_at: Mapped[datetime | None]
    outbound: Mapped[OutboundMessage | None] = relationship()


def start(session: Session, sent: Iterable[tuple[int, datetime]]) -> None:
    """The messages (outbound id, sent at) are out: the clocks that waited for them begin to run."""
    moments = dict(sent)
    if not moments:
        return
    waiting = select(Timer).where(Timer.outbound_id.in_(list(moments)), Timer.due_at.is_(None))
    for timer in session.scalars(waiting):
        if timer.outbound_id is not None:
            timer.due_at = moments[timer.outbound_id] + timedelta(seconds=timer.after_seconds)


def due(session: Session, now: datetime, limit: int) -> list[Timer]:
    """Timers that rang, oldest first (not locked: lock the contacts, then read again)."""
    statement = select(Timer).where(Timer.due_at.is_not(None), Timer.due_at <= now)
    return list(session.scalars(statement.order_by(Timer.due_at, Timer.id).limit(limit)))


def clear(session: Session, conversation_ids: Iterable[int]) -> None:
    """A new turn began: the clocks of earlier ones are void."""
    session.execute(delete(Timer).where(Timer.conversation_id.in_(list(conversation_ids))))
