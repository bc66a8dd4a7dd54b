"""Mail to staff: an outbox like LINE's, so that an alert survives a crash.  pending ──> sent | discarded"""

from datetime import datetime

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

PENDING = text("status = 'pending'")


class Mail(Base):
    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "due_at", postgresql_where=PENDING, sqlite_where=PENDING),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


def claim_due(session: Session, now: datetime, limit: int) -> list[Mail]:
    """Locked until the transaction ends."""
    statement = select(Mail).where(PENDING, Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(limit)
    return list(session.scalars(statement.with_for_update(skip_locked=True)))
