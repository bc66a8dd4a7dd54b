"""Rate limits as token buckets: one per channel and (method, endpoint template).

LINE publishes the rates and the algorithm, not the sizes of the buckets; ours hold one second's
worth (or the whole allowance where it is per minute or per hour).
"""

from dataclasses import dataclass, field

from emulator.wire import LineError

RATE_LIMITED = "The API rate limit has been exceeded. Try again later."


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in so many seconds."""

    calls: int
    seconds: int = 1


DEFAULT = Rate(2000)


@dataclass(slots=True)
class Bucket:
    level: float
    filled_at: float


@dataclass(slots=True)
class Buckets:
    """All buckets of a channel. `scale` 0 switches them off."""

    scale: float = 1.0
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, endpoint: str, rate: Rate, now: float) -> None:
        """Take one token, or refuse the call."""
        if not self.scale:
            return
        size = max(1.0, rate.calls * self.scale)
        bucket = self._buckets.get(endpoint)
        if bucket is None:
            self._buckets[endpoint] = Bucket(size - 1, now)
            return
        level = min(size, bucket.level + (now - bucket.filled_at) * size / rate.seconds)
        bucket.filled_at = now
        if level < 1:
            bucket.level = level
            raise LineError(429, RATE_LIMITED)
        bucket.level = level - 1

    def clear(self) -> None:
        self._buckets.clear()
