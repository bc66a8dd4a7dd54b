"""Silence: how long a person who waits heard nothing true, and when the next word is due at the latest.

Pure, and the only place that counts it: the product, the simulator and what looks for faults all ask here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from conversations.moments import on_day
from conversations.windows import Hours

WORD_AT = time(11)  # the hour a word is said at that nothing but the limit asks for


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A time without a word from us."""

    length: timedelta
    since: datetime
    until: datetime


def gaps(words: Iterable[datetime], since: datetime, until: datetime) -> list[Gap]:
    """The silences between `since` (the order is known to its person) and `until` (it arrived, or now)."""
    heard = sorted({since, until, *(at for at in words if since < at < until)})
    return [Gap(b - a, a, b) for a, b in pairwise(heard)]


def too_long(words: Iterable[datetime], since: datetime, until: datetime, limit: timedelta) -> list[Gap]:
    """Those that were longer than the limit. There must be none, or somebody must say why."""
    return [gap for gap in gaps(words, since, until) if gap.length > limit]


def word_due(last: datetime, limit: timedelta, zone: str, quiet: tuple[time, time] | None) -> datetime:
    """When to speak at the latest after the word `last`: by day, and never later than the limit allows.

    Eleven o'clock on the customer's clock of the last day that is still within it; where that hour is quiet,
    the hour the quiet ends. A limit of a day or more (`Waiting` asks for one) always holds such an hour.
    """
    end = last + limit
    day = end.astimezone(ZoneInfo(zone)).date()
    hours = Hours(zone, quiet)
    for clock in (WORD_AT, quiet[1] if quiet is not None else WORD_AT):
        for back in (0, 1):
            due = on_day(day - timedelta(days=back), clock, zone)
            if last < due <= end and hours.closed_because(due) is None:
                return due
    return end
