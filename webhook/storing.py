"""The SQL of one batch: all rows together, or, when the database refuses one of them, each for itself."""

import logging
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

import orjson
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from line.events import MALFORMED

log = logging.getLogger(__name__)

STATEMENT_TIMEOUT_MS: Final = 700  # PostgreSQL: a blocked insert fails while its request still waits

Row = dict[str, Any]

_TYPES: Final = {
    "channel_id": "bigint",
    "webhook_event_id": "text",
    "line_user_id": "text",
    "type": "text",
    "message_id": "text",
    "occurred_at": "timestamptz",
    "received_at": "timestamptz",
    "payload": "text",
}
_COLUMNS: Final = ", ".join(_TYPES)
_TYPED: Final = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
# Each way is the cheaper one on its database, measured in docs/adr/0002.
_SOURCE: Final = {
    "sqlite": f"VALUES ({', '.join(f':{name}' for name in _TYPES)}, '', 0)",
    "postgresql": f"SELECT {_COLUMNS}, '', 0 FROM json_to_recordset(%(rows)s::json) AS row({_TYPED})",  # noqa: S608
}
_INSERT: Final = {
    dialect: f"INSERT INTO inbound_events ({_COLUMNS}, outcome, attempts) {source}"
    " ON CONFLICT (channel_id, webhook_event_id) DO NOTHING"
    for dialect, source in _SOURCE.items()
}


def begin_bounded(session: Session) -> None:
    """Begin: on SQLite this waits for the write lock; on PostgreSQL no statement may wait for long."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}")


def store_together(session: Session, rows: Sequence[Row]) -> int:
    """Keep what is not kept yet; how many were new."""
    connection = session.connection()
    dialect = connection.dialect.name
    values: Any = {"rows": orjson.dumps(rows).decode()}
    if dialect == "sqlite":
        values = [_as_sqlite_keeps(row) for row in rows]
    return connection.exec_driver_sql(_INSERT[dialect], values).rowcount


def _as_sqlite_keeps(row: Row) -> Row:
    """Instants as SQLAlchemy writes them: in UTC, and no zone said."""
    occurred, received = (row[n].astimezone(UTC).replace(tzinfo=None) for n in ("occurred_at", "received_at"))
    return {
        **row,
        "occurred_at": occurred.isoformat(" ", "microseconds"),
        "received_at": received.isoformat(" ", "microseconds"),
    }


def store_alone(session: Session, row: Row) -> bool:
    """Store one row. What the database refuses as we read it is stored raw, as nobody's and malformed."""
    unread = {**row, "type": MALFORMED, "line_user_id": None, "message_id": None}
    for attempt in (row, unread):
        try:
            with session.begin_nested():
                store_together(session, [attempt])
            return True
        except Exception as error:
            if not is_about_the_rows(error):
                raise
            fields = {"action": "intake_event_refused", "error": type(error).__name__}
            log.warning("intake: the database refused an event", extra=fields)
    return False


def is_about_the_rows(error: Exception) -> bool:
    """Would other rows be stored? Not if the database is locked, slow, full or away."""
    if not isinstance(error, DBAPIError):
        return not isinstance(error, SQLAlchemyError)
    if error.connection_invalidated:
        return False
    too_large = str(getattr(error.orig, "sqlstate", "")).startswith("54")  # PostgreSQL calls this operational
    return too_large or not isinstance(error, OperationalError)
