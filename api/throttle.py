"""Token buckets in memory: so many at once, so many per second after. Each process counts for itself."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Throttle:
    """At most `burst` at once and `per_second` in the long run, per key; the oldest keys are forgotten."""

    per_second: float
    burst: int
    keys: int = 10_000
    timer: Callable[[], float] = monotonic
    _buckets: OrderedDict[Hashable, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: Hashable) -> float:
        """Take one: 0.0 when it was there, else the seconds until the next one."""
        with self._lock:
            left = self._left(key)
            wait = 0.0 if left >= 1 else (1 - left) / self.per_second
            self._buckets[key] = (left if wait else left - 1, self.timer())
            self._buckets.move_to_end(key)
            if len(self._buckets) > self.keys:
                self._buckets.popitem(last=False)
            return wait

    def wait(self, key: Hashable) -> float:
        """The seconds until there is one, without taking it."""
        with self._lock:
            left = self._left(key)
            return 0.0 if left >= 1 else (1 - left) / self.per_second

    def _left(self, key: Hashable) -> float:
        left, at = self._buckets.get(key, (float(self.burst), self.timer()))
        return min(float(self.burst), left + (self.timer() - at) * self.per_second)
