"""The hour a customer usually answers at, from when they did: for what is in no hurry."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from conversations.windows import within

LEAST: Final = 3  # answers at different times, or nothing is called a habit
PLAIN: Final = 1.5  # of the 4 points each answer could give: all over the day is no habit either
NEAR: Final = {0: 4, 1: 3, 2: 2, 3: 1}  # hours apart → what an answer speaks for an hour


def habit_hour(answered: Iterable[datetime], zone: str, quiet: tuple[time, time] | None = None) -> int | None:
    """The hour most answers lie around, outside quiet hours; None while there is no habit to see."""
    tz = ZoneInfo(zone)
    local = (at.astimezone(tz) for at in answered)
    times = {(at.date(), at.hour) for at in local}  # five answers of one talk are one time
    if len(times) < LEAST:
        return None
    spoken = {
        hour: sum(NEAR.get(min((hour - other) % 24, (other - hour) % 24), 0) for _, other in times)
        for hour in range(24)
        if quiet is None or not within(time(hour), *quiet)
    }
    best = max(spoken, key=lambda hour: (spoken[hour], -hour), default=None)
    return best if best is not None and spoken[best] >= PLAIN * len(times) else None
