"""What LINE told us: every event raw and once, before the 200.

stored ──handled──> handled_at set, `outcome` says what it meant
   └──the handler failed──> set aside: `not_before` an hour later, `attempts` counted, shown as an incident
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import (
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among, pair_among
from models.appending import alter
from models.base import Base, Key
from models.contact import Contact
from models.database import upsert

UNHANDLED = text("handled_at IS NULL")
HEARD = "heard"  # the outcome of an event answered with «a human will look»
WITHOUT_CODE = "claim_without_code"  # … and with another way to an order
ARRIVED = "arrived"  # … answered with how good that is: they told that it came, as was known
GAVE_LINK = "share_link"  # … answered with the link for a friend, which they had asked for in words


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


class StoredEvent(NamedTuple):
    """What handling an event needs of its row."""

    id: int
    channel_id: int
    line_user_id: str | None
    occurred_at: datetime
    received_at: datetime
    payload: str


class Unhandled(NamedTuple):
    """An event nobody handled yet, and whose it is; `contact_id` is None while the person has no row."""

    id: int
    channel_id: int
    line_user_id: str | None
    contact_id: int | None


def unhandled_lanes(session: Session, now: datetime, after_id: int, limit: int) -> list[Unhandled]:
    """Unhandled events, oldest first. Not locked."""
    found = session.execute(_WAITING, {"now": now, "after_id": after_id, "most": limit})
    return [Unhandled(*row) for row in found]


def unhandled_of(
    session: Session, lanes: Iterable[tuple[int, str]], now: datetime, limit: int
) -> list[StoredEvent]:
    """All unhandled events of these lanes, in the order they happened. Call with the lanes locked."""
    found = session.execute(_OF_LANES, {"lanes": list(lanes), "now": now, "most": limit})
    return [StoredEvent(*row) for row in found]


def record_handled(session: Session, outcomes: Iterable[tuple[int, str]], now: datetime) -> None:
    """These events are done, from the next flush on; what each meant, in a word."""
    for event_id, outcome in outcomes:
        alter(session, InboundEvent, event_id, outcome=outcome, handled_at=now)


def forget_content(session: Session, event_id: int, payload: str, now: datetime) -> None:
    """The event's text is gone; `payload` is what may stay of it."""
    statement = update(_EVENTS).where(_EVENTS.c.id == event_id)
    session.execute(statement.values(payload=payload, redacted_at=now))


def told(
    session: Session, lanes: Iterable[tuple[int, str]], outcome: str, since: datetime
) -> set[tuple[int, str]]:
    """Which of these people had that answer lately."""
    statement = select(InboundEvent.channel_id, InboundEvent.line_user_id).where(
        tuple_(InboundEvent.channel_id, InboundEvent.line_user_id).in_(list(lanes)),
        InboundEvent.outcome == outcome,
        InboundEvent.handled_at > since,
    )
    return {(channel_id, user) for channel_id, user in session.execute(statement) if user is not None}


def happened(session: Session, channel_id: int, line_user_id: str, outcome: str, since: datetime) -> bool:
    """Whether something handled in this lane since then meant this."""
    statement = select(InboundEvent.id).where(
        InboundEvent.channel_id == channel_id,
        InboundEvent.line_user_id == line_user_id,
        InboundEvent.outcome == outcome,
        InboundEvent.handled_at > since,
    )
    return session.scalar(statement.limit(1)) is not None


def texts_since(
    session: Session, channel_id: int, line_user_id: str | None, since: datetime
) -> Sequence[str]:
    """What came as a message in this lane since then, as it came, without what was taken back."""
    statement = select(InboundEvent.payload).where(
        InboundEvent.channel_id == channel_id,
        InboundEvent.line_user_id == line_user_id,
        InboundEvent.type == "message",
        InboundEvent.occurred_at > since,
        InboundEvent.redacted_at.is_(None),
    )
    return session.scalars(statement.limit(100)).all()


def has_later(session: Session, event: StoredEvent, outcomes: Iterable[str]) -> bool:
    """Whether something that happened later in this lane was handled already, and meant one of these."""
    statement = select(InboundEvent.id).where(
        InboundEvent.channel_id == event.channel_id,
        InboundEvent.line_user_id == event.line_user_id,
        InboundEvent.occurred_at > event.occurred_at,
        InboundEvent.outcome.in_(list(outcomes)),
    )
    return session.scalar(statement.limit(1)) is not None


def set_aside(session: Session, event_ids: Iterable[int], until: datetime) -> None:
    """A handler failed: this event steps aside until then; its lane and all others go on."""
    statement = update(InboundEvent).where(InboundEvent.id.in_(list(event_ids)))
    session.execute(statement.values(not_before=until, attempts=InboundEvent.attempts + 1))


def unsent_among(session: Session, channel_id: int, message_ids: Sequence[str]) -> set[str]:
    """Those of these messages that were taken back."""
    return set(session.scalars(_UNSENT, {"channel": channel_id, "messages": message_ids}))


# --- The statements of every batch, made once: making them costs more than running them ------------------

_EVENTS: Final = cast(Table, InboundEvent.__table__)
_E: Final = _EVENTS.c
_PEOPLE: Final = cast(Table, Contact.__table__)
_NOT_ASIDE: Final = _E.not_before.is_(None) | (_E.not_before <= bindparam("now", type_=_E.not_before.type))
_WAITING: Final = (
    select(_E.id, _E.channel_id, _E.line_user_id, _PEOPLE.c.id)
    .outerjoin_from(
        _EVENTS,
        _PEOPLE,
        and_(_PEOPLE.c.channel_id == _E.channel_id, _PEOPLE.c.line_user_id == _E.line_user_id),
    )
    .where(_E.handled_at.is_(None), _E.id > bindparam("after_id"), _NOT_ASIDE)
    .order_by(_E.id)
    .limit(bindparam("most"))
)
_OF_LANES: Final = (
    select(*(_E[name] for name in StoredEvent._fields))
    .where(
        _E.handled_at.is_(None),
        pair_among(_E.channel_id, _E.line_user_id, "lanes"),
        _NOT_ASIDE,
    )
    .order_by(_E.occurred_at, _E.id)
    .limit(bindparam("most"))
)
_UNSENT: Final = select(UnsentMessage.message_id).where(
    UnsentMessage.channel_id == bindparam("channel"), among(UnsentMessage.message_id, "messages")
)
