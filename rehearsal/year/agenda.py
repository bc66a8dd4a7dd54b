"""What comes when: the year's clock, its chance, and the deeds that were put off."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

Deed = Callable[[], None]


class Calendar:
    """The year's clock: it stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how many, and the seed that makes it the same every time."""

    begins: datetime
    ends: datetime
    customers: int = 2_000
    seed: int = 7


class Agenda:
    """Everybody's: who does something later writes it here."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.chance = Random(plan.seed)  # noqa: S311 - a rehearsal, not a secret
        self.clock = Calendar(plan.begins)
        self._coming: list[tuple[datetime, int, Deed]] = []
        self._numbers = itertools.count(1)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def number(self) -> int:
        """One that was not given before: of a deed, an order, an event."""
        return next(self._numbers)

    def later(self, at: datetime, deed: Deed) -> None:
        heapq.heappush(self._coming, (max(at, self.now), self.number(), deed))

    def soonest(self) -> datetime | None:
        return self._coming[0][0] if self._coming else None

    def do_due(self) -> None:
        """All that was put off until now, in the order of time."""
        while self._coming and self._coming[0][0] <= self.now:
            heapq.heappop(self._coming)[2]()
