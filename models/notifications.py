"""PostgreSQL's LISTEN on a connection of its own, for `models.wake`. It comes back when it breaks.

PostgreSQL calls everybody who listens. If all came, they would share out batches of one, each of which costs
as much as ten turns (docs/adr/0022). So one answers the call: who holds an advisory lock, which ends with its
connection, however that ends. The others ask for it now and then.
"""

import logging
import time
from typing import Final

import psycopg

from models.database import Database

log = logging.getLogger(__name__)
RECONNECT_INTERVAL: Final = 1.0
ASK_INTERVAL: Final = 0.2  # seconds between asking whether whoever is called is still there
_CALLED: Final = 0x536F6E6F  # the lock's number in this database


class Notifications:
    """What was said on `channel` since the last look."""

    def __init__(self, database: Database, channel: str) -> None:
        url = database.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._connection: psycopg.Connection | None = None
        self._retry_at = self._ask_at = 0.0
        self._channel = channel
        self.is_called = False

    def changed(self) -> bool:
        """Is there word for us?"""
        if self._connection is None:
            return self._connect()  # what was said in between is lost: look
        try:
            told = False
            wire = self._connection.pgconn
            wire.consume_input()
            while wire.notifies() is not None:
                told = True
            return (told and self.is_called) or self._ask(self._connection)
        except psycopg.OperationalError as error:
            self._lose(error)
            return False

    def interval(self) -> float:
        if self._connection is None:
            return RECONNECT_INTERVAL
        return 60.0 if self.is_called else ASK_INTERVAL

    def files(self) -> list[int]:
        return [self._connection.pgconn.socket] if self._connection is not None else []

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _connect(self) -> bool:
        if time.monotonic() < self._retry_at:
            return False
        try:
            self._connection = psycopg.connect(self._address, autocommit=True, connect_timeout=5)
            self._connection.execute(f"LISTEN {self._channel}")
            self._ask(self._connection)
        except psycopg.OperationalError as error:
            self._lose(error)
            return False
        return True

    def _ask(self, connection: psycopg.Connection) -> bool:
        """True when from now on it is we who are called: look, the one before may have left something."""
        if self.is_called or time.monotonic() < self._ask_at:
            return False
        self._ask_at = time.monotonic() + ASK_INTERVAL
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_CALLED,)).fetchone()
        self.is_called = row is not None and bool(row[0])
        return self.is_called

    def _lose(self, error: psycopg.OperationalError) -> None:
        log.warning("wake: not listening", extra={"action": "wake_lost", "error": type(error).__name__})
        if self._connection is not None:
            self._connection.close()
        self._connection, self.is_called = None, False
        self._retry_at = time.monotonic() + RECONNECT_INTERVAL
