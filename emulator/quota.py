"""The monthly quota and the daily counts: recipients of push, multicast, narrowcast, broadcast."""

from collections import Counter
from dataclasses import dataclass, field

from emulator.clock import japan_day, japan_month
from emulator.wire import LineError

MONTHLY_LIMIT = "You have reached your monthly limit."


@dataclass(slots=True)
class Quota:
    """How many messages may still be sent this month. Replies are free and never come here."""

    limit: int | None = 200
    reserved: int = 0  # held back by sends from the account manager, until they are done
    _used: Counter[str] = field(default_factory=Counter)
    _by_day: Counter[tuple[str, str]] = field(default_factory=Counter)

    def used(self, now: float) -> int:
        return self._used[japan_month(now)]

    def set_used(self, now: float, used: int) -> None:
        self._used[japan_month(now)] = used

    def check(self, now: float, wanted: int) -> None:
        """Refuse what would go over. Nothing is sent then, not even a part."""
        if self.limit is None:
            return
        taken = self.used(now) + self.reserved
        if taken >= self.limit or taken + wanted > self.limit:
            raise LineError(429, MONTHLY_LIMIT)

    def left(self, now: float) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used(now) - self.reserved)

    def count(self, now: float, kind: str, billed: int, delivered: int) -> None:
        if billed:
            self._used[japan_month(now)] += billed
        self._by_day[kind, japan_day(now)] += delivered

    def sent_on(self, kind: str, day: str) -> int:
        return self._by_day[kind, day]
