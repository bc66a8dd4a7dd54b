"""Who has a case's page open right now, and whether they are writing. Forgotten after a minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import upsert

THERE: Final = timedelta(seconds=40)  # an open page says so every ten seconds
FORGOTTEN: Final = timedelta(minutes=10)


class CaseReader(Base):
    __tablename__ = "case_readers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    at: Mapped[datetime]  # real time, also when the clock travels
    writing: Mapped[bool] = mapped_column(default=False)


def others(session: Session, case_id: int, staff_id: int, now: datetime) -> Sequence[CaseReader]:
    """Colleagues who are looking at this case."""
    statement = select(CaseReader).where(
        CaseReader.case_id == case_id, CaseReader.staff_id != staff_id, CaseReader.at > now - THERE
    )
    return session.scalars(statement.order_by(CaseReader.staff_id)).all()


def of_cases(session: Session, now: datetime) -> dict[int, set[int]]:
    """Case → the staff who are looking at it."""
    found: dict[int, set[int]] = {}
    statement = select(CaseReader.case_id, CaseReader.staff_id).where(CaseReader.at > now - THERE)
    for case_id, staff_id in session.execute(statement):
        found.setdefault(case_id, set()).add(staff_id)
    return found


def here(session: Session, case_id: int, staff_id: int, writing: bool, now: datetime) -> None:
    """This person is looking at the case."""
    session.execute(delete(CaseReader).where(CaseReader.at < now - FORGOTTEN))
    values = {"case_id": case_id, "staff_id": staff_id, "at": now, "writing": writing}
    statement = upsert(session)(CaseReader).values(values)
    changed = {"at": now, "writing": writing}
    session.execute(statement.on_conflict_do_update(index_elements=["case_id", "staff_id"], set_=changed))


def is_news(session: Session, case_id: int, staff_id: int, writing: bool, now: datetime) -> bool:
    """Whether `here` would tell anybody anything: most looks cost a read and no write."""
    known = session.get(CaseReader, (case_id, staff_id))
    return known is None or known.writing != writing or now - known.at > THERE / 2
