"""Moments on the customer's wall clock: when something falls due, and how to say when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from conversations.locales import Locale


def due_at(anchor: datetime, offset: timedelta, at: time | None, zone: str) -> datetime:
    """`offset` after the anchor; with `at`, that clock time on the day reached, never before the anchor."""
    if at is None:
        return (anchor + offset).astimezone(UTC)
    local = anchor.astimezone(ZoneInfo(zone))
    day = (local.replace(tzinfo=None) + offset).date()
    due = on_day(day, at, zone)
    return due if due >= anchor or offset < timedelta(0) else on_day(day + timedelta(days=1), at, zone)


def say_when(due: datetime, now: datetime, zone: str, locale: Locale = "ja") -> str:
    """「本日17:30」「明日11:00」「11月25日(水)11:00」, or the like in another language."""
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock, days = f"{local.hour}:{local.minute:02}", (local.date() - today).days
    near = _NEAR[locale].get(days)
    match locale:
        case "en":
            return f"{near or say_day(local.date(), today, locale, short=True)} at {clock}"
        case "zh-Hant":
            return f"{near or say_day(local.date(), today, locale)}{clock}"
        case "th":
            return f"{near or say_day(local.date(), today, locale)} เวลา {clock} น."
    return f"{near or say_day(local.date(), today)}{clock}"


_NEAR: Final[dict[Locale, dict[int, str]]] = {
    "ja": {0: "本日", 1: "明日"},
    "en": {0: "today", 1: "tomorrow"},
    "zh-Hant": {0: "今天", 1: "明天"},
    "th": {0: "วันนี้", 1: "พรุ่งนี้"},
}
_THAI_DAYS: Final = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_THAI_MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_BUDDHIST: Final = 543


def say_day(day: date, today: date, locale: Locale = "ja", *, short: bool = False) -> str:
    """「11月25日(水)」, «Wed 25 November», with the year if it is another one."""
    other = day.year != today.year
    match locale:
        case "en":
            return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if other else "") if short else (
                f"{day:%a} {day.day} {day:%B}" + (f" {day.year}" if other else "")
            )  # fmt: skip
        case "zh-Hant":
            year = f"{day.year}年" if other else ""
            return f"{year}{day.month}月{day.day}日（{'一二三四五六日'[day.weekday()]}）"
        case "th":
            year = f" {day.year + _BUDDHIST}" if other else ""
            return f"วัน{_THAI_DAYS[day.weekday()]}ที่ {day.day} {_THAI_MONTHS[day.month - 1]}{year}"
    year = f"{day.year}年" if other else ""
    return f"{year}{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"


def on_day(day: date, at: time, zone: str) -> datetime:
    """That wall-clock time as an instant; an hour that does not exist that day is the one after."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def same_clock_after(planned: datetime, now: datetime, zone: str) -> datetime:
    """The next time the clock shows what it showed at `planned`."""
    clock = planned.astimezone(ZoneInfo(zone)).time()
    day = now.astimezone(ZoneInfo(zone)).date()
    today = on_day(day, clock, zone)
    return today if today > now else on_day(day + timedelta(days=1), clock, zone)


def next_month(now: datetime) -> datetime:
    """LINE counts the month in Japan."""
    japan = now.astimezone(ZoneInfo("Asia/Tokyo"))
    return on_day((japan.date().replace(day=1) + timedelta(days=32)).replace(day=1), time(0), "Asia/Tokyo")


def hours_between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 3600)
