"""Two wordings tried against each other: which versions, and who got which. Ids only.

running ──ended──> a | b (that wording was chosen) | changed (the script was published anew meanwhile)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, case, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.conversation import Conversation

RUNNING = text("ended_at IS NULL")


class Experiment(Base):
    __tablename__ = "experiments"
    __table_args__ = (
        # One at a time per script: two at once could not be told apart.
        Index(
            "uq_experiments_running", "script", unique=True, postgresql_where=RUNNING, sqlite_where=RUNNING
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    script: Mapped[str]
    version_a_id: Mapped[int] = mapped_column(ForeignKey("script_versions.id"))  # what was live
    version_b_id: Mapped[int] = mapped_column(ForeignKey("script_versions.id"))
    text_b: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")


class Assignment(Base):
    """One conversation begun in an experiment."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_experiment", "experiment_id", "variant"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), unique=True)
    variant: Mapped[str]  # a | b
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one wording's conversations."""

    began: int = 0
    people: int = 0
    open: int = 0
    completed: int = 0
    happy: int = 0
    unhappy: int = 0
    refused: int = 0
    silent: int = 0


def running(session: Session) -> list[Experiment]:
    return list(session.scalars(select(Experiment).where(Experiment.ended_at.is_(None))))


def end_running(session: Session, script: str, outcome: str, now: datetime) -> None:
    mine = (Experiment.script == script, Experiment.ended_at.is_(None))
    session.execute(update(Experiment).where(*mine).values(ended_at=now, outcome=outcome))


def of_script(session: Session, script: str) -> list[Experiment]:
    """Newest first."""
    mine = select(Experiment).where(Experiment.script == script)
    return list(session.scalars(mine.order_by(Experiment.id.desc())))


def tallies(session: Session, experiment_ids: Iterable[int]) -> dict[tuple[int, str], Tally]:
    """(experiment, variant) → counts; one query."""

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    status, outcome = Conversation.status, Conversation.outcome
    statement = (
        select(
            Assignment.experiment_id,
            Assignment.variant,
            func.count(),
            func.count(Assignment.contact_id.distinct()),
            counted(status.in_(("new", "waiting", "human"))),
            counted(status == "completed"),
            counted(outcome == "happy"),
            counted(outcome.in_(("unhappy", "wants_human", "health"))),
            counted(status == "refused"),
            counted(status == "expired"),
        )
        .join(Conversation, Conversation.id == Assignment.conversation_id)
        .where(Assignment.experiment_id.in_(list(experiment_ids)))
        .group_by(Assignment.experiment_id, Assignment.variant)
    )
    return {(row[0], row[1]): Tally(*(int(n) for n in row[2:])) for row in session.execute(statement)}
