"""How a process learns that another one committed something, without asking the database all the time.

SQLite has no notifications: `PRAGMA data_version` on a connection of its own changes with every commit of
another one and costs microseconds to read, so it is polled, often while there is traffic and seldom when
idle. PostgreSQL tells us: `notify` inside the storing transaction, LISTEN here. Both are hints only — a
notification may be lost with its connection, and one's own commits are seen too — so look for work after
every `wait`, whatever it returns. Build it after a fork; one Wake serves one waiting thread.
"""

import contextlib
import logging
import os
import select
import sqlite3
import time
from typing import Final

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import Database

log = logging.getLogger(__name__)

CHANNEL: Final = "sonogo_committed"
BUSY_INTERVAL: Final = 0.003  # seconds between looks while there is traffic
IDLE_INTERVAL: Final = 0.03
BUSY_FOR: Final = 1.0  # seconds since the last change
RECONNECT_INTERVAL: Final = 1.0
_NOTIFY: Final = text(f"NOTIFY {CHANNEL}")


def notify(session: Session) -> None:
    """Wake the others when this transaction commits. SQLite needs no telling."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NOTIFY)


class Wake:
    """`wait` returns once something was committed elsewhere, `set` was called, or the time is over."""

    def __init__(self, database: Database) -> None:
        self._source = _DataVersion(database) if database.is_sqlite else _Notifications(database)
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)

    def wait(self, timeout: float) -> bool:
        """True if there may be something new since the last call."""
        deadline = time.monotonic() + timeout
        while True:
            if self._source.changed():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return self._was_set()
            files = [self._reading, *self._source.files()]
            ready, _, _ = select.select(files, [], [], min(left, self._source.interval()))
            if self._reading in ready and self._was_set():
                return True

    def set(self) -> None:
        """Wake the waiting thread of this process; safe from any thread and from a signal handler."""
        with contextlib.suppress(BlockingIOError):  # full: it will wake anyway
            os.write(self._writing, b"\0")

    def close(self) -> None:
        self._source.close()
        os.close(self._reading)
        os.close(self._writing)

    def _was_set(self) -> bool:
        try:
            return bool(os.read(self._reading, 4096))
        except BlockingIOError:
            return False


class _DataVersion:
    """SQLite: the number that every commit of another connection changes."""

    def __init__(self, database: Database) -> None:
        path = database.engine.url.database or ":memory:"
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._version = self._read()
        self._changed_at = time.monotonic()

    def changed(self) -> bool:
        version = self._read()
        if version == self._version:
            return False
        self._version, self._changed_at = version, time.monotonic()
        return True

    def interval(self) -> float:
        return BUSY_INTERVAL if time.monotonic() - self._changed_at < BUSY_FOR else IDLE_INTERVAL

    def files(self) -> list[int]:
        return []

    def close(self) -> None:
        self._connection.close()

    def _read(self) -> int:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)


class _Notifications:
    """PostgreSQL: a connection of our own that listens, and comes back when it breaks."""

    def __init__(self, database: Database) -> None:
        url = database.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._connection: psycopg.Connection | None = None
        self._retry_at = 0.0

    def changed(self) -> bool:
        if self._connection is None:
            return self._connect()  # what was said in between is lost: look
        try:
            told = False
            wire = self._connection.pgconn
            wire.consume_input()
            while wire.notifies() is not None:
                told = True
            return told
        except psycopg.OperationalError as error:
            self._lose(error)
            return False

    def interval(self) -> float:
        return 60.0 if self._connection is not None else RECONNECT_INTERVAL

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
            self._connection.execute(f"LISTEN {CHANNEL}")
        except psycopg.OperationalError as error:
            self._lose(error)
            return False
        return True

    def _lose(self, error: psycopg.OperationalError) -> None:
        log.warning("wake: not listening", extra={"action": "wake_lost", "error": type(error).__name__})
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._retry_at = time.monotonic() + RECONNECT_INTERVAL
