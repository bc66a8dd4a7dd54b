"""お知らせ: what a staff member is to be told about a case. Told at once, or when their hours begin.

waiting ──due, and still true──> done "sent" | "unreachable"
   └──answered, closed or given to somebody else meanwhile──> done "dropped"
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

WAITING: Final = text("done_at IS NULL")


class Alert(Base):
    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_waiting", "due_at", postgresql_where=WAITING, sqlite_where=WAITING),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))  # whose lane it belongs to
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    headline: Mapped[str]  # why; the customer's name and words are added when it is sent
    remark: Mapped[str] = mapped_column(default="")  # said instead of the customer's words
    ways: Mapped[str] = mapped_column(default="line,mail")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")


def due(session: Session, now: datetime, limit: int) -> list[Alert]:
    """Those whose time has come, the oldest first."""
    statement = select(Alert).where(WAITING, Alert.due_at <= now).order_by(Alert.due_at, Alert.id)
    return list(session.scalars(statement.limit(limit)))


def drop(session: Session, case_id: int, now: datetime, staff_id: int | None = None) -> None:
    """Nobody (or not this person) needs to hear of this case any more."""
    waiting = update(Alert).where(Alert.case_id == case_id, WAITING)
    if staff_id is not None:
        waiting = waiting.where(Alert.staff_id == staff_id)
    session.execute(waiting.values(done_at=now, outcome="dropped"))
