"""勤務時間: when a staff member works, if not in the shop's own hours, and when they are away."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class StaffHours(Base):
    __tablename__ = "staff_hours"

    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff.id"), primary_key=True)
    hours: Mapped[str] = mapped_column(default="")  # as BUSINESS_HOURS is written; "": the shop's
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]  # the last day away


def of_all(session: Session, staff_ids: Iterable[int]) -> dict[int, StaffHours]:
    statement = select(StaffHours).where(StaffHours.staff_id.in_(list(staff_ids)))
    return {row.staff_id: row for row in session.scalars(statement)}
