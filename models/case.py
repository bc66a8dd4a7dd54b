"""対応: an answer that needs a human, the promise told to the customer, and what was proposed.

open ──staff writes──> answering ──proposal sent──> proposed ──accept──> accepted ──> closed
  └───────────────────────┴────────────────────────────┴──decline──> answering
A contact has at most one case that is not closed: new reasons join it as notes.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, bindparam, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.base import Base, Key
from models.contact import Contact

NOT_CLOSED = text("status <> 'closed'")
MERGED = text("merged_into_id IS NOT NULL")
ENDED: Final = {  # what a line says of how a promise ended
    "promised_after_kept": "kept", "re_promised": "moved", "promised_after_broken": "broken",
    "belated": "broken",
}  # fmt: skip
PROMISE_ENDED = text(f"kind IN ({', '.join(map(repr, ENDED))})")


class Case(Base):
    __tablename__ = "cases"
    __table_args__ = (
        # One open case per person: whoever looks, looks at everything.
        Index(
            "uq_cases_open", "contact_id", unique=True, postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED
        ),
        Index("ix_cases_contact", "contact_id", "id"),
        Index("ix_cases_opened", "channel_id", "opened_at"),
        Index("ix_cases_purchase", "purchase_id"),
        Index("ix_cases_merged", "merged_into_id", postgresql_where=MERGED, sqlite_where=MERGED),
        Index("ix_cases_promise", "promise_at", postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED),
        Index("ix_cases_next_step", "next_step_at", postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    reason: Mapped[str]  # `services.quoting.REASONS`
    level: Mapped[int] = mapped_column(default=0)  # health: 1 possible, 2 now
    text: Mapped[str] = mapped_column(default="")  # the customer's own words
    matched: Mapped[list[Any]] = mapped_column(default=list)
    message_id: Mapped[str] = mapped_column(default="")  # the message that carried them
    status: Mapped[str] = mapped_column(default="open")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    promise_at: Mapped[datetime]  # told to the customer
    first_response_at: Mapped[datetime | None]  # a human's first message; automatic ones never count
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(default="")
    alerted_at: Mapped[datetime | None]
    ladder_step: Mapped[int] = mapped_column(default=0)  # how many of its steps were taken for this promise
    next_step_at: Mapped[datetime | None]  # when to look again; None: nothing more is to be told
    topic: Mapped[str] = mapped_column(default="")  # what it is about, in the shop's own words
    priority: Mapped[int] = mapped_column(default=0)  # 1: before others, said by staff
    repromised: Mapped[int] = mapped_column(
        default=0
    )  # how often a new time was told before the old one broke
    snoozed_until: Mapped[datetime | None]  # out of sight until then, or until the customer writes
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))


class CaseEntry(Base):
    """One line of a case's history: opened, joined, note, reply, proposal, assigned, closed."""

    __tablename__ = "case_entries"
    __table_args__ = (
        Index("ix_case_entries_case", "case_id", "id"),
        Index(
            "ix_case_entries_ended", "at", "case_id", "kind",
            postgresql_where=PROMISE_ENDED, sqlite_where=PROMISE_ENDED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(default="")  # LINE's, when the text is a customer's words
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)  # facts of this kind: old and new promise …


class Proposal(Base):
    """提案: what we offer, answered with a tap or in words.  sent ──> accepted | declined | discussed"""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)  # travels in the buttons' data
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # advice exchange refund call substitute coupon free
    text: Mapped[str]
    lines: Mapped[list[Any]] = mapped_column(default=list)  # an estimate: label, quantity, price
    dates: Mapped[list[Any]] = mapped_column(default=list)  # of a call: moments to choose from, as ISO text
    chosen: Mapped[str] = mapped_column(default="")  # the one the customer tapped
    status: Mapped[str] = mapped_column(default="sent")
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


def these(session: Session, ids: Collection[int]) -> Sequence[Case]:
    """The cases of these numbers."""
    return session.scalars(_THESE, {"ids": list(ids)}).all()


def open_of(session: Session, contact_id: int) -> Case | None:
    return session.scalar(select(Case).where(Case.contact_id == contact_id, NOT_CLOSED))


def health_of_all(session: Session, contact_ids: Collection[int]) -> dict[int, set[int | None]]:
    """The purchases of each contact about which a health report came; None: nobody knows of which."""
    found: dict[int, set[int | None]] = {contact_id: set() for contact_id in contact_ids}
    for contact_id, purchase_id in session.execute(_HEALTH, {"contacts": list(contact_ids)}):
        found[contact_id].add(purchase_id)
    return found


def open_of_all(session: Session, contact_ids: Iterable[int]) -> dict[int, Case]:
    """The case of each of these people that is not closed."""
    return {case.contact_id: case for case in session.scalars(_OPEN, {"contacts": list(contact_ids)})}


def troubled(
    session: Session, contact_ids: Iterable[int], since: datetime, beside: Iterable[str]
) -> dict[int, bool]:
    """Who of these has an open case, or one that was closed since then; the reasons `beside` aside."""
    asked = {"contacts": list(contact_ids), "beside": list(beside), "since": since}
    return dict.fromkeys(session.scalars(_TROUBLED, asked), True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells where a case that is not closed stands; many of them cost little."""

    id: int
    channel_id: int
    reason: str
    level: int
    status: str
    priority: int
    promise_at: datetime
    first_response_at: datetime | None
    snoozed_until: datetime | None
    unread: bool  # the customer wrote something nobody has read


def standings(
    session: Session, channel_id: int | None = None, *, assignee_id: int | None = None
) -> list[Standing]:
    """Of every case that is not closed; of one LINE account, or those one person has taken."""
    columns = (
        Case.id, Case.channel_id, Case.reason, Case.level, Case.status, Case.priority, Case.promise_at,
        Case.first_response_at, Case.snoozed_until, Contact.unread,
    )  # fmt: skip
    statement = select(*columns).join(Contact, Contact.id == Case.contact_id).where(NOT_CLOSED)
    if channel_id is not None:
        statement = statement.where(Case.channel_id == channel_id)
    if assignee_id is not None:
        statement = statement.where(Case.assignee_id == assignee_id)
    return [Standing(**row) for row in session.execute(statement).mappings()]


def entries_of(session: Session, case_id: int, kinds: Collection[str]) -> list[CaseEntry]:
    """Its lines of these kinds, oldest first. Of a long talk there are thousands of others."""
    statement = select(CaseEntry).where(CaseEntry.case_id == case_id, CaseEntry.kind.in_(kinds))
    return list(session.scalars(statement.order_by(CaseEntry.id)))


def newest_entry(session: Session, case_id: int) -> int:
    """The number of its last line; 0 while there is none."""
    return session.scalar(select(func.max(CaseEntry.id)).where(CaseEntry.case_id == case_id)) or 0


def proposals_of(session: Session, case_id: int) -> list[Proposal]:
    statement = select(Proposal).where(Proposal.case_id == case_id)
    return list(session.scalars(statement.order_by(Proposal.id)))


def newest_proposal(session: Session, contact_id: int) -> Proposal | None:
    """The last thing this person was offered, answered or not."""
    statement = select(Proposal).join(Case, Case.id == Proposal.case_id)
    return session.scalar(
        statement.where(Case.contact_id == contact_id).order_by(Proposal.id.desc()).limit(1)
    )


def proposal_by_token(session: Session, token: str) -> Proposal | None:
    return session.scalar(select(Proposal).where(Proposal.token == token))


# Made once, as every batch asks it: making a statement costs more than running it.
_OPEN: Final = select(Case).where(among(Case.contact_id, "contacts"), NOT_CLOSED)
_THESE: Final = select(Case).where(among(Case.id, "ids"))
_HEALTH: Final = select(Case.contact_id, Case.purchase_id).where(
    among(Case.contact_id, "contacts"), Case.reason == "health"
)
_TROUBLED: Final = select(Case.contact_id).where(
    among(Case.contact_id, "contacts"),
    Case.reason.not_in(bindparam("beside", expanding=True)),
    or_(Case.status != "closed", Case.closed_at > bindparam("since")),
)
