"""Clocks of a conversation. A timer carries the turn that set it (a stale one means nothing) and starts only
when the message that asked was really sent: until then `due_at` is empty."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.appending import take_away
from models.base import Base, Key
from models.bulk import update_rows

HAND_BACK = "hand_back"  # beside the engine's own kinds: give the talk back to the bot in the morning
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
    kind: Mapped[str]  # reminder | timeout | hand_back
    turn: Mapped[int]
    after_seconds: Mapped[int]
    outbound_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_messages.id"))
    due_at: Mapped[datetime | None]


_TIMERS: Final = cast(Table, Timer.__table__)  # the relay starts many at a time: no objects
_WAITING: Final = select(_TIMERS.c.id, _TIMERS.c.outbound_id, _TIMERS.c.after_seconds).where(
    among(_TIMERS.c.outbound_id, "sent"), _TIMERS.c.due_at.is_(None)
)

_DUE: Final = (  # looked for every two seconds: made once
    select(Timer)
    .where(Timer.due_at.is_not(None), Timer.due_at <= bindparam("now"))
    .order_by(Timer.due_at, Timer.id)
    .limit(bindparam("most"))
)


def start(session: Session, sent: Iterable[tuple[int, datetime]]) -> None:
    """The messages (outbound id, sent at) are out: the clocks that waited for them begin to run."""
    moments = dict(sent)
    if not moments:
        return
    running = [
        {"row_id": row.id, "due_at": moments[row.outbound_id] + timedelta(seconds=row.after_seconds)}
        for row in session.execute(_WAITING, {"sent": list(moments)})
    ]
    if running:
        update_rows(session.connection(), _TIMERS, running)


def due(session: Session, now: datetime, limit: int) -> list[Timer]:
    """Timers that rang, oldest first (not locked: lock the contacts, then read again)."""
    return list(session.scalars(_DUE, {"now": now, "most": limit}))


def clear(session: Session, conversation_ids: Iterable[int]) -> None:
    """A new turn began: the clocks of earlier ones are void, from the next flush on."""
    take_away(session, Timer, "conversation_id", conversation_ids)
