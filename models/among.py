"""«One of these», for the statements every batch runs: as one value, or as one parameter for each.

PostgreSQL takes all of them as one array, so that the statement reads the same however many there are: it is
made, sent and planned once and then only run. SQLite plans such a thing worse than a list of parameters.
"""

from typing import Any, Final

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    String,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator


class _Among(ColumnElement[bool]):
    """Holds both ways to say it; which one is written down is the dialect's."""

    inherit_cache = True
    _traverse_internals: Final = [  # type: ignore[misc]
        ("each", InternalTraversal.dp_clauseelement),
        ("whole", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, each: ColumnElement[bool], whole: ColumnElement[bool]) -> None:
        self.each = each
        self.whole = whole
        self.type = each.type

    def self_group(self, against: Any = None) -> "_Among":
        """It is a condition already: not to be compared with 1, which no index serves (SQLite)."""
        return self


@compiles(_Among)
def _each(element: _Among, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.each, **named))


@compiles(_Among, "postgresql")
def _whole(element: _Among, compiler: Any, **named: Any) -> str:
    return str(compiler.process(element.whole, **named))


class _Pairs(TypeDecorator[list[tuple[int, str]]]):
    """(number, text) pairs as one JSON value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[tuple[int, str]] | None, dialect: Any) -> str:
        return orjson.dumps(value or []).decode()


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether it is one of the ids or words (a list) given under this name when the statement is run."""
    kind = Text if isinstance(column.type, String) else BigInteger
    whole = column == any_(bindparam(name, type_=ARRAY(kind)))
    return _Among(column.in_(bindparam(name, expanding=True)), whole)


def pair_among(number: Any, text: Any, name: str) -> ColumnElement[bool]:
    """Whether (number, text) is one of the pairs (a list) given under this name when the statement is run."""
    pair = tuple_(number, text)
    unfolded = func.json_array_elements(cast(bindparam(name, type_=_Pairs), JSON)).table_valued("value")
    one = unfolded.c.value
    listed = select(cast(one.op("->>")(0), BigInteger), one.op("->>")(1))
    return _Among(pair.in_(bindparam(name, expanding=True)), pair.in_(listed))
