"""When the shop is there for its customers, as its owner writes it: business hours, closed days, quiet hours.

BUSINESS_HOURS   mon-fri 10:00-18:00, sat 10:00-12:00 13:00-15:00        月-金 10:00-18:00 is read as well
CLOSED_DAYS      12-29..01-03, 2026-08-13..2026-08-16, 05-01             every year, or of one year
QUIET_HOURS      20:00-09:00                                             may wrap midnight
FATIGUE_ASKS     1 in 3d                                                 at most so many, in so long

Only reading: what follows from it for a promise or a touchpoint is decided in `timing`.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from conversations.durations import read_positive
from conversations.journey import Window

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {name: i for i, name in enumerate(_NAMES)}
_DAYS |= {name: i for i, name in enumerate("月火水木金土日")}
_GROUP = re.compile(r"^(?P<days>[a-z月火水木金土日]+(?:-[a-z月火水木金土日]+)?)\s+(?P<hours>[\d:\s-]+)$")
_TIME = re.compile(r"^(\d{1,2}):(\d{2})$")
_DAY = re.compile(r"^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})$")
_LEAP = 2024  # days of «every year» are kept in a leap year, so that 02-29 can be said

WeekOfWindows = tuple[tuple[Window, ...], ...]  # Monday first, seven entries, each in order; 24:00 is 00:00


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """Days nobody is there, both ends included; `yearly` ones come back and may wrap the new year."""

    first: date
    last: date
    yearly: bool

    def includes(self, day: date) -> bool:
        if not self.yearly:
            return self.first <= day <= self.last
        first, last = (self.first.month, self.first.day), (self.last.month, self.last.day)
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most so many within any stretch of so long."""

    count: int
    within: timedelta


def read_business_hours(text: str) -> WeekOfWindows:
    """«mon-fri 10:00-18:00, sat 10:00-13:00»: a day not named is closed."""
    week: list[list[Window]] = [[] for _ in range(7)]
    for part in filter(None, (p.strip() for p in re.split(r"[,;、]", text.lower()))):
        group = _GROUP.match(part)
        if group is None:
            raise ValueError(f"{part!r} is not days and hours such as mon-fri 10:00-18:00")
        windows = [_opening(hours) for hours in group["hours"].split()]
        for day in _days(group["days"]):
            week[day] += windows
    for windows in week:
        windows.sort(key=lambda w: w.start)
        if any(a.end > b.start or a.end == time(0) for a, b in pairwise(windows)):
            raise ValueError("two of the hours of one day overlap")
    if not any(week):
        raise ValueError("no day is open, so no promise could ever be kept")
    return tuple(tuple(windows) for windows in week)


def write_business_hours(week: WeekOfWindows) -> str:
    """`read_business_hours` reads it back; a closed day is not named."""
    days = [(name, write_day(windows)) for name, windows in zip(_NAMES, week, strict=True) if windows]
    return ", ".join(f"{name} {hours}" for name, hours in days)


def write_day(windows: tuple[Window, ...]) -> str:
    """«10:00-12:00 13:00-24:00»."""
    return " ".join(
        f"{w.start:%H:%M}-{'24:00' if w.end == time(0) else format(w.end, '%H:%M')}" for w in windows
    )


def read_closed_days(text: str) -> tuple[ClosedSpan, ...]:
    """«12-29..01-03, 2026-08-13»: spans of days, of every year or of one."""
    return tuple(_span(p.strip()) for p in re.split(r"[,;、]", text) if p.strip())


def write_closed_days(spans: tuple[ClosedSpan, ...]) -> str:
    """`read_closed_days` reads it back."""
    return ", ".join(_write_span(span) for span in spans)


def read_quiet_hours(text: str) -> Window:
    """«20:00-09:00»: nothing is sent from the first time until the second."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is not two times such as 20:00-09:00")
    window = Window(_time(start), _time(end))
    if window.start == window.end:
        raise ValueError(f"{text!r} starts and ends at the same time")
    return window


def read_allowance(text: str) -> Allowance:
    """«3 in 7d»: at most three within any seven days."""
    count, _, within = text.partition(" in ")
    if not count.strip().isdecimal() or not 1 <= int(count) <= 100 or not within:
        raise ValueError(f"{text!r} is not a number and a time such as 3 in 7d")
    return Allowance(int(count), read_positive(within))


def _days(text: str) -> list[int]:
    first, _, last = text.partition("-")
    for name in (first, last or first):
        if name not in _DAYS:
            raise ValueError(f"{name!r} is not a day of the week: write mon tue wed thu fri sat sun")
    start, end = _DAYS[first], _DAYS[last or first]
    return [day % 7 for day in range(start, (end if end >= start else end + 7) + 1)]


def _opening(text: str) -> Window:
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is not two times such as 10:00-18:00")
    window = Window(_time(start), time(0) if end == "24:00" else _time(end))
    if window.start >= window.end and window.end != time(0):
        raise ValueError(f"{text!r} ends before it starts: hours over midnight are two entries")
    return window


def _time(text: str) -> time:
    found = _TIME.match(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{text.strip()!r} is not a time such as 10:00")
    return time(int(found[1]), int(found[2]))


def _span(text: str) -> ClosedSpan:
    first, _, last = text.partition("..")
    start, yearly = _day(first.strip())
    end, also_yearly = _day((last or first).strip())
    if yearly != also_yearly:
        raise ValueError(f"{text!r} mixes a day with a year and one without")
    if not yearly and end < start:
        raise ValueError(f"{text!r} ends before it starts")
    return ClosedSpan(start, end, yearly)


def _write_span(span: ClosedSpan) -> str:
    shape = "%m-%d" if span.yearly else "%Y-%m-%d"
    first, last = span.first.strftime(shape), span.last.strftime(shape)
    return first if first == last else f"{first}..{last}"


def _day(text: str) -> tuple[date, bool]:
    found = _DAY.match(text)
    if found is not None:
        try:
            return date(int(found[1] or _LEAP), int(found[2]), int(found[3])), found[1] is None
        except ValueError:
            pass
    raise ValueError(f"{text!r} is not a day such as 12-31 or 2026-08-13")
