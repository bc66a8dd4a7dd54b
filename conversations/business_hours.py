"""When the shop's people are there, and what time may be promised to a customer.

A promise is always inside business hours, rounded up to a time people say (:00, :30), and never earlier
for a later question. Public holidays come in as a function; year-end and o-bon are the shop's own days.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.journey import Window
from conversations.opening import ClosedSpan, WeekOfWindows
from conversations.windows import no_holiday

KIND_MINUTES = 30
SEARCH_DAYS = 366
WEEKDAYS_TEN_TO_SIX: WeekOfWindows = (*((Window(time(10), time(18)),),) * 5, (), ())
YEAR_END = ClosedSpan(date(2024, 12, 29), date(2024, 1, 3), yearly=True)
OBON = ClosedSpan(date(2024, 8, 13), date(2024, 8, 16), yearly=True)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """`week` from Monday, several periods a day; a period that ends at 00:00 ends at midnight."""

    week: WeekOfWindows = WEEKDAYS_TEN_TO_SIX
    zone: str = "Asia/Tokyo"
    closed: tuple[ClosedSpan, ...] = (YEAR_END,)
    is_holiday: Callable[[date], bool] = no_holiday

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("business hours need seven days, one of them open at least")

    def is_open_on(self, day: date) -> bool:
        closed = self.is_holiday(day) or any(span.includes(day) for span in self.closed)
        return bool(self.week[day.weekday()]) and not closed

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._periods_on(self._local_day(at)))

    def next_open(self, at: datetime) -> datetime:
        """`at` when somebody is there, else the next beginning of business."""
        start, _ = next(self._periods_from(at))
        return max(start, at)

    def promise_due(self, opened_at: datetime, within: timedelta) -> datetime:
        """When a human will have answered: `within` counted in business time, rounded up kindly."""
        left = within
        for start, end in self._periods_from(opened_at):
            begin = max(start, opened_at)
            if begin + left <= end:
                return min(self._kindly(begin + left), end)
            left -= end - begin
        raise ValueError(f"no business hours for {SEARCH_DAYS} days")

    def later(self, at: datetime, by: timedelta) -> datetime:
        """When `by` of business time has passed since `at`: an end of business, not the next beginning."""
        left = by
        for start, end in self._periods_from(at):
            begin = max(start, at)
            if begin + left <= end:
                return begin + left
            left -= end - begin
        raise ValueError(f"no business hours for {SEARCH_DAYS} days")

    def earlier(self, at: datetime, by: timedelta) -> datetime:
        """The instant from which `by` of business time passes until `at`."""
        left, day = by, self._local_day(at)
        for _ in range(SEARCH_DAYS):
            for start, end in reversed(self._periods_on(day)):
                finish = min(end, at)
                if start < finish and finish - left >= start:
                    return finish - left
                left -= max(timedelta(), finish - start)
            day -= timedelta(days=1)
        raise ValueError(f"no business hours for {SEARCH_DAYS} days")

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How much business time lies between two instants."""
        open_time, day = timedelta(), self._local_day(start)
        while day <= self._local_day(end):
            for begin, finish in self._periods_on(day):
                open_time += max(timedelta(), min(finish, end) - max(begin, start))
            day += timedelta(days=1)
        return open_time

    def _periods_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The periods that end after `at`, in order, as instants."""
        day = self._local_day(at)
        for _ in range(SEARCH_DAYS):
            yield from (period for period in self._periods_on(day) if period[1] > at)
            day += timedelta(days=1)
        raise ValueError(f"no business hours for {SEARCH_DAYS} days")

    def _periods_on(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_open_on(day):
            return []
        zone = ZoneInfo(self.zone)
        periods = []
        for window in self.week[day.weekday()]:
            end_day = day if window.end > window.start else day + timedelta(days=1)
            start = datetime.combine(day, window.start, zone).astimezone(UTC)
            periods.append((start, datetime.combine(end_day, window.end, zone).astimezone(UTC)))
        return periods

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _kindly(self, at: datetime) -> datetime:
        local = at.astimezone(ZoneInfo(self.zone))
        over = timedelta(
            minutes=local.minute % KIND_MINUTES, seconds=local.second, microseconds=local.microsecond
        )
        return at if not over else at + timedelta(minutes=KIND_MINUTES) - over
