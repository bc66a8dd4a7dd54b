"""Many rows of one table with one statement: what every batch of turns and every answer of LINE's writes.

PostgreSQL unfolds the rows from one JSON value: sending them one by one costs it three times as much. SQLite
repeats a prepared statement, which is cheap there. Values are plain: text, numbers, aware times, JSON.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Dialect, Insert, Table, Update, bindparam, insert, update

_MATCH: Final = "row_"  # «row_id»: the column that says which row


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = ""
) -> dict[Any, int]:
    """Add rows that all name the same columns. With `key`, a unique column: its value → the new id, as far as
    the database tells (SQLite does not)."""
    if connection.dialect.name == "sqlite":
        connection.execute(_insert(table), list(rows))
        return {}
    statement = _insert_from_json(table, tuple(rows[0]), key, connection.dialect)
    found = connection.exec_driver_sql(statement, {"rows": _json(rows)})
    return {value: row_id for row_id, value in found} if key else {}


def update_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Alter rows: each names them by `row_<column>`s, and the same new values. How many were found."""
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        return connection.execute(_update(table, names), [dict(row) for row in rows]).rowcount
    statement = _update_from_json(table, names, connection.dialect)
    return connection.exec_driver_sql(statement, {"rows": _json(rows)}).rowcount


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    matched = [table.c[name.removeprefix(_MATCH)] == bindparam(name) for name in _matching(names)]
    return update(table).where(*matched).values({name: bindparam(name) for name in _changing(names)})


@cache
def _insert_from_json(table: Table, names: tuple[str, ...], key: str, dialect: Dialect) -> str:
    columns = ", ".join(_quoted(name, dialect) for name in names)
    told = f" RETURNING id, {_quoted(key, dialect)}" if key else ""
    return f"INSERT INTO {table.name} ({columns}) SELECT {columns} {_unfolded(table, names, dialect)}{told}"


@cache
def _update_from_json(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    changed = ", ".join(f"{_quoted(n, dialect)} = new.{_quoted(n, dialect)}" for n in _changing(names))
    matched = " AND ".join(
        f"{table.name}.{_quoted(name.removeprefix(_MATCH), dialect)} = new.{name}"
        for name in _matching(names)
    )
    return f"UPDATE {table.name} SET {changed} {_unfolded(table, names, dialect)} WHERE {matched}"  # noqa: S608


def _unfolded(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    types = (table.c[name.removeprefix(_MATCH)].type.compile(dialect) for name in names)
    columns = ", ".join(f"{_quoted(name, dialect)} {kind}" for name, kind in zip(names, types, strict=True))
    return f"FROM json_to_recordset(%(rows)s::json) AS new({columns})"


def _matching(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.startswith(_MATCH)]


def _changing(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if not name.startswith(_MATCH)]


def _quoted(name: str, dialect: Dialect) -> str:
    return str(dialect.identifier_preparer.quote(name))


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    for row in rows:
        for value in row.values():
            if isinstance(value, datetime) and value.tzinfo is None:
                raise ValueError(f"naive datetime {value!r}: give it a time zone")
    return orjson.dumps([dict(row) for row in rows]).decode()
