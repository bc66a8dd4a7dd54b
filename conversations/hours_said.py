"""When somebody is there, said to whoever asks: 「月〜金 10:00〜18:00（祝日と12月29日〜1月3日はお休み）」.

Days of the same hours are said together, and of the closed days only those soon to come.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final

from conversations.business_hours import BusinessHours
from conversations.journey import Window
from conversations.locales import Locale
from conversations.moments import say_day
from conversations.opening import ClosedSpan
from conversations.windows import no_holiday

AHEAD: Final = 45  # days: a closing that is farther away interests nobody yet
_DAYS: Final[dict[Locale, tuple[str, ...]]] = {
    "ja": tuple("月火水木金土日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh-Hant": tuple(f"週{day}" for day in "一二三四五六日"),
    "th": ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."),
}
_TO: Final[dict[Locale, str]] = {"ja": "〜", "en": "–", "zh-Hant": "～", "th": "–"}
_JOIN: Final[dict[Locale, str]] = {"ja": "、", "en": ", ", "zh-Hant": "、", "th": ", "}
_CLOSED: Final[dict[Locale, str]] = {
    "ja": "（{days}はお休み）",
    "en": " (closed: {days})",
    "zh-Hant": "（{days}休息）",
    "th": " (หยุด {days})",
}
_HOLIDAYS: Final[dict[Locale, str]] = {
    "ja": "祝日",
    "en": "public holidays",
    "zh-Hant": "國定假日",
    "th": "วันหยุดนักขัตฤกษ์",
}


@lru_cache(maxsize=256)
def say_hours(hours: BusinessHours, today: date, locale: Locale = "ja") -> str:
    """The week as a person says it, and which days coming soon are off."""
    named = zip(_DAYS[locale], hours.week, strict=True)
    runs = [(list(days), windows) for windows, days in groupby(named, key=lambda day: day[1])]
    open_runs = [_said([name for name, _ in days], windows, locale) for days, windows in runs if windows]
    off = list(_off(hours, today, locale))
    return _JOIN[locale].join(open_runs) + (
        _CLOSED[locale].format(days=_JOIN[locale].join(off)) if off else ""
    )


def _said(days: list[str], windows: tuple[Window, ...], locale: Locale) -> str:
    to = _TO[locale]
    name = days[0] if len(days) == 1 else f"{days[0]}{to}{days[-1]}"
    return f"{name} " + " ".join(
        f"{w.start:%H:%M}{to}{'24:00' if w.end == time(0) else format(w.end, '%H:%M')}" for w in windows
    )


def _off(hours: BusinessHours, today: date, locale: Locale) -> Iterator[str]:
    if hours.is_holiday is not no_holiday:
        yield _HOLIDAYS[locale]
    for span in hours.closed:
        days = [today + timedelta(days=n) for n in range(AHEAD) if span.includes(today + timedelta(days=n))]
        if days:
            first, last = (say_day(day, today, locale) for day in (days[0], _last(span, days[0])))
            yield first if first == last else f"{first}{_TO[locale]}{last}"


def _last(span: ClosedSpan, day: date) -> date:
    """The last day of this closing, which may lie beyond what is looked at."""
    while span.includes(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day
