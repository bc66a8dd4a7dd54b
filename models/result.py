"""成果の集計: one day counted, as rows of counters. Derived from the other tables and made again at will.

`result_days` says which day is counted when: a day is due again for ever, the older the rarer, and at once
when somebody marks it. Replacing a day's rows and moving its `due_at` is one commit, which holds only if
`due_at` is still as when the counting began: two machines, or a mark made meanwhile, lose nothing.

Each counter row exists twice: `whole` rows add up all products and weeks of purchase (what a page without
such a filter reads), the others are fine. Nobody is named here: erasing a person leaves these rows true.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from conversations.results import CASE_MEASURES, PURCHASE_MEASURES, VISIT_MEASURES
from models.base import Base, Key
from models.database import upsert


class ResultDay(Base):
    """One day of one channel, in the shop's zone."""

    __tablename__ = "result_days"
    __table_args__ = (Index("ix_result_days_due", "channel_id", "due_at"),)

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]  # when it is counted next
    counted_at: Mapped[datetime | None]


class ResultProduct(Base):
    """What a product code was last called, for the filter on the pages."""

    __tablename__ = "result_products"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class AnswerTag(Base):
    """A word staff put on what a customer wrote."""

    __tablename__ = "answer_tags"
    __table_args__ = (Index("ix_answer_tags_tag", "tag", "answer_id"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None]
    at: Mapped[datetime]


def _counters(name: str, own: Sequence[Column[Any]], measures: Sequence[str]) -> Table:
    return Table(
        name,
        Base.metadata,
        Column("id", Key, primary_key=True),
        Column("channel_id", Key, ForeignKey("channels.id"), nullable=False),
        Column("day", Date, nullable=False),
        Column("week", Date, nullable=False),  # the Monday of `day`
        Column("whole", Boolean, nullable=False),
        Column("product", String, nullable=False),  # sku of the purchase's first item; "" none
        Column("cohort", Date),  # the Monday of the week of purchase
        Column("version", Integer, nullable=False),  # journey version; 0 none
        *own,
        *(Column(measure, Integer, nullable=False) for measure in measures),
        Index(f"ix_{name}_whole", "channel_id", "whole", "day"),
        Index(f"ix_{name}_product", "channel_id", "product", "day"),
    )


VISITS: Final = _counters(
    "visit_counts",
    (Column("key", String, nullable=False), Column("purpose", String, nullable=False)),  # "" = asks nothing
    VISIT_MEASURES,
)
CASES: Final = _counters("case_counts", (Column("staff", Integer, nullable=False),), CASE_MEASURES)
PURCHASES: Final = _counters(
    "purchase_counts", (Column("days", Integer),), PURCHASE_MEASURES  # from delivery to the first win
)  # fmt: skip
COUNTERS: Final = (VISITS, CASES, PURCHASES)


def ensure_days(session: Session, channel_id: int, days: Iterable[date], now: datetime) -> None:
    rows = [{"channel_id": channel_id, "day": day, "due_at": now} for day in days]
    if rows:
        session.execute(upsert(session)(ResultDay).on_conflict_do_nothing(), rows)


def newest_day(session: Session, channel_id: int) -> date | None:
    return session.scalar(select(func.max(ResultDay.day)).where(ResultDay.channel_id == channel_id))


def next_due(session: Session, channel_id: int, now: datetime) -> ResultDay | None:
    """The day that has waited longest; the newest of those that wait equally long."""
    statement = select(ResultDay).where(ResultDay.channel_id == channel_id, ResultDay.due_at <= now)
    return session.scalar(statement.order_by(ResultDay.due_at, ResultDay.day.desc()).limit(1))


def settle(session: Session, day: ResultDay, counted_at: datetime, due_at: datetime) -> bool:
    """Take the day over if nobody else did, and nobody marked it, since it was read."""
    same = (
        ResultDay.channel_id == day.channel_id,
        ResultDay.day == day.day,
        ResultDay.due_at == day.due_at,
    )
    done = session.execute(update(ResultDay).where(*same).values(counted_at=counted_at, due_at=due_at))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def mark(session: Session, channel_id: int, days: Iterable[date], now: datetime) -> None:
    """What these days were counted from has changed: count them again soon."""
    chosen = sorted(set(days))
    if chosen:
        mine = (ResultDay.channel_id == channel_id, ResultDay.day.in_(chosen))
        session.execute(update(ResultDay).where(*mine).values(due_at=now))


def replace_day(
    session: Session, counters: Table, channel_id: int, day: date, rows: Sequence[Mapping[str, Any]]
) -> None:
    mine = (counters.c.channel_id == channel_id, counters.c.day == day)
    session.execute(delete(counters).where(*mine))
    if rows:
        session.execute(insert(counters), [dict(row) for row in rows])


def name_products(session: Session, channel_id: int, names: Mapping[str, str]) -> None:
    rows = [{"channel_id": channel_id, "sku": sku, "name": name} for sku, name in sorted(names.items())]
    if rows:
        statement = upsert(session)(ResultProduct)
        changed = {"name": statement.excluded.name}
        session.execute(
            statement.on_conflict_do_update(index_elements=["channel_id", "sku"], set_=changed), rows
        )


def sums(
    session: Session,
    counters: Table,
    by: Sequence[str],
    measures: Sequence[str],
    where: Sequence[ColumnElement[bool]],
) -> Sequence[Row[Any]]:
    """The measures added up, per `by`."""
    groups = [counters.c[name] for name in by]
    added = [func.sum(counters.c[name]).label(name) for name in measures]
    return session.execute(select(*groups, *added).where(*where).group_by(*groups)).all()
