"""The month's quota: how much is left, will it do, and who goes without when it will not.

Each kind may be pushed while more is left than the kinds before it in the order of sacrifice
(delivery/sacrifice.py) may still need this month. Replies are free and never ask. Counting is LINE's,
approximate, and includes what staff send from LINE's Manager; months are Japan's
(https://developers.line.biz/en/docs/messaging-api/pricing/).
"""

import calendar
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal, Protocol

from delivery.sacrifice import Order
from line.errors import LineError, RateLimited
from models.outbound import KINDS

JAPAN: Final = timezone(timedelta(hours=9))
ASK_AGAIN: Final = timedelta(seconds=30)
LOW_SHARE: Final = 0.2
# Share of the quota that a kind leaves alone at the beginning of a month, for those before it in the order.
RESERVES: Final = (0.0, 0.02, 0.05, 0.10, 0.15, 0.20)
ALARMING: Final = frozenset({"case_reply", "promise"})  # holding one back is a matter for staff
State = Literal["ok", "low", "out"]
Clock = Callable[[], datetime]


class QuotaSource(Protocol):
    """What `line.client.LineClient` offers."""

    def quota(self) -> int | None: ...
    def consumption(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Quota:
    """What LINE last said. `limit` None: unlimited, or not known yet."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.used, 0)


def allows(quota: Quota, state: str, kind: str, now: datetime, order: Order = KINDS) -> bool:
    """May a push of this kind be spent now? The relay and the page ask the same question."""
    if quota.left is None or quota.limit is None:
        return state != "out"
    if state == "out" or quota.left <= 0:
        return False
    return state == "ok" or quota.left > reserve(kind, order, now) * quota.limit


def reserve(kind: str, order: Order, now: datetime) -> float:
    """The share of the quota below which this kind waits now."""
    place = order.index(kind if kind in order else "check_in")
    return RESERVES[place] * (1 - month_passed(now))


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


def month_passed(now: datetime) -> float:
    """How much of Japan's month is over, 0 … 1."""
    here = now.astimezone(JAPAN)
    days = calendar.monthrange(here.year, here.month)[1]
    return (here.day - 1 + here.hour / 24 + here.minute / 1440) / days


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
