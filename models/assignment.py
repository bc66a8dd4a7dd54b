"""割り当てのきまり: which cases go to whom; and the ladder: who is told when a promise is at risk."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.case import NOT_CLOSED, Case

RUNGS: Final = ("assignee", "lead", "owner")
WAYS: Final = ("line", "mail", "webhook")


class AssignmentRule(Base):
    """All conditions that are named must hold; an empty list is no condition. The first that fits counts."""

    __tablename__ = "assignment_rules"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    position: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[list[Any]] = mapped_column(default=list)  # in what the customer wrote, or the case's topic
    categories: Mapped[list[Any]] = mapped_column(default=list)  # of the product
    languages: Mapped[list[Any]] = mapped_column(default=list)  # «ja», «en» …
    staff_ids: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]


class LadderStep(Base):
    """One rung: told so many minutes of business time before (minus) or after the promised time."""

    __tablename__ = "ladder_steps"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    rung: Mapped[str]  # one of RUNGS
    minutes: Mapped[int]
    ways: Mapped[list[Any]] = mapped_column(default=list)  # some of WAYS
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def rules(session: Session) -> list[AssignmentRule]:
    """In the order they are asked."""
    return list(session.scalars(select(AssignmentRule).order_by(AssignmentRule.position, AssignmentRule.id)))


def steps(session: Session) -> list[LadderStep]:
    """The earliest first."""
    return list(session.scalars(select(LadderStep).order_by(LadderStep.minutes, LadderStep.id)))


def loads(session: Session) -> dict[int, int]:
    """How many cases that are not closed each person has."""
    counted = select(Case.assignee_id, func.count()).where(NOT_CLOSED, Case.assignee_id.is_not(None))
    return {who: count for who, count in session.execute(counted.group_by(Case.assignee_id)) if who}
