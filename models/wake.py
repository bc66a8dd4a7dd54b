"""How a process learns that another one committed something, without asking the database all the time.

Processes of one family ring a `Bell`, made before they part. PostgreSQL tells all others: `notify` inside
the storing transaction, LISTEN here. SQLite without a bell: `PRAGMA data_version` on a connection of its own
changes with every commit of another one and costs microseconds to read, so it is polled, often while there
is traffic and seldom when idle. All are hints only — a notification may be lost with its connection, and
one's own commits are seen too — so look for work after every `wait`, whatever it returns. Build a Wake after
a fork; it serves one waiting thread.
"""

import contextlib
import os
import select
import sqlite3
import time
from typing import Final, Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import Database

CHANNEL: Final = "sonogo_committed"
BUSY_INTERVAL: Final = 0.003  # seconds between looks while there is traffic
IDLE_INTERVAL: Final = 0.03
BUSY_FOR: Final = 1.0  # seconds since the last change
_NOTIFY: Final = text(f"NOTIFY {CHANNEL}")


def notify(session: Session) -> None:
    """Wake the others when this transaction commits. SQLite needs no telling."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NOTIFY)


class Bell:
    """A pipe: who rings wakes who waits, in this process or in one forked after it was made."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()
        os.set_blocking(self.reading, False)
        os.set_blocking(self._writing, False)

    def ring(self) -> None:
        """Safe from any thread and from a signal handler."""
        with contextlib.suppress(BlockingIOError):  # full: it will wake anyway
            os.write(self._writing, b"\0")

    def was_rung(self) -> bool:
        try:
            return bool(os.read(self.reading, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self.reading)
        os.close(self._writing)


class _Source(Protocol):
    """Where word of other processes' commits comes from."""

    def changed(self) -> bool: ...
    def interval(self) -> float: ...
    def files(self) -> list[int]: ...
    def close(self) -> None: ...


class Wake:
    """`wait` returns once something was committed elsewhere, `set` was called, or the time is over.

    `bell` is rung by whoever else commits to this SQLite file.
    """

    def __init__(self, database: Database, bell: Bell | None = None) -> None:
        self._bell = bell or Bell()
        self._source = _source(database, bell is not None)

    def wait(self, timeout: float) -> bool:
        """True if there may be something new since the last call."""
        deadline = time.monotonic() + timeout
        while True:
            if self._source.changed():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return self._bell.was_rung()
            files = [self._bell.reading, *self._source.files()]
            ready, _, _ = select.select(files, [], [], min(left, self._source.interval()))
            if self._bell.reading in ready and self._bell.was_rung():
                return True

    def set(self) -> None:
        """Wake the waiting thread of this process; safe from any thread and from a signal handler."""
        self._bell.ring()

    def close(self) -> None:
        self._source.close()
        self._bell.close()


def _source(database: Database, has_bell: bool) -> _Source:
    if database.is_sqlite:
        return _Nothing() if has_bell else _DataVersion(database)
    from models.notifications import Notifications  # psycopg is not needed for SQLite

    return Notifications(database, CHANNEL)


class _Nothing:
    """Everybody rings."""

    def changed(self) -> bool:
        return False

    def interval(self) -> float:
        return 60.0

    def files(self) -> list[int]:
        return []

    def close(self) -> None:
        """There is nothing open."""


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
