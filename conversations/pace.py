"""How fast a product is used up, and when this one will be empty: a forecast with its interval and reason.

Days per piece are log-normal, and everything is weighed in logarithms, where each source is one number with
its own doubt and the less doubtful counts more (a normal prior, conjugate updating):
    the product      what the author wrote (`supply`), drawn to what the shop's history shows (`learn`)
    the customer     each of their own past intervals, per piece; a long pause hardly counts
    this very one    each answer to 「あとどれくらい残っていますか？」: the more is used, the surer it is
    the season       months in which the shop's customers use more or less, drawn to «no difference»
No clock in here: the same knowledge gives the same forecast, so a plan moves only when something was learnt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from statistics import median
from typing import Final, Literal

from conversations.journey import Supply

DAY = timedelta(days=1)
ONE_ORDER: Final = 3 * DAY  # bought again within that time: one order in two parcels
SHORTEST, LONGEST_SUPPLY = 1.0, 730.0  # days per piece
EIGHTY: Final = 1.2816  # 80 % of a normal distribution lie within so many deviations
# What is believed before anything is known, in logarithms: 0.4 ≈ half as long again, or two thirds.
BETWEEN: Final = 0.40**2  # customers differ by so much
WITHIN: Final = 0.25**2  # one customer's own intervals
SEASON: Final = 0.12**2  # months differ
AUTHOR_CUSTOMERS: Final = 4  # the author's number weighs as much as so many customers
DOUBT_FREEDOM: Final = 4.0  # of Student's t: an interval far from the others is a pause, not a pace
REACH_CASES: Final = 30  # the normal interval weighs as much as so many past forecasts
ROUNDS: Final = 6
STAFF: Final = "staff:"


@dataclass(frozen=True, slots=True)
class Level:
    """An answer about what is left: the share that is used by then, and how loosely people mean it."""

    used: float
    doubt: float
    ja: str
    en: str


LEVELS: Final[dict[str, Level]] = {
    "plenty": Level(0.25, 0.16, "たっぷり", "plenty"),
    "half": Level(0.50, 0.14, "半分くらい", "about half"),
    "little": Level(0.82, 0.12, "残りわずか", "a little"),
    "gone": Level(1.00, 0.08, "なくなった", "nothing"),
    "still": Level(0.75, 0.14, "まだある", "still some"),
}
LEFT: Final = ("3d", "7d", "14d", "30d", "60d")  # staff may also say for about how long it lasts yet
LEFT_DOUBT: Final = 0.2  # … and mean it so loosely


@dataclass(frozen=True, slots=True)
class Bought:
    """An order of the same product by the same person."""

    at: datetime
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Tap:
    """What they answered about what is left (a key of LEVELS), or what staff heard (or one of LEFT)."""

    at: datetime
    level: str
    by_staff: bool = False

    @property
    def days_left(self) -> int | None:
        return int(self.level[:-1]) if self.level in LEFT else None

    @property
    def code(self) -> str:
        """As a forecast keeps it, for its reason."""
        return f"{STAFF}{self.level}" if self.by_staff else self.level


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of a product: log days per piece, how customers and intervals differ, months."""

    mean: float
    between: float = BETWEEN
    within: float = WITHIN
    months: tuple[float, ...] = (0.0,) * 12
    reach: tuple[float, float] = (-EIGHTY, EIGHTY)  # deviations below and above that hold four in five
    customers: int = 0  # how many customers' intervals this was learnt from


@dataclass(frozen=True, slots=True)
class Forecast:
    """When it is empty. `earliest`…`latest` holds four times in five; the rest is the reason."""

    at: datetime
    earliest: datetime
    latest: datetime
    intervals: tuple[int, ...] = ()  # the customer's own, in days, oldest first
    taps: tuple[str, ...] = ()
    customers: int = 0  # of the shop's history
    season: bool = False  # this time of the year makes a difference of a twentieth or more
    quantity: int = 1


def written_pace(supply: Supply, sku: str) -> Pace:
    """What the author wrote, before anything is known."""
    return Pace(log(supply.days_of(sku)))


def learn(written: Pace, histories: Iterable[Sequence[Bought]]) -> Pace:
    """The product's pace from what the shop's customers bought; with little history it stays as written."""
    lives = [steps for history in histories if (steps := _steps(history))]
    if not lives:
        return written
    within = _within(lives)
    months, middles = written.months, [0.0] * len(lives)
    rough = median(x for steps in lives for _, x in steps)
    for _ in range(2):  # the months shift the customers a little, and the customers the months
        middles = [_robust([x - months[m] for m, x in steps], rough, BETWEEN, within)[0] for steps in lives]
        months = _months(lives, middles, within)
    n = len(lives)
    mean = (AUTHOR_CUSTOMERS * written.mean + sum(middles)) / (AUTHOR_CUSTOMERS + n)
    spread = sum((m - sum(middles) / n) ** 2 for m in middles)
    between = (AUTHOR_CUSTOMERS * BETWEEN + spread) / (AUTHOR_CUSTOMERS + n)
    pace = Pace(mean, max(between, 0.05**2), within, months, customers=n)
    return replace(pace, reach=_reach(pace, lives))


def forecast(
    pace: Pace, start: datetime, quantity: int = 1, own: Sequence[Bought] = (), taps: Sequence[Tap] = ()
) -> Forecast:
    """When what was delivered at `start` is empty. `own`: this and earlier orders; `taps` since `start`."""
    quantity = max(1, quantity)
    steps = _steps(own)
    seasonless = [x - pace.months[m] for m, x in steps]
    mean, doubt = _robust(seasonless, pace.mean, pace.between, pace.within)
    known = (t for t in taps if t.at > start and (t.level in LEVELS or t.level in LEFT))
    said = sorted(known, key=lambda t: t.at)
    mean, doubt = _with_taps(mean, doubt + pace.within, start, quantity, said, pace.months)
    days = quantity * exp(mean)
    shift = pace.months[(start + days / 2 * DAY).month - 1]
    spread = sqrt(doubt)
    length, least, most = (
        _bounded(mean + shift + by * spread, quantity, start, said) for by in (0.0, *pace.reach)
    )
    return Forecast(
        at=start + round(length) * DAY,
        earliest=start + round(least) * DAY,
        latest=start + round(most) * DAY,
        intervals=tuple(_days(own)),
        taps=tuple(t.code for t in said),
        customers=pace.customers,
        season=abs(shift) >= 0.05,
        quantity=quantity,
    )


def because(told: Forecast, language: Literal["ja", "en"] = "ja") -> str:
    """The reason in one sentence: 「これまでの間隔（41日・45日）と、「半分くらい」とのお答えから」."""
    return _because_ja(told) if language == "ja" else _because_en(told)


def _because_ja(told: Forecast) -> str:
    parts = []
    if told.intervals:
        parts.append(f"これまでの間隔（{'・'.join(f'{days}日' for days in told.intervals[-4:])}）")
    if told.taps:
        parts.append("、".join(_said_ja(code) for code in told.taps[-2:]) + "とのお答え")
    if not told.intervals and told.customers:
        parts.append(f"ほかのお客様{told.customers}人の間隔")
    if not parts:
        parts.append("シナリオに書かれた目安")
    if told.season:
        parts.append("季節")
    pieces = f"（{told.quantity}個）" if told.quantity > 1 else ""
    return "と、".join(parts) + f"から{pieces}"


def _because_en(told: Forecast) -> str:
    parts = []
    if told.intervals:
        days = ", ".join(str(days) for days in told.intervals[-4:])
        parts.append(f"the intervals so far ({days} days)")
    if told.taps:
        parts.append("the answer " + ", ".join(_said_en(code) for code in told.taps[-2:]))
    if not told.intervals and told.customers:
        parts.append(f"the intervals of {told.customers} other customers")
    if not parts:
        parts.append("what the journey says it lasts")
    if told.season:
        parts.append("the season")
    pieces = f", for {told.quantity} pieces" if told.quantity > 1 else ""
    return "From " + " and ".join(parts) + pieces


def _said_ja(code: str) -> str:
    level = code.removeprefix(STAFF)
    words = f"「{LEVELS[level].ja}」" if level in LEVELS else f"「あと約{level[:-1]}日」"
    return f"{words}（スタッフが記録）" if code.startswith(STAFF) else words


def _said_en(code: str) -> str:
    level = code.removeprefix(STAFF)
    words = f"“{LEVELS[level].en}”" if level in LEVELS else f"“about {level[:-1]} days left”"
    return f"{words} (noted by staff)" if code.startswith(STAFF) else words


# --- Weighing -----------------------------------------------------------------------------------------------


def _robust(seen: Sequence[float], mean: float, between: float, within: float) -> tuple[float, float]:
    """One customer's log days per piece and the doubt left. What lies far off is weighed down."""
    if not seen:
        return mean, between
    middle = median([mean, *seen]) if len(seen) < 3 else median(seen)
    doubt = between
    for _ in range(ROUNDS):
        weights = [(DOUBT_FREEDOM + 1) / (DOUBT_FREEDOM + (x - middle) ** 2 / within) / within for x in seen]
        doubt = 1 / (1 / between + sum(weights))
        middle = doubt * (mean / between + sum(w * x for w, x in zip(weights, seen, strict=True)))
    return middle, doubt


def _with_taps(
    mean: float, doubt: float, start: datetime, quantity: int, taps: Sequence[Tap], months: Sequence[float]
) -> tuple[float, float]:
    """This very supply, by what was said of it: so many days for that share of so many pieces."""
    for tap in taps:
        days = max((tap.at - start) / DAY, 0.5)
        season = months[(start + (tap.at - start) / 2).month - 1]
        if tap.days_left is not None:
            whole = days + tap.days_left
            told, unsure = log(whole / quantity) - season, (LEFT_DOUBT * tap.days_left / whole) ** 2
        else:
            level = LEVELS[tap.level]
            told, unsure = log(days / (level.used * quantity)) - season, (level.doubt / level.used) ** 2
        share = doubt / (doubt + unsure)
        mean, doubt = mean + share * (told - mean), doubt * (1 - share)
    return mean, doubt


def _bounded(per_piece: float, quantity: int, start: datetime, taps: Sequence[Tap]) -> float:
    """Days this supply lasts; never against what was said: some left is not empty, empty is empty."""
    days = quantity * min(max(exp(per_piece), SHORTEST), LONGEST_SUPPLY)
    for tap in taps:
        gone_by = (tap.at - start) / DAY
        if tap.level == "gone":
            days = min(days, gone_by)
        elif tap.days_left is not None:
            days = max(days, gone_by + tap.days_left / 2)
        else:
            level = LEVELS[tap.level]
            days = max(days, gone_by / min(level.used + 2 * level.doubt, 0.95))
    return days


def _within(lives: Sequence[Sequence[tuple[int, float]]]) -> float:
    """How one customer's intervals differ among themselves, by medians: pauses must not count."""
    apart = [
        abs(x - median(y for _, y in steps)) * sqrt(len(steps) / (len(steps) - 1))
        for steps in lives
        if len(steps) >= 3
        for _, x in steps
    ]
    if not apart:
        return WITHIN
    n = len(apart)
    seen = (1.4826 * median(apart)) ** 2
    return max((10 * WITHIN + n * seen) / (10 + n), 0.05**2)


def _months(
    lives: Sequence[Sequence[tuple[int, float]]], middles: Sequence[float], within: float
) -> tuple[float, ...]:
    """How much longer a piece lasts in each month, drawn to no difference where little is known."""
    sums, weights = [0.0] * 12, [0.0] * 12
    for steps, middle in zip(lives, middles, strict=True):
        for month, x in steps:
            weight = (DOUBT_FREEDOM + 1) / (DOUBT_FREEDOM + (x - middle) ** 2 / within)
            sums[month] += weight * (x - middle)
            weights[month] += weight
    drawn = [s / (w + within / SEASON) for s, w in zip(sums, weights, strict=True)]
    level = sum(d * w for d, w in zip(drawn, weights, strict=True)) / (sum(weights) or 1.0)
    return tuple(d - level for d in drawn)


def _reach(pace: Pace, lives: Sequence[Sequence[tuple[int, float]]]) -> tuple[float, float]:
    """How far off the forecasts of the past would have been, in deviations: what 80 % truly needs.

    Each interval is foreseen from those before it. Pauses make the upper end reach further than the lower.
    """
    off = []
    for steps in lives:
        flat = [x - pace.months[month] for month, x in steps]
        for place, x in enumerate(flat):
            mean, doubt = _robust(flat[:place], pace.mean, pace.between, pace.within)
            off.append((x - mean) / sqrt(doubt + pace.within))
    off.sort()
    n = len(off)
    low, high = off[int(0.1 * (n - 1))], off[int(0.9 * (n - 1) + 0.5)]
    return (
        min((n * low - REACH_CASES * EIGHTY) / (n + REACH_CASES), -0.5),
        max((n * high + REACH_CASES * EIGHTY) / (n + REACH_CASES), 0.5),
    )


def _steps(history: Sequence[Bought]) -> list[tuple[int, float]]:
    """(month of its middle, from 0; log days per piece) of each interval between two orders."""
    orders = _orders(history)
    return [
        ((a.at + (b.at - a.at) / 2).month - 1, log(max((b.at - a.at) / DAY, SHORTEST) / a.quantity))
        for a, b in pairwise(orders)
    ]


def days_per_piece(history: Sequence[Bought]) -> list[tuple[datetime, float]]:
    """(when it was over, days per piece) of each interval between two orders, oldest first."""
    return [(b.at, (b.at - a.at) / DAY / a.quantity) for a, b in pairwise(_orders(history))]


def _days(history: Sequence[Bought]) -> list[int]:
    orders = _orders(history)
    return [round((b.at - a.at) / DAY) for a, b in pairwise(orders)]


def _orders(history: Sequence[Bought]) -> list[Bought]:
    """In the order of time; what was bought within a few days is one order."""
    orders: list[Bought] = []
    for bought in sorted(history, key=lambda b: b.at):
        if orders and bought.at - orders[-1].at <= ONE_ORDER:
            orders[-1] = Bought(orders[-1].at, orders[-1].quantity + max(1, bought.quantity))
        else:
            orders.append(Bought(bought.at, max(1, bought.quantity)))
    return orders
