"""What we tell LINE: one row is one request (≤ 5 messages), rendered at commit, its retry key stored before
the first attempt. Nothing else changes `status`:

pending ──claim──> sending ──200 / 409────────> sent
   ▲                  │ ├──transient──────────> pending, later             counts as an attempt
   │                  │ ├──429 burst──────────> pending, later (snooze)    does not count
   │                  │ ├──429 quota──────────> held                       by order of sacrifice
   │                  │ ├──ambiguous reply, token over──> unknown          never pushed
   │                  │ └──permanent──────────> discarded                  + a case for the staff
   └──lease expired───┘      held ──quota back──> pending | ──too old──> discarded
A recipient's rows go out oldest first: a later row waits while an earlier one is pending or sending.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    Table,
    TextClause,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.base import Base, Key
from models.bulk import update_rows
from models.conversation import Conversation

UNFINISHED = text("status IN ('pending', 'sending')")
HELD = text("status = 'held'")
NEEDS_STAFF = text("needs_staff")


class OutboundMessage(Base):
    __tablename__ = "outbound_messages"
    __table_args__ = (
        Index("ix_outbound_due", "due_at", "id", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
        Index("ix_outbound_lane", "to", "id", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
        Index("ix_outbound_contact", "contact_id", "id"),
        Index("ix_outbound_held", "channel_id", "id", postgresql_where=HELD, sqlite_where=HELD),
        Index("ix_outbound_needs_staff", "id", postgresql_where=NEEDS_STAFF, sqlite_where=NEEDS_STAFF),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    to: Mapped[str]  # LINE user id: the lane of sending
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))  # None: to staff
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    touchpoint_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoints.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    turn: Mapped[int | None]
    kind: Mapped[str]  # one of `conversations.sacrifice.KINDS`
    author: Mapped[str] = mapped_column(default="bot")  # bot | staff:<id>
    messages: Mapped[str]  # the JSON array of LINE messages, byte for byte as it will be sent
    retry_key: Mapped[str] = mapped_column(unique=True)  # UUID, made with the row
    reply_token: Mapped[str | None]
    reply_until: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default="pending")
    method: Mapped[str] = mapped_column(default="")  # reply | push: how the last attempt went out
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    ambiguous: Mapped[bool] = mapped_column(default=False)  # an attempt may have been delivered
    first_attempt_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    billed: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[str] = mapped_column(default="")
    sent_messages: Mapped[list[Any] | None]
    error: Mapped[str] = mapped_column(default="")
    needs_staff: Mapped[bool] = mapped_column(default=False)  # discarded or unknown and nobody saw it yet
    created_at: Mapped[datetime]


class RateBucket(Base):
    """A token bucket per channel and endpoint, shared by all machines."""

    __tablename__ = "rate_buckets"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    endpoint: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    updated_at: Mapped[datetime]


def of_contact(session: Session, contact_id: int, limit: int = 200) -> list[OutboundMessage]:
    """Newest first."""
    statement = select(OutboundMessage).where(OutboundMessage.contact_id == contact_id)
    return list(session.scalars(statement.order_by(OutboundMessage.id.desc()).limit(limit)))


def last_word(session: Session, contact_id: int, purchase_id: int) -> datetime | None:
    """When this person last heard something about this purchase: from a script of its journey, or staff."""
    about = select(Conversation.id).where(Conversation.purchase_id == purchase_id)
    statement = select(func.max(func.coalesce(OutboundMessage.sent_at, OutboundMessage.created_at))).where(
        OutboundMessage.contact_id == contact_id,
        OutboundMessage.status.not_in(("discarded", "held")),
        or_(OutboundMessage.author != "bot", OutboundMessage.conversation_id.in_(about)),
    )
    return session.scalar(statement)


def needing_staff(session: Session, limit: int) -> list[OutboundMessage]:
    """Messages that failed for good and that no case tells of yet."""
    statement = select(OutboundMessage).where(NEEDS_STAFF)
    return list(session.scalars(statement.order_by(OutboundMessage.id).limit(limit)))


def any_waiting(session: Session, channel_ids: Sequence[int]) -> bool:
    """Asked for every second; each state by itself, as SQLite finds no index for one or the other."""
    return any(session.scalar(_waiting(channel_ids, one).limit(1)) is not None for one in (UNFINISHED, HELD))


def give_up(session: Session, channel_ids: Sequence[int], limit: int) -> int:
    """What these channels were still to say is not said any more; how many. Staff hear of what they wrote."""
    rows = _waiting(channel_ids, or_(UNFINISHED, HELD)).add_columns(OutboundMessage.author).limit(limit)
    found = session.execute(rows.with_for_update(skip_locked=True)).all()
    for by_staff in (True, False):
        ids = [row.id for row in found if (row.author != "bot") is by_staff]
        mark(session, ids, {"status": "discarded", "error": "channel_off", "needs_staff": by_staff})
    return len(found)


def _waiting(channel_ids: Sequence[int], state: TextClause | ColumnElement[bool]) -> Select[int]:
    mine = OutboundMessage.channel_id.in_(channel_ids)
    return select(OutboundMessage.id).where(state, mine, OutboundMessage.status != "sending")


# --- The relay's statements: plain tables, many rows at a time, no objects -------------------------------
# Built once: putting one together costs more than running it.

_ROWS: Final = cast(Table, OutboundMessage.__table__)
_EARLIER: Final = _ROWS.alias("earlier")
# Written out, so that both databases see that the partial indexes apply.
_UNFINISHED: Final = text("outbound_messages.status IN ('pending', 'sending')")
_EARLIER_UNFINISHED: Final = text("earlier.status IN ('pending', 'sending')")


def _due() -> Select[Any]:
    """Rows that may go: due or left behind by a dead sender, and nothing earlier to the same person waits."""
    row = _ROWS.c
    mine = (_EARLIER.c.to == row.to, _EARLIER.c.channel_id == row.channel_id, _EARLIER.c.id < row.id)
    left_behind = and_(row.status == "sending", row.lease_until <= bindparam("lease_now"))
    return (
        select(row.id)
        .where(
            _UNFINISHED,
            row.due_at <= bindparam("now"),
            row.channel_id == bindparam("channel"),
            or_(row.status == "pending", left_behind),
            ~exists(select(1).where(*mine, _EARLIER_UNFINISHED)),
        )
        .order_by(row.due_at, row.id)
        .limit(bindparam("room"))
    )


_ANY_DUE: Final = _due()
_LOCK_DUE: Final = (
    _due()
    .add_columns(
        _ROWS.c.to, _ROWS.c.kind, _ROWS.c.messages, _ROWS.c.retry_key, _ROWS.c.reply_token,
        _ROWS.c.reply_until, _ROWS.c.status, _ROWS.c.method, _ROWS.c.attempts, _ROWS.c.ambiguous,
        _ROWS.c.first_attempt_at,
    )
    .with_for_update(of=_ROWS, skip_locked=True)
)  # fmt: skip
_CHOSEN: Final = update(_ROWS).where(among(_ROWS.c.id, "ids"))
_BEGIN: Final = _CHOSEN.values(
    status="sending",
    method=bindparam("how"),
    first_attempt_at=func.coalesce(_ROWS.c.first_attempt_at, bindparam("now", type_=_ROWS.c.due_at.type)),
    lease_token=bindparam("token"),
    lease_until=bindparam("until"),
)


def any_due(session: Session, channel_id: int, now: datetime, lease_now: datetime) -> bool:
    """Is there anything to claim? Locks nothing."""
    given = {"channel": channel_id, "now": now, "lease_now": lease_now, "room": 1}
    return session.execute(_ANY_DUE, given).first() is not None


def lock_due(
    session: Session, channel_id: int, now: datetime, lease_now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """The next rows, at most one per person, oldest first; rows other senders hold are left out."""
    given = {"channel": channel_id, "now": now, "lease_now": lease_now, "room": limit}
    return session.execute(_LOCK_DUE, given).all()


def mark(session: Session, ids: Iterable[int], values: Mapping[str, Any]) -> None:
    """The same change to many rows, which the caller holds."""
    chosen = list(ids)
    if chosen:
        session.connection().execute(_CHOSEN.values(values), {"ids": chosen})


def begin_sending(
    session: Session, ids: Sequence[int], method: str, now: datetime, token: str, until: datetime
) -> None:
    """These rows, which the caller holds, are being sent: by the holder of `token`, at most until then."""
    if ids:
        given = {"ids": ids, "how": method, "now": now, "token": token, "until": until}
        session.connection().execute(_BEGIN, given)


def record(session: Session, changes: Sequence[Mapping[str, Any]]) -> int:
    """What came of claimed rows; each change names its `row_id`, its `row_lease_token` and the same columns.

    How many were still ours: a sender that lost its lease changes nothing.
    """
    if not changes:
        return 0
    return update_rows(
        session.connection(),
        _ROWS,
        [{**change, "lease_token": None, "lease_until": None} for change in changes],
    )
