"""Hours of the day something may be sent in, by the customer's wall clock, and the next moment it may.

Openings are found by trying the moments at which anything can change and asking the wall clock at each:
so nights that wrap midnight, days without an hour and days with one twice need no special case.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from conversations.journey import Window

Closed = Literal["holiday", "quiet_hours", "outside_window"]
HORIZON = timedelta(days=40)  # longer than any run of holidays; no opening within it means none at all


def no_holiday(_: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hours:
    """When a customer may hear from us: never in `quiet`, only in `window`, not on a holiday."""

    zone: str
    quiet: tuple[time, time] | None = None
    window: Window | None = None
    is_holiday: Callable[[date], bool] = no_holiday

    def closed_because(self, at: datetime) -> Closed | None:
        """Why not at this moment, or None when it is open. The end of a span is outside it."""
        local = at.astimezone(ZoneInfo(self.zone))
        if self.is_holiday(local.date()):
            return "holiday"
        clock = local.time()
        if self.quiet is not None and within(clock, *self.quiet):
            return "quiet_hours"
        if self.window is not None and not within(clock, self.window.start, self.window.end, whole_day=True):
            return "outside_window"
        return None

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself when it is open, else the first later moment that is; None when there is none."""
        if self.closed_because(at) is None:
            return at
        return next((moment for moment in self._changes(at) if self.closed_because(moment) is None), None)

    def _changes(self, at: datetime) -> Iterator[datetime]:
        zone = ZoneInfo(self.zone)
        clocks = {time(0)}
        if self.quiet is not None:
            clocks.add(self.quiet[1])
        if self.window is not None:
            clocks.add(self.window.start)
        day = at.astimezone(zone).date()
        for _ in range(HORIZON.days):
            moments = {
                datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC)
                for clock in clocks
                for fold in (0, 1)
            }
            yield from (moment for moment in sorted(moments) if moment > at)
            day += timedelta(days=1)


def within(clock: time, start: time, end: time, *, whole_day: bool = False) -> bool:
    """start ≤ clock < end, wrapping midnight. Equal ends are nothing, or the whole day."""
    if start == end:
        return whole_day
    return start <= clock < end if start < end else clock >= start or clock < end
