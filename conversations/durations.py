"""How long, as people write it: `30m`, `2h`, `3d`, `1w`, `1d 12h`, also 30分 2時間 3日 1週間."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_UNITS = {"m": 60, "分": 60, "h": 3600, "時間": 3600, "d": 86400, "日": 86400, "w": 604800, "週間": 604800}
_PART = re.compile(r"\s*(\d{1,5})\s*(m|h|d|w|分|時間|日|週間)")
LONGEST = timedelta(days=730)


def read_duration(value: Any) -> timedelta:
    """A written duration; a leading minus means «before»."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip()
    sign = -1 if text.startswith("-") else 1
    rest = text.removeprefix("-")
    seconds, at = 0, 0
    while at < len(rest):
        part = _PART.match(rest, at)
        if part is None:
            break
        seconds += int(part[1]) * _UNITS[part[2]]
        at = part.end()
    if not rest or at < len(rest):
        raise ValueError(f"duration: {text!r} is not a duration such as 30m, 2h, 3d, 1w")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"duration: {text!r} is longer than two years")
    return timedelta(seconds=sign * seconds)


def read_positive(value: Any) -> timedelta:
    duration = read_duration(value)
    if duration <= timedelta(0):
        raise ValueError(f"duration: {value!r} must be longer than zero")
    return duration


def write_duration(value: timedelta) -> str:
    """The shortest way to write it; `read_duration` reads it back."""
    seconds = int(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    parts = [f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (seconds // 60, "m")) if n]
    return sign + (" ".join(parts) or "0m")


_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^-?(\s*\d{1,5}\s*(m|h|d|w|分|時間|日|週間))+$",
        "description": "30m, 2h, 3d, 1w, 1d 12h",
        "examples": ["30m", "2h", "3d", "1w"],
    }
)
Duration = Annotated[timedelta, BeforeValidator(read_duration), PlainSerializer(write_duration), _SCHEMA]
Wait = Annotated[timedelta, BeforeValidator(read_positive), PlainSerializer(write_duration), _SCHEMA]
