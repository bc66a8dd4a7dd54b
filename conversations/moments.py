"""Moments on the customer's wall clock: when something falls due, and how to say when."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


def due_at(anchor: datetime, offset: timedelta, at: time | None, zone: str) -> datetime:
    """`offset` after the anchor; with `at`, that clock time on the day reached, never before the anchor."""
    if at is None:
        return (anchor + offset).astimezone(UTC)
    local = anchor.astimezone(ZoneInfo(zone))
    day = (local.replace(tzinfo=None) + offset).date()
    due = on_day(day, at, zone)
    return due if due >= anchor or offset < timedelta(0) else on_day(day + timedelta(days=1), at, zone)


def say_when(due: datetime, now: datetime, zone: str, locale: Literal["ja", "en"] = "ja") -> str:
    """「本日17:30」「明日11:00」「11月25日(水)11:00」, or the like in English."""
    local, today = due.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock, days = f"{local.hour}:{local.minute:02}", (local.date() - today).days
    if locale == "en":
        year = "" if local.year == today.year else f" {local.year}"
        day = {0: "today", 1: "tomorrow"}.get(days, f"{local:%a} {local.day} {local:%b}{year}")
        return f"{day} at {clock}"
    year = "" if local.year == today.year else f"{local.year}年"
    day = f"{year}{local.month}月{local.day}日({'月火水木金土日'[local.weekday()]})"
    return {0: "本日", 1: "明日"}.get(days, day) + clock


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
