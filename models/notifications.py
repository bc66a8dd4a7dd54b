"""PostgreSQL's LISTEN on a connection of its own, for `models.wake`. It comes back when it breaks."""

import logging
import time
from typing import Final

import psycopg

from models.database import Database

log = logging.getLogger(__name__)
RECONNECT_INTERVAL: Final = 1.0


class Notifications:
    """What was said on `channel` since the last look."""

    def __init__(self, database: Database, channel: str) -> None:
        url = database.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._connection: psycopg.Connection | None = None
        self._retry_at = 0.0
        self._channel = channel

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
            self._connection.execute(f"LISTEN {self._channel}")
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
