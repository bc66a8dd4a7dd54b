"""Many rows of one table with one statement: what every batch of turns and every answer of LINE's writes.

PostgreSQL unfolds the rows from one JSON value: sending them one by one costs it three times as much. SQLite
repeats a prepared statement, which is cheap there. Values are plain: text, numbers, aware times, JSON.
Statements whose answers nobody waits for go to PostgreSQL together (`in_one_parcel`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Insert,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    update,
)
from sqlalchemy.exc import DBAPIError

from models.among import among

_MATCH: Final = "row_"  # «row_id»: the column that says which row


@contextmanager
def in_one_parcel(connection: Connection) -> Iterator[None]:
    """What these functions write in here travels together, and one answer comes for all of it: on a busy
    machine each answer that is waited for costs as much as its statement. An error is raised at the end.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.dialect.loaded_dbapi
    try:
        with _driver(connection).pipeline():
            yield
    except driver.Error as error:
        raise DBAPIError.instance(None, None, error, driver.Error, dialect=connection.dialect) from error


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, key: str = ""
) -> dict[Any, int]:
    """Add rows that all name the same columns. With `key`, a unique column: its value → the new id, as far as
    the database tells (SQLite does not)."""
    if connection.dialect.name == "sqlite":
        connection.execute(_insert(table), list(rows))
        return {}
    statement = _insert_from_json(table, tuple(rows[0]), key, connection.dialect)
    found = _send(connection, statement, rows)
    return {value: row_id for row_id, value in found} if key else {}


def update_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Alter rows: each names them by `row_<column>`s, and the same new values. How many were found, unless
    it travels in a parcel."""
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        return connection.execute(_update(table, names), [dict(row) for row in rows]).rowcount
    statement = _update_from_json(table, names, connection.dialect)
    return int(_send(connection, statement, rows).rowcount)


def delete_rows(connection: Connection, table: Table, column: str, values: Sequence[int]) -> None:
    """Take away all rows that have one of these numbers there."""
    if connection.dialect.name == "sqlite":
        connection.execute(_delete(table, column), {"values": list(values)})
    else:
        statement = f"DELETE FROM {table.name} WHERE {column} = ANY (%(rows)s)"  # noqa: S608
        _driver(connection).execute(statement, {"rows": list(values)})


def _send(connection: Connection, statement: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """By the driver itself, which does not wait inside a parcel; SQLAlchemy looks at once."""
    return _driver(connection).execute(statement, {"rows": _json(rows)})


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _delete(table: Table, column: str) -> Delete:
    return delete(table).where(among(table.c[column], "values"))


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
