"""The SQL of one batch: all rows together, or, when the database refuses one of them, each for itself."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from line.events import MALFORMED
from models import inbound
from models.database import upsert
from models.inbound import InboundEvent

log = logging.getLogger(__name__)

STATEMENT_TIMEOUT_MS: Final = 700  # PostgreSQL: a blocked insert fails while its request still waits

Row = dict[str, Any]


def begin_bounded(session: Session) -> None:
    """Begin: on SQLite this waits for the write lock; on PostgreSQL no statement may wait for long."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}")


def store_together(session: Session, rows: Sequence[Row]) -> None:
    """Keep what is not kept yet. One prepared statement, many rows: 5 times `inbound.store`'s speed."""
    insert = upsert(session)(InboundEvent.__table__)
    statement = insert.on_conflict_do_nothing(index_elements=["channel_id", "webhook_event_id"])
    session.connection().execute(statement, rows)


def store_alone(session: Session, row: Row) -> bool:
    """Store one row. What the database refuses as we read it is stored raw, as nobody's and malformed."""
    unread = {**row, "type": MALFORMED, "line_user_id": None, "message_id": None}
    for attempt in (row, unread):
        try:
            with session.begin_nested():
                inbound.store(session, [attempt])
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
