"""Read models: pages of answers and cases, oldest first by id, so that a reader can walk and never skip."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from models.case import Case
from models.conversation import Answer
from models.purchase import Milestone, Purchase

CURSOR = r"^after-[0-9]{1,18}$"


def write_cursor(last_id: int) -> str:
    """Where the next page begins; callers hand it back as it is."""
    return f"after-{last_id}"


def read_cursor(cursor: str | None) -> int:
    """The id the page comes after. The pattern has been checked; 18 digits fit both databases."""
    return int(cursor.removeprefix("after-")) if cursor else 0


def answers(
    session: Session, channel_id: int, *, after: int, since: datetime | None, limit: int
) -> Sequence[Row[Answer, str]]:
    """Answers with their order numbers (None without a purchase)."""
    statement = (
        select(Answer, Purchase.external_id)
        .outerjoin(Purchase, Purchase.id == Answer.purchase_id)
        .where(Answer.channel_id == channel_id, Answer.id > after)
    )
    if since is not None:
        statement = statement.where(Answer.answered_at >= since)
    return session.execute(statement.order_by(Answer.id).limit(limit)).all()


def cases(
    session: Session, channel_id: int, *, after: int, since: datetime | None, limit: int
) -> Sequence[Row[Case, str]]:
    """Cases with their order numbers; `since` finds those opened, first answered or closed since then."""
    statement = (
        select(Case, Purchase.external_id)
        .outerjoin(Purchase, Purchase.id == Case.purchase_id)
        .where(Case.channel_id == channel_id, Case.id > after)
    )
    if since is not None:
        moved = (Case.opened_at, Case.first_response_at, Case.closed_at)
        statement = statement.where(or_(*(column >= since for column in moved)))
    return session.execute(statement.order_by(Case.id).limit(limit)).all()


def milestones(session: Session, purchase_id: int) -> list[Milestone]:
    """In the order they happened."""
    statement = select(Milestone).where(Milestone.purchase_id == purchase_id)
    return list(session.scalars(statement.order_by(Milestone.at, Milestone.id)))
