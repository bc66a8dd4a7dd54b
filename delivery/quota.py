"""The month's messages as LINE counts them: how much is left, will it do, and is a 429 their end.

Who goes without when it will not do is the order of sacrifice (conversations/sacrifice.py). Counting is
LINE's, approximate, and includes what staff send from LINE's Manager.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from conversations.sacrifice import Quota, State, month_passed
from line.errors import LineError, RateLimited

ASK_AGAIN: Final = timedelta(seconds=30)
LOW_SHARE: Final = 0.2
ALARMING: Final = frozenset({"case_reply", "promise"})  # holding one back is a matter for staff
Clock = Callable[[], datetime]


class QuotaSource(Protocol):
    """What `line.client.LineClient` offers."""

    def quota(self) -> int | None: ...
    def consumption(self) -> int: ...


def state_of(quota: Quota, now: datetime) -> State:
    """ok; low when the month's forecast does not fit or little is left; out when nothing is."""
    if quota.left is None or quota.limit is None:
        return "ok"
    if quota.left <= 0:
        return "out"
    low = quota.left < LOW_SHARE * quota.limit * (1 - month_passed(now)) or forecast(quota, now) > quota.limit
    return "low" if low else "ok"


def forecast(quota: Quota, now: datetime) -> int:
    """Messages at the end of the month if it goes on like this. The first three days prove nothing."""
    passed = month_passed(now)
    return quota.used if passed < 0.1 else round(quota.used / passed)


class QuotaWatch:
    """Tells the two meanings of 429 apart by asking LINE, at most every half minute, however many ask us."""

    def __init__(self, source: QuotaSource, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._lock = threading.Lock()
        self._asked_at: datetime | None = None
        self._exhausted = False

    def is_exhausted(self, refusal: RateLimited) -> bool:
        """True if the quota is used up. LINE's words count too: other sends may have reserved the rest."""
        if "monthly limit" in refusal.message.lower():
            return True
        with self._lock:
            now = self._clock()
            if self._asked_at is None or not timedelta(0) <= now - self._asked_at < ASK_AGAIN:
                self._asked_at = now
                self._exhausted = self._ask()
            return self._exhausted

    def _ask(self) -> bool:
        try:
            limit = self._source.quota()
            return limit is not None and self._source.consumption() >= limit
        except LineError:
            return False  # then it is treated as a burst and asked again soon
