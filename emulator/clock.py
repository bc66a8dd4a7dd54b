"""The platform's clock: real time plus an offset, so a day can pass in a moment."""

import threading
import time
from datetime import UTC, datetime
from functools import lru_cache


class Clock:
    """Real time plus a virtual offset. Time only ever moves forward, wherever it began."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._offset = starts_at.timestamp() - time.time() if starts_at is not None else 0.0
        self._lock = threading.Lock()

    @property
    def offset_seconds(self) -> float:
        return self._offset

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._offset

    def now_ms(self) -> int:
        return int((time.time() + self._offset) * 1000)

    def at(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock cannot go back")
        with self._lock:
            self._offset += seconds

    def reset(self) -> None:
        with self._lock:
            self._offset = 0.0


def japan_day(seconds: float) -> str:
    """The day LINE's statistics put this moment in: yyyyMMdd at UTC+9."""
    return _day(int(seconds + 9 * 3600) // 86400)


def japan_month(seconds: float) -> str:
    return japan_day(seconds)[:6]


@lru_cache(maxsize=64)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * 86400, UTC).strftime("%Y%m%d")


def iso(seconds: float) -> str:
    """As LINE writes times: 2020-09-30T05:38:20.031Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
