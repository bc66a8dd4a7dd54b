"""お体・お肌のご報告: what a customer said of it as facts, and the clock that the law sets on such reports.

One report per case. What the customer wrote stays in the case, unchanged; here is what staff asked and noted.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.case import Case


class HealthReport(Base):
    __tablename__ = "health_reports"
    __table_args__ = (Index("ix_health_reports_due", "channel_id", "due_on"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    known_at: Mapped[datetime]  # when the shop first heard of it: the clock's beginning
    symptoms: Mapped[list[Any]] = mapped_column(default=list)  # services.health_reports.SYMPTOMS
    sites: Mapped[list[Any]] = mapped_column(default=list)  # … SITES
    began_on: Mapped[date | None]
    weight: Mapped[str] = mapped_column(default="")  # "" | light | serious
    ongoing: Mapped[str] = mapped_column(default="")  # "" | yes | no
    stopped: Mapped[str] = mapped_column(default="")  # using it: "" | yes | no
    doctor: Mapped[str] = mapped_column(default="")  # "" | no | means_to | went
    used_for: Mapped[str] = mapped_column(default="")  # how long and how it was used, in words
    lot: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")  # must it be passed on: "" (not decided) | yes | no
    due_on: Mapped[date]
    reported_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def of_case(session: Session, case_id: int) -> HealthReport | None:
    return session.get(HealthReport, case_id)


def with_cases(session: Session, limit: int) -> Sequence[tuple[HealthReport, Case]]:
    """Reports with their cases: those still to be passed on first, then by the day they are due."""
    done = (HealthReport.reported_on.is_not(None)) | (HealthReport.duty == "no")
    statement = select(HealthReport, Case).join(Case, Case.id == HealthReport.case_id)
    statement = statement.order_by(done, HealthReport.due_on, HealthReport.case_id).limit(limit)
    return [(row.HealthReport, row.Case) for row in session.execute(statement)]


def open_days(session: Session, last: date) -> dict[int, dict[date, int]]:
    """LINE account → the days until the last on which reports are due that nobody passed on or ruled out, and
    how many on each.
    """
    statement = (
        select(HealthReport.channel_id, HealthReport.due_on, func.count())
        .where(HealthReport.due_on <= last, HealthReport.reported_on.is_(None), HealthReport.duty != "no")
        .group_by(HealthReport.channel_id, HealthReport.due_on)
    )
    found: dict[int, dict[date, int]] = {}
    for channel_id, due_on, count in session.execute(statement):
        found.setdefault(channel_id, {})[due_on] = count
    return found
