"""The numbers of the results pages: counters added up, and what follows from them (docs/results.md).

`figures()` reads three small tables once each, whatever is shown; everything below is arithmetic on the sums.
A share without a denominator is None, never 0: nobody asked is not «0 %».
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Table
from sqlalchemy.orm import Session

from conversations.results import (
    CASE_MEASURES,
    CELLS,
    PURCHASE_MEASURES,
    REACHED,
    SCORES,
    SPANS,
    STAGES,
    VISIT_MEASURES,
)
from models.result import CASES, PURCHASES, VISITS, sums

FUNNEL: Final = ("scheduled", "sent", "reached", "started", "complete")
CHECK_IN: Final = "check_in"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the numbers are about. Both days are included."""

    channel_id: int
    since: date
    until: date
    product: str = ""
    cohort: date | None = None
    version: int = 0
    staff: int = 0  # only cases have someone

    @property
    def is_fine(self) -> bool:
        return bool(self.product or self.cohort)

    def where(self, counters: Table) -> list[ColumnElement[bool]]:
        c = counters.c
        chosen = [
            c.channel_id == self.channel_id,
            c.whole.is_(not self.is_fine),
            c.day >= self.since,
            c.day <= self.until,
        ]
        if self.product:
            chosen.append(c.product == self.product)
        if self.cohort is not None:
            chosen.append(c.cohort == self.cohort)
        if self.version:
            chosen.append(c.version == self.version)
        if self.staff and counters is CASES:
            chosen.append(c.staff == self.staff)
        return chosen


def share(part: int, of: int) -> float | None:
    return part / of if of else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Visits added up: of one touchpoint, one week, or all."""

    n: Counter[str]

    @property
    def scheduled(self) -> int:
        return sum(self.n[stage] for stage in STAGES)

    @property
    def sent(self) -> int:
        """LINE took it."""
        return self.reached + self.n["unreachable"]

    @property
    def reached(self) -> int:
        return sum(self.n[stage] for stage in REACHED)

    @property
    def started(self) -> int:
        return self.n["started"]

    @property
    def complete(self) -> int:
        return self.n["complete"]

    @property
    def funnel(self) -> list[tuple[str, int]]:
        return [(name, getattr(self, name)) for name in FUNNEL]

    @property
    def ends(self) -> list[tuple[str, int]]:
        """Where those who were reached ended, or stand; adds up to `reached`."""
        return [(stage, self.n[stage]) for stage in REACHED]

    @property
    def complete_share(self) -> float | None:
        return share(self.complete, self.reached)

    def scores(self, axis: str) -> list[int]:
        """How many gave 1, 2 … 5."""
        return [self.n[f"{axis}_{score}"] for score in SCORES]

    def mean(self, axis: str) -> float | None:
        counts = self.scores(axis)
        return share(sum(s * n for s, n in zip(SCORES, counts, strict=True)), sum(counts))

    @property
    def cells(self) -> dict[str, int]:
        return {name: self.n[name] for name in CELLS}

    def bought_share(self, cell: str) -> float | None:
        """Who bought again, of those whose time for it is over."""
        return share(self.n[f"bought_{cell}"], self.n[f"ripe_{cell}"])

    @property
    def blocked_share(self) -> float | None:
        return share(self.n["blocked"], self.sent)

    @property
    def cost(self) -> float | None:
        """Billed pushes per complete one."""
        return share(self.n["billed"], self.complete)


@dataclass(frozen=True, slots=True)
class Cared:
    """Cases added up."""

    n: Counter[str]

    @property
    def promises(self) -> int:
        """Promises that are over: kept or broken."""
        return self.n["kept"] + self.n["broken"]

    @property
    def kept_share(self) -> float | None:
        return share(self.n["kept"], self.promises)

    def spans(self, clock: str) -> list[int]:
        """First answers within 15 min, 1 h, 3 h, 24 h, longer; `clock`: wall | business."""
        return [self.n[f"{clock}_{span}"] for span in (*SPANS, "over")]

    def mean_seconds(self, clock: str) -> float | None:
        return share(self.n[f"{clock}_seconds"], self.n["answered"])

    @property
    def before(self) -> float | None:
        return share(self.n["before"], self.n["lifts"])

    @property
    def after(self) -> float | None:
        return share(self.n["after"], self.n["lifts"])

    @property
    def lift(self) -> float | None:
        return share(self.n["after"] - self.n["before"], self.n["lifts"])


@dataclass(frozen=True, slots=True)
class Won:
    """Purchases added up, with how many days each took to its first win."""

    n: Counter[str]
    days: Counter[int] = field(default_factory=Counter)

    @property
    def won_share(self) -> float | None:
        return share(self.n["won"], self.n["delivered"])

    @property
    def median_days(self) -> int | None:
        """The day by which half of those who won had won."""
        half, seen = (self.days.total() + 1) // 2, 0
        for day in sorted(self.days):
            seen += self.days[day]
            if seen >= half:
                return day
        return None


@dataclass(frozen=True)
class Figures:
    """Everything a results page shows, as sums."""

    filters: Filters
    visits: Sequence[tuple[date, str, str, Counter[str]]]  # week, touchpoint, purpose
    cases: Sequence[tuple[date, int, Counter[str]]]  # week, staff
    purchases: Sequence[tuple[int | None, Counter[str]]]  # days to the first win

    @cached_property
    def asked(self) -> Asked:
        """All touchpoints that ask something."""
        return Asked(_added(n for _, _, purpose, n in self.visits if purpose))

    @cached_property
    def check_ins(self) -> Asked:
        return Asked(_added(n for _, _, purpose, n in self.visits if purpose == CHECK_IN))

    @cached_property
    def by_touchpoint(self) -> dict[str, Asked]:
        keys = dict.fromkeys(key for _, key, _, _ in self.visits)
        return {key: Asked(_added(n for _, k, _, n in self.visits if k == key)) for key in keys}

    @cached_property
    def by_week(self) -> dict[date, Asked]:
        weeks = sorted({week for week, _, _, _ in self.visits})
        return {w: Asked(_added(n for week, _, p, n in self.visits if week == w and p)) for w in weeks}

    @cached_property
    def purposes(self) -> dict[str, str]:
        return {key: purpose for _, key, purpose, _ in self.visits}

    @cached_property
    def cared(self) -> Cared:
        return Cared(_added(n for _, _, n in self.cases))

    @cached_property
    def cared_by_staff(self) -> dict[int, Cared]:
        people = sorted({staff for _, staff, _ in self.cases})
        return {who: Cared(_added(n for _, staff, n in self.cases if staff == who)) for who in people}

    @cached_property
    def cared_by_week(self) -> dict[date, Cared]:
        weeks = sorted({week for week, _, _ in self.cases})
        return {w: Cared(_added(n for week, _, n in self.cases if week == w)) for w in weeks}

    @cached_property
    def won(self) -> Won:
        days = Counter({day: n["won"] for day, n in self.purchases if day is not None})
        return Won(_added(n for _, n in self.purchases), days)


def figures(session: Session, filters: Filters) -> Figures:
    """Three statements, however much is stored."""
    visits = _read(session, VISITS, ("week", "key", "purpose"), VISIT_MEASURES, filters)
    cases = _read(session, CASES, ("week", "staff"), CASE_MEASURES, filters)
    purchases = _read(session, PURCHASES, ("days",), PURCHASE_MEASURES, filters)
    return Figures(
        filters,
        [(week, key, purpose, n) for (week, key, purpose), n in visits],
        [(week, staff, n) for (week, staff), n in cases],
        [(days, n) for (days,), n in purchases],
    )


def _read(
    session: Session, table: Table, by: Sequence[str], measures: Sequence[str], filters: Filters
) -> list[tuple[tuple[Any, ...], Counter[str]]]:
    width = len(by)
    return [
        (tuple(row[:width]), Counter(dict(zip(measures, map(int, row[width:]), strict=True))))
        for row in sums(session, table, by, measures, filters.where(table))
    ]


def _added(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total
