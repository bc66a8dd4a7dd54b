"""The two clocks. `CLOCK=travel` is ahead by an offset that all processes share; for demos and tests."""

import threading
import time
from datetime import UTC, datetime, timedelta

from models.database import Database
from models.operation import travel, travelled

REREAD = 0.1  # seconds between looks at the shared offset


def system_clock() -> datetime:
    return datetime.now(UTC)


class TravelClock:
    """Real time plus an offset kept in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._offset = timedelta()
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            if time.monotonic() - self._read_at > REREAD:
                with self._database.read() as session:
                    self._offset = timedelta(seconds=travelled(session))
                self._read_at = time.monotonic()
            return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> datetime:
        """Move forward; every process follows within a moment."""
        with self._database.begin() as uow:
            travel(uow.session, seconds)
            uow.commit()
        with self._lock:
            self._read_at = float("-inf")
        return self()
