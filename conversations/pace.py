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
from typing import Final

from conversations.journey import Supply

DAY = timedelta(days=1)
ONE_ORDER: Final = 3 * DAY  # bought again within that time: one order in two parcels
SHORTEST, LONGEST_SUPPLY = 1.0, 730.0  # days per piece
Reach = tuple[float, float]  # deviations below and above the forecast, between which four in five come
# 1.28 would do if all were normal; people pause, and order when it suits them.
REACH: Final[Reach] = (-1.5, 1.5)
# What is believed before anything is known, in logarithms: 0.4 ≈ half as long again, or two thirds.
BETWEEN: Final = 0.40**2  # customers differ by so much
WITHIN: Final = 0.25**2  # one customer's own intervals
DOUBT_FREEDOM: Final = 4.0  # of Student's t: an interval far from the others is a pause, not a pace
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
LEFT: Final = ("3d", "7d", "14d", "30d", "60d")  # or for about how long it lasts yet …
LEFT_DOUBT: Final = 0.2  # … meant so loosely
SAYABLE: Final = frozenset({*LEVELS, *LEFT})


@dataclass(frozen=True, slots=True)
class Tap:
    """What they said, or staff heard, of what is left: a key of LEVELS, or one of LEFT."""

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
class Bought:
    """An order of the same product by the same person. `came`: delivered, from then on it is used.

    Where nobody told when it came, it is as if it had come at once.
    """

    at: datetime
    quantity: int = 1
    came: datetime | None = None
    told: tuple[Tap, ...] = ()  # what was said of what is left of it


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of a product: log days per piece, how customers and intervals differ, months."""

    mean: float
    between: float = BETWEEN
    within: float = WITHIN
    months: tuple[float, ...] = (0.0,) * 12
    reach: Reach = REACH  # holds four orders in five …
    reach_told: Reach = REACH  # … of which something was said
    customers: int = 0  # how many customers' intervals this was learnt from


@dataclass(frozen=True, slots=True)
class Forecast:
    """When it runs out. The next order comes from `earliest` to `latest` four times in five.

    The rest is the reason.
    """

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


def forecast(
    pace: Pace, start: datetime, quantity: int = 1, own: Sequence[Bought] = (), taps: Sequence[Tap] = ()
) -> Forecast:
    """When what was delivered at `start` is empty. `own`: this and earlier orders; `taps` since `start`."""
    quantity = max(1, quantity)
    said = _said(taps, start)
    seasonless = [step.length - pace.months[step.month] for step in steps_of(own)]
    mean, spread = foreseen(pace, seasonless, start, quantity, said)
    below, above = pace.reach_told if said else pace.reach
    length, least, most = (
        quantity * min(max(exp(mean + by * spread), SHORTEST), LONGEST_SUPPLY) for by in (0.0, below, above)
    )
    length, least, most = _bounded(length, least, most, start, said)
    return Forecast(
        at=start + round(length) * DAY,
        earliest=start + round(least) * DAY,
        latest=start + round(most) * DAY,
        intervals=tuple(_days(own)),
        taps=tuple(t.code for t in said),
        customers=pace.customers,
        season=abs(pace.months[(start + length / 2 * DAY).month - 1]) >= 0.05,
        quantity=quantity,
    )


def foreseen(
    pace: Pace, seasonless: Sequence[float], start: datetime, quantity: int, said: Sequence[Tap]
) -> tuple[float, float]:
    """Log days per piece of what came at `start`, its season in it, and how sure that is (one deviation)."""
    mean, doubt = robust(seasonless, pace.mean, pace.between, pace.within)
    mean, doubt = _with_taps(mean, doubt + pace.within, start, quantity, said, pace.months)
    days = quantity * exp(mean)
    return mean + pace.months[(start + days / 2 * DAY).month - 1], sqrt(doubt)


# --- Weighing -----------------------------------------------------------------------------------------------


def robust(seen: Sequence[float], mean: float, between: float, within: float) -> tuple[float, float]:
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


def _said(taps: Iterable[Tap], start: datetime) -> list[Tap]:
    known = (t for t in taps if t.at > start and (t.level in LEVELS or t.level in LEFT))
    return sorted(known, key=lambda t: t.at)


def _bounded(
    length: float, least: float, most: float, start: datetime, taps: Sequence[Tap]
) -> tuple[float, float, float]:
    """Never against what was said: some left is not empty, and empty is empty; the order comes after it."""
    for tap in taps:
        gone_by = (tap.at - start) / DAY
        if tap.level == "gone":
            length, least = min(length, gone_by), min(least, gone_by)
            most = max(most, gone_by / (1 - 2 * LEVELS["gone"].doubt))
            continue
        if tap.days_left is not None:
            at_least = gone_by + tap.days_left / 2
        else:
            level = LEVELS[tap.level]
            at_least = gone_by / min(level.used + 2 * level.doubt, 0.95)
        length, least, most = max(length, at_least), max(least, at_least), max(most, at_least)
    return length, least, most


@dataclass(frozen=True, slots=True)
class Step:
    """From one order to the next. `month`: of its middle, from 0; `length`: log days per piece."""

    bought: Bought
    start: datetime
    month: int
    length: float

    @property
    def said(self) -> list[Tap]:
        """What was said of it before the next order came."""
        return _said(self.bought.told, self.start)


def steps_of(history: Sequence[Bought]) -> list[Step]:
    """Every interval between two orders, from when the first of them came."""
    return [_step(one, following) for one, following in pairwise(_orders(history))]


def _step(one: Bought, following: Bought) -> Step:
    came = one.came if one.came is not None and one.came < following.at else one.at
    months = (came + (following.at - came) / 2).month - 1
    told = replace(one, told=tuple(tap for tap in one.told if tap.at < following.at))
    return Step(told, came, months, log(max((following.at - came) / DAY, SHORTEST) / one.quantity))


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
        many = max(1, bought.quantity)
        if orders and bought.at - orders[-1].at <= ONE_ORDER:
            first = orders[-1]
            orders[-1] = replace(first, quantity=first.quantity + many, told=(*first.told, *bought.told))
        else:
            orders.append(replace(bought, quantity=many))
    return orders
