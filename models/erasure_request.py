"""消去の依頼: one person asks that a customer be erased, another confirms (the two-person rule).

asked ──another owner──> confirmed | refused
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

ASKED = text("status = 'asked'")


class ErasureRequest(Base):
    __tablename__ = "erasure_requests"
    __table_args__ = (
        # One open request per customer: whoever asks again joins it.
        Index(
            "uq_erasure_requests_open", "contact_id", unique=True, postgresql_where=ASKED, sqlite_where=ASKED
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="asked")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]


def open_of(session: Session, contact_id: int) -> ErasureRequest | None:
    return session.scalar(select(ErasureRequest).where(ErasureRequest.contact_id == contact_id, ASKED))


def all_open(session: Session) -> list[ErasureRequest]:
    """Oldest first."""
    return list(session.scalars(select(ErasureRequest).where(ASKED).order_by(ErasureRequest.id)))
