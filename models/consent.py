"""同意: what a person agreed to, and when. Rows are only added; the newest of a kind counts.

befriended returned blocked · stopped resumed away (their own wish) · paused unpaused (by staff) ·
marketing_off marketing_on · partner_on partner_off (asked now and then what they think) · words_shown
words_withdrawn
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among
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


def newest(session: Session, contact_ids: Iterable[int], kinds: Iterable[str]) -> dict[int, str]:
    """By contact: which of these kinds was the last word."""
    rows = session.execute(_SAID, {"contacts": list(contact_ids), "kinds": list(kinds)})
    return dict(rows.all())


def of_contact(session: Session, contact_id: int) -> list[Consent]:
    """Newest first."""
    statement = select(Consent).where(Consent.contact_id == contact_id)
    return list(session.scalars(statement.order_by(Consent.id.desc())))


# Made once, as every batch in which a talk ends asks it: making a statement costs more than running it.
_SAID: Final = (
    select(Consent.contact_id, Consent.kind)
    .where(among(Consent.contact_id, "contacts"), Consent.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(Consent.id)
)
