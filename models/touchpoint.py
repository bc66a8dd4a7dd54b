"""Planned moments of one purchase's journey, and why each was or was not sent.

waiting ──anchor known──> planned ──decided──> sent | skipped
   ▲ └─────────anchor moves──────┘ │└──postponed──> planned (later)
                                   └──purchase ends──> cancelled
Only `planned` rows are looked at by the clock, through a partial index: the cost of a tick grows with what
is due, never with what is stored.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, case, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.base import Base, Key

PLANNED = text("status = 'planned'")  # written out: a plan for any status would not know the index by it
DECIDED = text("status IN ('sent', 'skipped', 'cancelled')")
GAVE_WAY = text("reason IN ('displaced', 'fatigue')")  # of a decision: another message went first
OUT_OF_STOCK = text("reason = 'out_of_stock'")  # it waits, or waited in vain, for its product
FOR_MESSAGES: Final = ("quota_low", "quota_out")  # it waits for the month's messages
_NEXT_MONTH: Final = timedelta(days=31 + 14)  # what waits for them is looked at by then, holidays included
SILENCE = text("key = 'silence'")  # the touchpoint of `conversations.waits`: nothing has moved for too long


class Touchpoint(Base):
    __tablename__ = "touchpoints"
    __table_args__ = (
        # A touchpoint of a purchase happens once per round: two schedulers cannot plan it twice.
        UniqueConstraint("purchase_id", "key", "round"),
        Index(  # the account too: what a month will still take is counted without reading a row
            "ix_touchpoints_due", "due_at", "channel_id", postgresql_where=PLANNED, sqlite_where=PLANNED
        ),
        Index("ix_touchpoints_contact", "contact_id"),
        Index(  # what a day decided, for the results; written once in a touchpoint's life
            "ix_touchpoints_decided",
            "channel_id",
            "decided_at",
            postgresql_where=DECIDED,
            sqlite_where=DECIDED,
        ),
        Index(
            "ix_touchpoints_silence", "status", "purchase_id",
            postgresql_where=SILENCE, sqlite_where=SILENCE,
        ),
        Index(
            "ix_touchpoints_out_of_stock", "channel_id", "purchase_id",
            postgresql_where=OUT_OF_STOCK, sqlite_where=OUT_OF_STOCK,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    journey_version_id: Mapped[int] = mapped_column(ForeignKey("journey_versions.id"))
    key: Mapped[str]  # the touchpoint's id in its journey
    round: Mapped[int] = mapped_column(default=0)  # 1, 2 … when the script asked to come back later
    status: Mapped[str] = mapped_column(default="waiting")
    anchor_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]  # when it should be by the journey
    due_at: Mapped[datetime | None]  # when it is looked at next (planned, then postponed)
    postponed: Mapped[int] = mapped_column(default=0)  # how often
    reason: Mapped[str] = mapped_column(default="")  # the last decision's code
    decided_at: Mapped[datetime | None]


class Decision(Base):
    """One decision about one touchpoint (or one message), kept for the why-button."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_contact", "contact_id", "id"),
        Index("ix_decisions_gave_way", "at", postgresql_where=GAVE_WAY, sqlite_where=GAVE_WAY),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    touchpoint_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoints.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime]
    verdict: Mapped[str]  # send | postpone | skip | ignore
    reason: Mapped[str]
    until: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


_DUE: Final = (  # looked for every two seconds: made once
    select(Touchpoint)
    .where(PLANNED, Touchpoint.due_at <= bindparam("now"))
    .order_by(Touchpoint.due_at, Touchpoint.id)
    .limit(bindparam("most"))
)


def due(session: Session, now: datetime, limit: int) -> list[Touchpoint]:
    """What is due, oldest first (not locked: lock the contacts, then read again)."""
    return list(session.scalars(_DUE, {"now": now, "most": limit}))


def next_word(session: Session, purchase_id: int) -> datetime | None:
    """By when the person of a waiting purchase hears something; None when it waits no more."""
    waits = (SILENCE, Touchpoint.status == "planned", Touchpoint.purchase_id == purchase_id)
    return session.scalar(select(Touchpoint.due_at).where(*waits).order_by(Touchpoint.due_at).limit(1))


def put_off(session: Session, contact_id: int, now: datetime, until: datetime) -> None:
    """Deciding about this person broke: what is due to them is looked at later, and others go on."""
    mine = (Touchpoint.contact_id == contact_id, Touchpoint.status == "planned", Touchpoint.due_at <= now)
    session.execute(update(Touchpoint).where(*mine).values(due_at=until))


def messages_are_back(session: Session, channel_id: int, now: datetime) -> int:
    """There are more messages than when these were put off to next month: decided anew now. How many.

    Put off for the same reason once more, they count as put off no more often.
    """
    waits = (Touchpoint.status == "planned", Touchpoint.due_at > now, Touchpoint.due_at < now + _NEXT_MONTH)
    mine = (Touchpoint.channel_id == channel_id, Touchpoint.reason.in_(FOR_MESSAGES))
    times = case((Touchpoint.postponed > 1, Touchpoint.postponed - 1), else_=Touchpoint.postponed)
    found = session.execute(update(Touchpoint).where(*waits, *mine).values(due_at=now, postponed=times))
    return found.rowcount  # type: ignore[attr-defined, no-any-return]


def of_purchase(session: Session, purchase_id: int) -> list[Touchpoint]:
    statement = select(Touchpoint).where(Touchpoint.purchase_id == purchase_id)
    return list(session.scalars(statement.order_by(Touchpoint.id)))


def unsent_of_purchases(session: Session, purchase_ids: Iterable[int]) -> list[tuple[int, int, str, int]]:
    """(id, purchase, key, journey version) of what may still get a date: no further rounds, nothing sent."""
    found = session.execute(_UNSENT, {"purchases": list(purchase_ids)})
    return [(number, bought, key, version) for number, bought, key, version in found]


def by_ids(session: Session, ids: Iterable[int]) -> list[Touchpoint]:
    return list(session.scalars(_BY_ID, {"ids": list(ids)}))


def due_of(session: Session, contact_ids: Iterable[int], now: datetime, limit: int = 100) -> list[Touchpoint]:
    """What is due to these people, as it is in the database now, the earliest first. Hold their lanes."""
    return list(session.scalars(_DUE_OF, {"contacts": list(contact_ids), "now": now, "most": limit}))


def sent_since(session: Session, contact_ids: Iterable[int], since: datetime) -> list[Touchpoint]:
    """What these people were sent by itself since then."""
    return list(session.scalars(_SENT_SINCE, {"contacts": list(contact_ids), "since": since}))


def sent_keys(session: Session, contact_ids: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """By contact: the key and the id of each touchpoint that was sent to them."""
    found: dict[int, list[tuple[str, int]]] = {}
    for contact_id, key, number in session.execute(_SENT_KEYS, {"contacts": list(contact_ids)}):
        found.setdefault(contact_id or 0, []).append((key, number))
    return found


def why(session: Session, contact_id: int, limit: int = 50) -> list[Decision]:
    """The newest decisions about a contact."""
    statement = select(Decision).where(Decision.contact_id == contact_id)
    return list(session.scalars(statement.order_by(Decision.id.desc()).limit(limit)))


# --- The statements of every batch, made once: making them costs more than running them ------------------

_UNSENT: Final = select(
    Touchpoint.id, Touchpoint.purchase_id, Touchpoint.key, Touchpoint.journey_version_id
).where(
    among(Touchpoint.purchase_id, "purchases"), Touchpoint.round == 0,
    Touchpoint.status.in_(("waiting", "planned", "skipped")),
)  # fmt: skip
_BY_ID: Final = select(Touchpoint).where(among(Touchpoint.id, "ids")).order_by(Touchpoint.id)
_OF_CONTACTS: Final = among(Touchpoint.contact_id, "contacts")
_SENT_KEYS: Final = select(Touchpoint.contact_id, Touchpoint.key, Touchpoint.id).where(
    _OF_CONTACTS, Touchpoint.status == "sent"
)
_SENT_SINCE: Final = select(Touchpoint).where(
    _OF_CONTACTS, Touchpoint.status == "sent", Touchpoint.decided_at > bindparam("since")
)
_DUE_OF: Final = (
    select(Touchpoint)
    .where(_OF_CONTACTS, Touchpoint.status == "planned", Touchpoint.due_at <= bindparam("now"))
    .order_by(Touchpoint.due_at, Touchpoint.id)
    .limit(bindparam("most"))
    .execution_options(populate_existing=True)
)
