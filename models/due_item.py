"""やること: what was agreed with a customer and has to be done by somebody, by when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
from models.base import Base, Key
from models.case import Proposal
from models.contact import Contact

NOT_DONE: Final = text("done_at IS NULL")
MAKES_GOOD: Final = ("refund", "exchange", "substitute")  # kinds of proposal


class DueItem(Base):
    __tablename__ = "due_items"
    __table_args__ = (
        Index("ix_due_items_not_done", "due_at", postgresql_where=NOT_DONE, sqlite_where=NOT_DONE),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    text: Mapped[str]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def of_case(session: Session, case_id: int) -> Sequence[DueItem]:
    """What is not done first, the earliest first."""
    statement = select(DueItem).where(DueItem.case_id == case_id)
    ordered = statement.order_by(DueItem.done_at.is_not(None), DueItem.due_at, DueItem.id)
    return session.scalars(ordered).all()


def open_of(session: Session, case_id: int) -> list[tuple[DueItem, str]]:
    """What is not done of a case, the earliest first, each with the kind of proposal it came from, or ""."""
    statement = select(DueItem, Proposal.kind).outerjoin(Proposal, Proposal.id == DueItem.proposal_id)
    ordered = statement.where(DueItem.case_id == case_id, NOT_DONE).order_by(DueItem.due_at, DueItem.id)
    return [(item, kind or "") for item, kind in session.execute(ordered)]


def owed_to(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Whom of these contacts a refund or another product was promised that is not done."""
    return set(session.scalars(_OWED, {"contacts": list(contact_ids)}))


def not_done(
    session: Session, until: datetime, limit: int, channel_id: int | None = None
) -> Sequence[DueItem]:
    """Due until then and not done (for people of one account), the earliest first."""
    statement = select(DueItem).where(NOT_DONE, DueItem.due_at <= until)
    if channel_id is not None:
        theirs = select(Contact.id).where(Contact.id == DueItem.contact_id, Contact.channel_id == channel_id)
        statement = statement.where(theirs.exists())
    return session.scalars(statement.order_by(DueItem.due_at, DueItem.id).limit(limit)).all()


# Made once, as every batch asks it: making a statement costs more than running it.
_OWED: Final = (
    select(DueItem.contact_id)
    .join(Proposal, Proposal.id == DueItem.proposal_id)
    .where(among(DueItem.contact_id, "contacts"), NOT_DONE, Proposal.kind.in_(MAKES_GOOD))
)
