"""What every turn writes, gathered as plain values and written together at the next flush.

`append` adds a row (message, answer, timer, decision), `change` alters one that is loaded, `alter` one of
which only the id is known, `amend` one that was appended, `take_away` removes: one statement per table for
all of them, and on PostgreSQL one parcel for all statements. The unit of work of SQLAlchemy's own objects
would cost several times the turn itself.
A value may be a mapped object or a row appended earlier: it stands for that row's id, known once written.
What is gathered cannot be read back before `session.flush()`; queries do that first, unless told otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, cast

from sqlalchemy import JSON, Column, Select, Table, bindparam, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.base import Base
from models.bulk import delete_rows, in_one_parcel, insert_rows, update_rows


@dataclass(slots=True, eq=False)
class Appended:
    """A row to be added. `key` names a unique column by which its id is found, if another row needs it."""

    table: Table
    values: dict[str, Any]
    key: str = ""
    id: int | None = None


class AppendingSession(Session):
    """A session that carries what was gathered, too. Every flush writes it, and so does every commit."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.appended: list[Appended] = []
        self.changed: dict[Base, dict[str, Any]] = {}
        self.altered: dict[tuple[Table, int], dict[str, Any]] = {}
        self.amended: dict[Appended, dict[str, Any]] = {}
        self.gone: dict[tuple[Table, str], set[int]] = {}

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Changes first (what is open ends before what takes its place), then objects, then added rows."""
        if self.new or self.dirty or self.deleted:
            self._write_changes()
            super().flush(objects)
        if self.changed or self.altered or self.gone or self.appended or self.amended:
            with in_one_parcel(self.connection()):
                self._write_changes()
                self._write_rows()

    def _write_changes(self) -> None:
        gone, self.gone = self.gone, {}
        for (table, column), values in gone.items():
            delete_rows(self.connection(), table, column, sorted(values))
        changed, self.changed = self.changed, {}
        altered, self.altered = self.altered, {}
        _alter(self, changed, altered)

    def _write_rows(self) -> None:
        rows, self.appended = self.appended, []
        _write(self, rows)
        amended, self.amended = self.amended, {}
        _amend(self, amended)

    def commit(self) -> None:
        self.flush()
        super().commit()

    def rollback(self) -> None:
        self._drop()
        super().rollback()

    def close(self) -> None:
        self._drop()
        super().close()

    def _drop(self) -> None:
        self.appended.clear()
        self.changed.clear()
        self.altered.clear()
        self.amended.clear()
        self.gone.clear()


def append(session: Session, model: type[Base], key: str = "", **values: Any) -> Appended:
    """Add this row at the next flush. Columns left out get their default, or nothing."""
    table = cast(Table, model.__table__)
    if unknown := values.keys() - _columns(table).keys():
        raise TypeError(f"{table.name} has no column {sorted(unknown)}")
    row = Appended(table, _columns(table) | values, key)
    _writing(session).appended.append(row)
    return row


def amend(session: Session, row: Appended, **values: Any) -> None:
    """Alter a row appended in this unit of work, whether it is written yet or not; it needs a `key`."""
    writing = _writing(session)
    row.values |= values
    if row not in writing.appended:
        writing.amended.setdefault(row, {}).update(values)


def alter(session: Session, model: type[Base], row_id: int, **values: Any) -> None:
    """Alter the row with this id at the next flush. No object of it may be in use: it would not notice."""
    _writing(session).altered.setdefault((cast(Table, model.__table__), row_id), {}).update(values)


def take_away(session: Session, model: type[Base], column: str, numbers: Iterable[int]) -> None:
    """Delete all rows that have one of these numbers there, at the next flush and before rows are added."""
    wanted = set(numbers)
    if wanted:
        _writing(session).gone.setdefault((cast(Table, model.__table__), column), set()).update(wanted)


def _writing(session: Session) -> AppendingSession:
    if not isinstance(session, AppendingSession):
        raise TypeError("this session only reads: open a unit of work with Database.begin()")
    return session


def change(session: Session, row: Base, **values: Any) -> None:
    """The same as setting these attributes, but written with all others of its table."""
    if not isinstance(session, AppendingSession) or not inspect(row).persistent:
        for name, value in values.items():
            setattr(row, name, value)
        return
    for name, value in values.items():
        set_committed_value(row, name, value)
    session.changed.setdefault(row, {}).update(values)


@cache
def _columns(table: Table) -> dict[str, Any]:
    """What may be given, with what stands there if it is not.

    Every row of a table names the same columns, so that they go in one statement; a JSON column that may be
    empty is left out, or it would hold JSON's null instead of nothing.
    """
    free = [column for column in table.c if not column.primary_key]
    return {c.key: _default(c) for c in free if not (isinstance(c.type, JSON) and c.nullable)}


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _alter(
    session: Session,
    changed: Mapping[Base, Mapping[str, Any]],
    altered: Mapping[tuple[Table, int], Mapping[str, Any]],
) -> None:
    loaded = ((cast(Table, row.__table__), "id", _plain(row), values) for row, values in changed.items())
    known = ((table, "id", row_id, values) for (table, row_id), values in altered.items())
    _update(session, chain(loaded, known))


def _amend(session: Session, amended: Mapping[Appended, Mapping[str, Any]]) -> None:
    named = ((row.table, row.key, row.values[row.key], values) for row, values in amended.items())
    _update(session, named)


def _update(session: Session, rows: Iterable[tuple[Table, str, Any, Mapping[str, Any]]]) -> None:
    """(table, column and value that name the row, its new values): one statement for all that are alike."""
    alike: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for table, column, value, values in rows:
        plain = {f"row_{column}": value} | {name: _plain(values[name]) for name in sorted(values)}
        alike.setdefault((table, tuple(plain)), []).append(plain)
    for (table, _), changes in alike.items():
        update_rows(session.connection(), table, changes)


def _write(session: Session, rows: Sequence[Appended]) -> None:
    """Table by table, those others point to first."""
    by_table: dict[Table, list[Appended]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table in sorted(by_table, key=_places().__getitem__):
        mine = by_table[table]
        _find_ids(session, mine)
        values = [{name: _plain(value) for name, value in row.values.items()} for row in mine]
        key = next((row.key for row in mine if row.key), "")
        ids = insert_rows(session.connection(), table, values, key=key)
        for row in mine if ids else ():
            row.id = ids[row.values[key]]


def _plain(value: Any) -> Any:
    if isinstance(value, Appended):
        return value.id
    return value.id if isinstance(value, Base) else value  # type: ignore[attr-defined]


def _find_ids(session: Session, rows: Sequence[Appended]) -> None:
    """The ids of the rows these point to, which were written just before."""
    wanted: dict[tuple[Table, str], dict[Any, Appended]] = {}
    for row in rows:
        for value in row.values.values():
            if isinstance(value, Appended) and value.id is None:
                wanted.setdefault((value.table, value.key), {})[value.values[value.key]] = value
    for (table, key), known in wanted.items():
        for row_id, found in session.connection().execute(_ids(table, key), {"keys": list(known)}):
            known[found].id = row_id


@cache
def _places() -> Mapping[Table, int]:
    return {table: place for place, table in enumerate(Base.metadata.sorted_tables)}


@cache
def _ids(table: Table, key: str) -> Select[Any]:
    return select(table.c.id, table.c[key]).where(table.c[key].in_(bindparam("keys", expanding=True)))
