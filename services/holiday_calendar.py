"""Public holidays of a country, by the `holidays` library; loaded once per process."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

import holidays

from conversations.windows import no_holiday

COUNTRIES: Final = ("JP", "TW", "TH", "none")


@cache
def calendar_of(country: str) -> Callable[[date], bool]:
    if country == "none":
        return no_holiday
    days = holidays.country_holidays(country)
    return lambda day: day in days
