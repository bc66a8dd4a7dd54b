"""The kinds of values that travel in the API, each with its limits, read strictly: nothing is guessed."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from services.purchases import EXTERNAL_ID, RESERVED

_INSTANT: Final = re.compile(
    r"(\d{4})-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)
_DAY: Final = re.compile(r"(\d{4})-\d\d-\d\d", re.ASCII)
_ONE_LINE: Final = r"^[^\x00-\x1f\x7f]*$"
_LINES: Final = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
_YEARS: Final = (2000, 2100)
_ZONES: Final = available_timezones()


def _read_instant(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("is no instant such as 2026-11-20T14:30:00+09:00 (the offset is needed)")
    _check_year(match[1])
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except ValueError:
        raise ValueError(
            "is no instant such as 2026-11-20T14:30:00+09:00 (there is no such day or time)"
        ) from None


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("is no date such as 2026-11-23")
    _check_year(match[1])
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date such as 2026-11-23 (there is no such day)") from None


def _check_year(year: str) -> None:
    if not _YEARS[0] <= int(year) < _YEARS[1]:
        raise ValueError(f"is not between the years {_YEARS[0]} and {_YEARS[1] - 1}")


def _known_zone(value: str) -> str:
    if value and value not in _ZONES:
        raise ValueError("is no time zone such as Asia/Tokyo")
    return value


def _not_reserved(value: str) -> str:
    if value in RESERVED:
        raise ValueError("is seen by Sonogo itself and not told by the shop")
    return value


def _rfc3339(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[
    datetime,
    BeforeValidator(_read_instant),
    PlainSerializer(_rfc3339),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-20T14:30:00+09:00"]}),
]
Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-23"]}),
]
ExternalId = Annotated[str, StringConstraints(pattern=EXTERNAL_ID, max_length=100)]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_ONE_LINE)
]
MaybeWord = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_ONE_LINE)]
Note = Annotated[str, StringConstraints(max_length=500, pattern=_LINES)]
Locale = Annotated[str, StringConstraints(pattern=r"^(?:[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3})?$")]
Zone = Annotated[str, StringConstraints(max_length=64, pattern=_ONE_LINE), AfterValidator(_known_zone)]
MilestoneName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$"), AfterValidator(_not_reserved)]
Quantity = Annotated[int, Field(ge=1, le=9_999)]
Price = Annotated[int, Field(ge=0, le=2_147_483_647)]
