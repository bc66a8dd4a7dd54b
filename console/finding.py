"""The first of a list that fit the words somebody typed, without finding everybody first.

What a seldom word names is known at once (`models.search.look`). A word that many rows hold is looked for
among those next in the list, as long as that fills a page. Which way it went shows in nothing but the time.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from models.database import one_of

NEAR: Final = (250, 2_000)  # how many of those next in the list are looked at


def first(
    session: Session,
    statement: Select[Any],
    order: tuple[Any, Any],
    count: int,
    known: Collection[int] | None,
    among: Callable[[Collection[int]], Collection[int]],
    everybody: Callable[[], Any],
) -> Select[Any]:
    """`statement` narrowed to those with the words, in a falling `order` (by a moment or number, and the id).

    `known`: who they are, if they are few. `among`: those of these ids. `everybody`: the ids of all.
    """
    _, row_id = order
    if known is not None:
        return statement.where(row_id.in_(_first_of(session, statement, order, count, known)))
    ordered = statement.order_by(*(column.desc() for column in order))
    for near in NEAR:
        ids = session.scalars(ordered.with_only_columns(row_id).limit(near)).all()
        found = among(ids)
        if len(found) >= count or len(ids) < near:
            return statement.where(row_id.in_(_first_of(session, statement, order, count, found)))
    return statement.where(row_id.in_(everybody()))


def _first_of(
    session: Session, statement: Select[Any], order: tuple[Any, Any], count: int, ids: Collection[int]
) -> list[int]:
    """The first of these few. They are put in order here: a database might walk through everybody instead."""
    few = statement.where(one_of(session, order[1], ids)).with_only_columns(*order)
    rows = sorted(((at, row_id) for at, row_id in session.execute(few)), reverse=True)
    return [row_id for _, row_id in rows[:count]]
