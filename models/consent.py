"""同意: what a person agreed to, and when. Rows are only added; the newest of a kind counts.

befriended returned blocked · stopped resumed away (their own wish) · paused unpaused (by staff) ·
marketing_off marketing_on · partner_on partner_off (asked now and then what they think) · words_shown
words_withdrawn
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class Consent(Base):
    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_contact", "contact_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    by: Mapped[str] = mapped_column(default="customer")  # customer | staff:<id>
    until: Mapped[datetime | None]  # of a pause


def record(
    session: Session, contact_id: int, kind: str, at: datetime, *, by: str = "customer",
    until: datetime | None = None,
) -> None:  # fmt: skip
    session.add(Consent(contact_id=contact_id, at=at, kind=kind, by=by, until=until))


def newest(session: Session, contact_id: int, kinds: Sequence[str]) -> str | None:
    """Which of these kinds was the last word."""
    statement = select(Consent.kind).where(Consent.contact_id == contact_id, Consent.kind.in_(kinds))
    return session.scalar(statement.order_by(Consent.id.desc()).limit(1))


def of_contact(session: Session, contact_id: int) -> list[Consent]:
    """Newest first."""
    statement = select(Consent).where(Consent.contact_id == contact_id)
    return list(session.scalars(statement.order_by(Consent.id.desc())))
