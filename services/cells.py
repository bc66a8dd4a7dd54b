"""Reading one cell: text, numbers and days in the ways Japanese shops write them. A wrong cell says why."""

import math
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.sheets import Cell

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DAY: Final = re.compile(
    r"(?P<y>\d{4})(?:年\s*|[-/.])(?P<m>\d{1,2})(?:月\s*|[-/.])(?P<d>\d{1,2})日?(?:\s*\([月火水木金土日]\))?"
)
_TIME: Final = re.compile(
    r"(?P<half>午前|午後)?\s*(?P<h>\d{1,2})(?:時|:)(?P<min>\d{1,2})?分?(?::?(?P<s>\d{1,2})秒?(?:\.\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_NUMBER: Final = re.compile(r"[¥\\]?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*(?:円|個|点|本|枚|箱|セット|袋)?")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day 0, on the shop's wall clock
_NOON: Final = time(12)


class WrongCell(ValueError):
    """What is wrong with a cell, in Japanese and English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja, self.en = ja, en


def read_text(cell: Cell, longest: int) -> str:
    """One line of text. Numbers that Excel made of codes lose their «.0» again."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if _CONTROL.search(text):
        raise WrongCell("使えない文字（制御文字）が入っています", "contains control characters")
    text = " ".join(text.split())
    if len(text) > longest:
        raise WrongCell(f"長すぎます（{longest}文字まで）", f"is longer than {longest} characters")
    return text


def read_count(cell: Cell, least: int, most: int) -> int | None:
    """`３`, `2個`, `¥3,200`, `3200.0`; None when empty."""
    if isinstance(cell, bool):
        raise WrongCell("数字ではありません", "is not a number")
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or cell != int(cell):
            raise WrongCell("整数ではありません", "is not a whole number")
        value = int(cell)
    else:
        plain = unicodedata.normalize("NFKC", str(cell)).strip()
        if not plain:
            return None
        match = _NUMBER.fullmatch(plain)
        if match is None:
            raise WrongCell("0以上の整数ではありません", "is not a whole number")
        value = int(match[1].replace(",", "")[:20])
    if not least <= value <= most:
        raise WrongCell(f"{least}から{most:,}までの数ではありません", f"is not between {least} and {most:,}")
    return value


def read_instant(cell: Cell, zone: ZoneInfo) -> datetime | None:
    """The instant on the shop's wall clock, a day alone meaning its noon; None when empty."""
    local = _local(cell)
    if local is None:
        return None
    day, at = local
    moment = datetime.combine(day, at or _NOON)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def read_day(cell: Cell) -> date | None:
    """The calendar day, whatever hour is written beside it; None when empty."""
    local = _local(cell)
    return local[0] if local else None


def _local(cell: Cell) -> tuple[date, time | None] | None:
    if isinstance(cell, datetime):
        return _checked(cell.date()), None if cell.time() == time(0) else cell.timetz()
    if isinstance(cell, date):
        return _checked(cell), None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(float(cell))
    plain = unicodedata.normalize("NFKC", str(cell)).strip()
    if not plain:
        return None
    if _SERIAL.fullmatch(plain):
        return _from_serial(float(plain))
    if compact := _COMPACT.fullmatch(plain):
        plain = "-".join(compact.groups())
    match = _DAY.match(plain)
    rest = plain[match.end() :].lstrip("Tt ") if match else ""
    clock = _TIME.fullmatch(rest) if rest else None
    if match is None or (rest and clock is None):
        raise _no_date()
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        return _checked(day), _time(clock) if clock else None
    except ValueError as error:
        raise error if isinstance(error, WrongCell) else _no_date() from error


def _time(match: re.Match[str]) -> time:
    hour = int(match["h"])
    if match["half"] == "午後" and hour < 12:
        hour += 12
    zone = None
    if match["zone"]:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{match['zone'].upper()}").tzinfo
    return time(hour, int(match["min"] or 0), int(match["s"] or 0), tzinfo=zone)


def _from_serial(serial: float) -> tuple[date, time | None]:
    """Excel's days since 1900: 46346.604… is 2026-11-20 14:30."""
    if not 36_526 <= serial < 73_051:  # 2000 … 2099
        raise _no_date()
    moment = _EPOCH + timedelta(seconds=round(serial * 86_400))
    return moment.date(), None if serial.is_integer() else moment.time()


def _checked(day: date) -> date:
    if not 2000 <= day.year < 2100:
        raise WrongCell("遠すぎる日付です", "is a date too far away")
    return day


def _no_date() -> WrongCell:
    return WrongCell("日付として読めません（例: 2026/11/20 14:30）", "is not a date such as 2026/11/20 14:30")
