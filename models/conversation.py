"""One run of a script with one person, and what they answered.

At most one conversation of a contact is open (waiting or with a human): a partial unique index says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.base import Base, Key

OPEN = text("status IN ('new', 'waiting', 'human')")
WRITTEN = text("axis = 'comment' AND redacted_at IS NULL")
COLLECTED = text("axis IN ('helped', 'hardest')")  # what customers teach about a product
ASKED_FOR_FRIENDS = text("axis = 'referral'")


class Conversation(Base):
    __tablename__ = "conversations"
    __table_args__ = (
        # One person, one conversation at a time.
        Index("uq_conversations_open", "contact_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_conversations_contact", "contact_id", "id"),
        Index("ix_conversations_touchpoint", "touchpoint_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)  # travels in button data
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    touchpoint_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoints.id"))
    script_version_id: Mapped[int] = mapped_column(ForeignKey("script_versions.id"))
    script: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="check_in")
    status: Mapped[str] = mapped_column(default="new")
    step: Mapped[str] = mapped_column(default="")
    turn: Mapped[int] = mapped_column(default=0)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str] = mapped_column(
        default=""
    )  # the gravest mark: health > wants_human > unhappy > happy
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Answer(Base):
    """What a person answered to one step. Corrected answers are new rows; the newest counts."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_conversation", "conversation_id"),
        Index("ix_answers_contact", "contact_id", "id"),
        Index("ix_answers_purchase", "purchase_id", "id"),
        Index(
            "ix_answers_written", "channel_id", "answered_at", "id",
            postgresql_where=WRITTEN, sqlite_where=WRITTEN,
        ),
        Index(  # PostgreSQL only
            "ix_answers_words", text("sonogo_grams(lower(label))"), postgresql_using="gin",
            postgresql_where=WRITTEN,
        ),
        Index(
            "ix_answers_collected", "channel_id", "answered_at",
            postgresql_where=COLLECTED, sqlite_where=COLLECTED,
        ),
        Index(
            "ix_answers_asked_for_friends", "channel_id", "answered_at", "contact_id", "value",
            postgresql_where=ASKED_FOR_FRIENDS, sqlite_where=ASKED_FOR_FRIENDS,
        ),
        UniqueConstraint("conversation_id", "turn", "step"),  # one turn answers a step once
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    script_version_id: Mapped[int] = mapped_column(ForeignKey("script_versions.id"))
    script: Mapped[str]
    step: Mapped[str]
    turn: Mapped[int]
    axis: Mapped[str]
    kind: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    value: Mapped[str]
    label: Mapped[str]
    score: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(default="")  # LINE's, so that an unsend finds it
    answered_at: Mapped[datetime]
    redacted_at: Mapped[datetime | None]


def open_of(session: Session, contact_ids: Iterable[int]) -> dict[int, Conversation]:
    """The open conversation of each contact that has one."""
    return {c.contact_id: c for c in session.scalars(_OPEN, {"contacts": list(contact_ids)})}


def scores_of(session: Session, contact_ids: Iterable[int]) -> list[tuple[int, str, int, int]]:
    """(contact, axis, score, conversation) of all that these people rated, oldest first."""
    found = session.execute(_SCORES, {"contacts": list(contact_ids)})
    return [(contact_id, axis, score or 0, of) for contact_id, axis, score, of in found]


def rated_by(session: Session, contact_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """By contact: the newest score of each axis, of this very moment."""
    found: dict[int, dict[str, int]] = {}
    for contact_id, axis, score, _ in scores_of(session, contact_ids):
        found.setdefault(contact_id, {})[axis] = score
    return found


def said_by(session: Session, contact_ids: Iterable[int], axes: Iterable[str]) -> dict[int, list[Answer]]:
    """By contact: what they answered on these axes and is not taken back, oldest first."""
    found: dict[int, list[Answer]] = {}
    for answer in session.scalars(_SAID, {"contacts": list(contact_ids), "axes": list(axes)}):
        found.setdefault(answer.contact_id, []).append(answer)
    return found


def said_of_rest(session: Session, purchase_id: int) -> list[tuple[datetime, str]]:
    """When this purchase's customer said what was left of it, and what (axis `remaining`), oldest first."""
    mine = (Answer.purchase_id == purchase_id, Answer.axis == "remaining", Answer.redacted_at.is_(None))
    found = session.execute(select(Answer.answered_at, Answer.value).where(*mine).order_by(Answer.id))
    return [(at, value) for at, value in found]


def all_said_of_rest(
    session: Session, channel_id: int, since: datetime
) -> dict[int, list[tuple[datetime, str]]]:
    """The same of every purchase that somebody spoke of since then."""
    known = (Answer.axis == "remaining", Answer.redacted_at.is_(None))
    statement = select(Answer.purchase_id, Answer.answered_at, Answer.value).order_by(Answer.id)
    mine = (Answer.channel_id == channel_id, Answer.answered_at > since, *known)
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for purchase_id, at, value in session.execute(statement.where(*mine)):
        if purchase_id is not None:
            found[purchase_id].append((at, value))
    return found


def answered_lately(session: Session, contact_id: int, limit: int = 100) -> Sequence[datetime]:
    """When this person answered anything, the newest first."""
    statement = select(Answer.answered_at).where(Answer.contact_id == contact_id)
    return session.scalars(statement.order_by(Answer.id.desc()).limit(limit)).all()


def never_answers(session: Session, contact_id: int, conversation_id: int) -> bool:
    """This person let an earlier talk run out, and has never answered anything."""
    earlier = select(Conversation.id).where(
        Conversation.contact_id == contact_id,
        Conversation.id < conversation_id,
        Conversation.status == "expired",
    )
    if session.scalar(earlier.limit(1)) is None:
        return False
    return session.scalar(select(Answer.id).where(Answer.contact_id == contact_id).limit(1)) is None


def last_told(session: Session, contact_id: int, conversation_id: int) -> datetime | None:
    """When this person last rated a result or their feeling in another talk than this one."""
    told = (
        Answer.contact_id == contact_id, Answer.conversation_id != conversation_id,
        Answer.axis.in_(("result", "feeling")), Answer.score.is_not(None),
    )  # fmt: skip
    return session.scalar(select(Answer.answered_at).where(*told).order_by(Answer.id.desc()).limit(1))


def newest_of(session: Session, contact_id: int, purchase_id: int | None = None) -> Conversation | None:
    """The newest of this person, or of this purchase of theirs."""
    mine = select(Conversation).where(Conversation.contact_id == contact_id)
    if purchase_id is not None:
        mine = mine.where(Conversation.purchase_id == purchase_id)
    return session.scalar(mine.order_by(Conversation.id.desc()).limit(1))


def by_token(session: Session, token: str) -> Conversation | None:
    return session.scalar(select(Conversation).where(Conversation.token == token))


# --- The statements of every batch, made once: making them costs more than running them ------------------

_OPEN: Final = select(Conversation).where(among(Conversation.contact_id, "contacts"), OPEN)
_SCORES: Final = (
    select(Answer.contact_id, Answer.axis, Answer.score, Answer.conversation_id)
    .where(among(Answer.contact_id, "contacts"), Answer.score.is_not(None))
    .order_by(Answer.id)
)
_SAID: Final = (
    select(Answer)
    .where(
        among(Answer.contact_id, "contacts"),
        Answer.axis.in_(bindparam("axes", expanding=True)),
        Answer.redacted_at.is_(None),
    )
    .order_by(Answer.id)
)
