"""A file of purchases between its preview and its import. The content is gone once it is imported, or old.

previewed ──somebody imports it──> importing ──> done | failed
   └──an hour──> forgotten
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class Upload(Base):
    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")  # of the file
    content: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(default="previewed")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)  # numbers, and lines with reasons


def unread(before: datetime) -> Select[int]:
    """Files nobody imported."""
    waiting = (Upload.at < before, Upload.status == "previewed", Upload.content.is_not(None))
    return select(Upload.id).where(*waiting)


def forget_old(session: Session, content_before: datetime, all_before: datetime) -> None:
    """Files nobody imported, and much later their rows: a number must not mean another file meanwhile."""
    old = (Upload.at < content_before, Upload.status == "previewed")
    session.execute(update(Upload).where(*old).values(status="forgotten", content=None))
    session.execute(delete(Upload).where(Upload.at < all_before))
