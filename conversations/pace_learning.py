"""What a shop's orders teach of a product: pace, how customers differ, months, how far forecasts reach.

Only what is over teaches: a supply counts once the next order came, with what was said of it until then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import sqrt
from statistics import median
from typing import Final

from conversations.pace import (
    BETWEEN,
    DOUBT_FREEDOM,
    REACH,
    WITHIN,
    Bought,
    Pace,
    Reach,
    Step,
    foreseen,
    robust,
    steps_of,
)

SEASON: Final = 0.12**2  # months differ, in logarithms
AUTHOR_CUSTOMERS: Final = 4  # the author's number weighs as much as so many customers
REACH_CASES: Final = 30  # the reach believed beforehand weighs as much as so many past forecasts

Lives = Sequence[Sequence[Step]]


def learn(written: Pace, histories: Iterable[Sequence[Bought]]) -> Pace:
    """The product's pace from what the shop's customers bought; with little history it stays as written."""
    lives = [steps for history in histories if (steps := steps_of(history))]
    if not lives:
        return written
    within = _within(lives)
    months, middles = written.months, [0.0] * len(lives)
    rough = median(step.length for steps in lives for step in steps)
    for _ in range(2):  # the months shift the customers a little, and the customers the months
        middles = [robust(_seasonless(steps, months), rough, BETWEEN, within)[0] for steps in lives]
        months = _months(lives, middles, within)
    n = len(lives)
    mean = (AUTHOR_CUSTOMERS * written.mean + sum(middles)) / (AUTHOR_CUSTOMERS + n)
    spread = sum((m - sum(middles) / n) ** 2 for m in middles)
    between = (AUTHOR_CUSTOMERS * BETWEEN + spread) / (AUTHOR_CUSTOMERS + n)
    pace = Pace(mean, max(between, 0.05**2), within, months, customers=n)
    return _reaching(pace, lives)


def _within(lives: Lives) -> float:
    """How one customer's intervals differ among themselves, by medians: pauses must not count."""
    apart = [
        abs(step.length - median(other.length for other in steps)) * sqrt(len(steps) / (len(steps) - 1))
        for steps in lives
        if len(steps) >= 3
        for step in steps
    ]
    if not apart:
        return WITHIN
    n = len(apart)
    seen = (1.4826 * median(apart)) ** 2
    return max((10 * WITHIN + n * seen) / (10 + n), 0.05**2)


def _months(lives: Lives, middles: Sequence[float], within: float) -> tuple[float, ...]:
    """How much longer a piece lasts in each month, drawn to no difference where little is known."""
    sums, weights = [0.0] * 12, [0.0] * 12
    for steps, middle in zip(lives, middles, strict=True):
        for step in steps:
            off = step.length - middle
            weight = (DOUBT_FREEDOM + 1) / (DOUBT_FREEDOM + off**2 / within)
            sums[step.month] += weight * off
            weights[step.month] += weight
    drawn = [s / (w + within / SEASON) for s, w in zip(sums, weights, strict=True)]
    level = sum(d * w for d, w in zip(drawn, weights, strict=True)) / (sum(weights) or 1.0)
    return tuple(d - level for d in drawn)


def _seasonless(steps: Sequence[Step], months: Sequence[float]) -> list[float]:
    return [step.length - months[step.month] for step in steps]


def _reaching(pace: Pace, lives: Lives) -> Pace:
    """With the reach that would have held four in five of the past, each foreseen from what came before it.

    What was said of a supply tells when it is empty, not when the next one is ordered: those miss by more of
    their (smaller) deviations, and later rather than sooner. So they are counted by themselves.
    """
    off: dict[bool, list[float]] = {False: [], True: []}
    for steps in lives:
        flat = _seasonless(steps, pace.months)
        for place, step in enumerate(steps):
            said = step.said
            mean, spread = foreseen(pace, flat[:place], step.start, step.bought.quantity, said)
            off[bool(said)].append((step.length - mean) / spread)
    return replace(pace, reach=_reach(off[False]), reach_told=_reach(off[True]))


def _reach(off: Sequence[float]) -> Reach:
    """Where nine in ten lie above and nine in ten below, drawn to what is believed beforehand."""
    n = len(off)
    if not n:
        return REACH
    ordered = sorted(off)
    low, high = ordered[int(0.1 * (n - 1))], ordered[int(0.9 * (n - 1) + 0.5)]
    return (
        min((n * low + REACH_CASES * REACH[0]) / (n + REACH_CASES), -0.5),
        max((n * high + REACH_CASES * REACH[1]) / (n + REACH_CASES), 0.5),
    )
