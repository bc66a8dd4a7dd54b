"""合っている／違う: what staff say of a reading of a customer's own words: the label to learn from."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class ReadingCheck(Base):
    """Of one written answer; the last word counts. `band`: the reading as it was shown."""

    __tablename__ = "reading_checks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    band: Mapped[str]
    is_right: Mapped[bool]


def of_answers(session: Session, answer_ids: list[int]) -> dict[int, ReadingCheck]:
    statement = select(ReadingCheck).where(ReadingCheck.answer_id.in_(answer_ids))
    return {row.answer_id: row for row in session.scalars(statement)}
