"""How well the refill forecast meets the next order, on two years of an invented shop it has never seen.

    python bot.py bench refill [--customers 900] [--seed 2026] [--part test|trial]

Customers have a pace of their own, buy one to three pieces, use more in summer, reorder a little early or
late, pause now and then, and stop one day; a part of them taps what is left. Every order of the second year
is forecast with what was known when its month began (rolling origin) and its own taps, and compared with the
order that came. Two baselines of the same run know the same: the shop's median interval of the product so
far, and the customer's last interval (else the median), both per piece. The constants of `conversations.pace`
were settled on `--part trial`, which draws another shop; figures count on `--part test`.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import cos, exp, pi
from statistics import median
from time import perf_counter

from conversations.journey import Supply
from conversations.pace import Bought, Forecast, Pace, Tap, forecast, written_pace
from conversations.pace_learning import learn

BEGAN = datetime(2024, 7, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ENDED = BEGAN + 730 * DAY
SPLIT = BEGAN + 365 * DAY
PARTS = {"test": 0, "trial": 1_000_003}  # added to the seed: another shop
# product, what its author wrote, what is true, how much the summer matters, one year's course
PRODUCTS = (
    ("toner", 60, 52, 0.16),
    ("serum", 45, 47, 0.05),
    ("cleanser", 50, 63, 0.10),
    ("hand", 40, 44, -0.14),
)


@dataclass(slots=True)
class Life:
    """One customer and one product, the whole truth; the forecast sees `orders` and `taps` only."""

    product: str
    orders: list[Bought] = field(default_factory=list)
    taps: dict[datetime, list[Tap]] = field(default_factory=dict)  # by the order they speak of


@dataclass(frozen=True, slots=True)
class Case:
    """An order whose next one is known: what was foreseen, by whom, and what came."""

    actual: float
    found: Forecast
    start: datetime
    fixed: float
    last: float
    earlier: int  # intervals known of this customer
    tapped: bool

    @property
    def error(self) -> float:
        return abs((self.found.at - self.start) / DAY - self.actual)

    @property
    def inside(self) -> bool:
        return self.found.earliest <= self.start + self.actual * DAY <= self.found.latest


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bot.py bench refill")
    parser.add_argument("--customers", type=int, default=900)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--part", choices=sorted(PARTS), default="test")
    asked = parser.parse_args(arguments)
    lives = live(random.Random(asked.seed + PARTS[asked.part]), asked.customers)
    began = perf_counter()
    cases = roll(lives)
    took = perf_counter() - began
    orders = sum(len(life.orders) for life in lives)
    print(f"{len(lives)} customers, {orders} orders, {len(cases)} forecast ({took:.1f} s)\n")
    print(f"{'':<30} {'n':>5} {'error':>7} {'fixed':>7} {'last':>7}     to fixed      to last   80 % holds")
    for name, chosen in groups(cases):
        print(_line(name, chosen))


def live(chance: random.Random, customers: int) -> list[Life]:
    """The shop's two years."""
    found = []
    for number in range(customers):
        name, _, true, summer = PRODUCTS[number % len(PRODUCTS)]
        own = exp(chance.gauss(0, 0.33)) * true
        life = Life(name)
        at = BEGAN + chance.random() * 560 * DAY
        while at < ENDED:
            quantity = chance.choices((1, 2, 3), (78, 17, 5))[0]
            life.orders.append(Bought(at, quantity))
            used_up = own * quantity * exp(chance.gauss(0, 0.16)) * exp(-_season(at + own / 2 * DAY, summer))
            if len(life.orders) == 1 or chance.random() < 0.3:
                _tap(life, at, used_up, chance)
            days = max(2.0, used_up + chance.gauss(0, 4))
            if chance.random() < 0.08:  # away, ill, another brand for a while
                days *= chance.uniform(2, 6)
            if chance.random() < 0.10:
                break
            at += days * DAY
        found.append(life)
    return found


def _season(at: datetime, summer: float) -> float:
    return summer * cos(2 * pi * (at.timetuple().tm_yday - 205) / 365)


def _tap(life: Life, at: datetime, used_up: float, chance: random.Random) -> None:
    """Two of three answer when asked, at about two thirds of the usual time, and not too precisely."""
    if chance.random() > 0.65:
        return
    written = next(days for name, days, _, _ in PRODUCTS if name == life.product) * life.orders[-1].quantity
    asked = max(5.0, written - 18 + chance.uniform(0, 2))
    used = asked / used_up + chance.gauss(0, 0.10)
    level = "plenty" if used < 0.37 else "half" if used < 0.68 else "little" if used < 0.96 else "gone"
    life.taps.setdefault(at, []).append(Tap(at + asked * DAY, level))


def roll(lives: Sequence[Life]) -> list[Case]:
    """Forecast every order of the second year, month by month, with what was known when the month began."""
    cases, written = [], {name: _supply(days) for name, days, _, _ in PRODUCTS}
    month = SPLIT
    while month < ENDED:
        until = month + 30 * DAY
        for name in written:
            mine = [life for life in lives if life.product == name]
            known = [_known(life, month) for life in mine]
            pace = learn(written_pace(written[name], name), known)
            usual = _usual(known, written[name].days_of(name))
            cases += [case for life in mine for case in _cases(life, month, until, pace, usual)]
        month = until
    return cases


def _known(life: Life, now: datetime) -> list[Bought]:
    """What the shop knows of them by then: their orders, and what they said of each."""
    return [
        replace(b, told=tuple(tap for tap in life.taps.get(b.at, []) if tap.at < now))
        for b in life.orders
        if b.at < now
    ]


def _supply(days: int) -> Supply:
    return Supply.model_validate({"lasts": f"{days}d"})


def _usual(known: Sequence[Sequence[Bought]], written: float) -> float:
    gaps = [gap for orders in known for gap in _gaps(orders)]
    return median(gaps) if gaps else written


def _gaps(orders: Sequence[Bought]) -> list[float]:
    return [(b.at - a.at) / DAY / a.quantity for a, b in pairwise(orders)]


def _cases(life: Life, since: datetime, until: datetime, pace: Pace, usual: float) -> list[Case]:
    """Also a tap that comes later speaks of the very order: the reminder is planned with it."""
    found = []
    for place, (order, following) in enumerate(pairwise(life.orders)):
        if not since <= order.at < until or following.at > ENDED:
            continue
        own = life.orders[: place + 1]
        taps = [tap for tap in life.taps.get(order.at, []) if tap.at < following.at]
        gaps = _gaps(own)
        found.append(
            Case(
                actual=(following.at - order.at) / DAY,
                found=forecast(pace, order.at, order.quantity, own, taps),
                start=order.at,
                fixed=usual * order.quantity,
                last=(gaps[-1] if gaps else usual) * order.quantity,
                earlier=len(gaps),
                tapped=bool(taps),
            )
        )
    return found


def groups(cases: Sequence[Case]) -> list[tuple[str, list[Case]]]:
    return [
        ("all", list(cases)),
        ("first order, nothing said", [c for c in cases if not c.earlier and not c.tapped]),
        ("first order, one tap", [c for c in cases if not c.earlier and c.tapped]),
        ("1-2 intervals, nothing said", [c for c in cases if 1 <= c.earlier <= 2 and not c.tapped]),
        ("1-2 intervals, one tap", [c for c in cases if 1 <= c.earlier <= 2 and c.tapped]),
        ("3 or more, nothing said", [c for c in cases if c.earlier >= 3 and not c.tapped]),
        ("3 or more, one tap", [c for c in cases if c.earlier >= 3 and c.tapped]),
    ]


def errors(cases: Sequence[Case]) -> tuple[float, float, float, float]:
    """Median absolute error in days: ours, the fixed interval's, the last interval's; share inside 80 %."""
    return (
        median(c.error for c in cases),
        median(abs(c.fixed - c.actual) for c in cases),
        median(abs(c.last - c.actual) for c in cases),
        sum(c.inside for c in cases) / len(cases),
    )


def _line(name: str, cases: Sequence[Case]) -> str:
    if not cases:
        return f"{name:<30} {0:>5}"
    ours, fixed, last, inside = errors(cases)
    ratios = f"{ours / fixed:>12.2f} {ours / last:>12.2f}"
    return f"{name:<30} {len(cases):>5} {ours:>7.1f} {fixed:>7.1f} {last:>7.1f} {ratios} {inside:>12.0%}"
