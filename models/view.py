"""保存した表示: filters of a list somebody wants again. Never the words of a search: those name people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

MOST = 30  # per person and list


class SavedView(Base):
    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_staff", "staff_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    page: Mapped[str]  # customers | purchases
    name: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


def shown_to(session: Session, staff_id: int, page: str) -> list[SavedView]:
    """One's own first, then what colleagues share."""
    mine = or_(SavedView.staff_id == staff_id, SavedView.shared.is_(True))
    statement = select(SavedView).where(SavedView.page == page, mine)
    found = session.scalars(statement.order_by(SavedView.name, SavedView.id))
    return sorted(found, key=lambda view: view.staff_id != staff_id)
