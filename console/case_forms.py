"""What a case's forms hold, read kindly: a text as typed, a number, a moment on the shop's wall clock."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask import request

from services.closing import GOES_ON, LooseEnds
from services.estimates import Line, read_lines

_FATE: Final = re.compile(r"fate-[0-9]{1,18}")
NOTHING_SAID: Final = LooseEnds(ending="")
LOCAL: Final = "%Y-%m-%dT%H:%M"  # what <input type="datetime-local"> sends


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person typed into a form that was refused: shown again, never lost."""

    form: str
    text: str = ""
    kind: str = ""
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    at: str = ""
    ends: LooseEnds = NOTHING_SAID


def text(name: str = "text") -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def number(name: str) -> int:
    """A number of the form; 0, which is nobody's id, for anything else."""
    value = request.form.get(name, 0, type=int)
    return value if 0 < value < 2**53 else 0


def seen() -> int:
    """The last entry the person saw; a form without it has seen nothing."""
    return number("seen")


def moment(zone: ZoneInfo, name: str = "at") -> datetime | None:
    """A chosen moment (an instant), or one's own in «own» (the shop's wall clock). None: neither."""
    chosen = request.form.get(name, "")
    return _instant(chosen) or local(zone, request.form.get("own", ""))


def settled() -> dict[int, str]:
    """What becomes of each due item: its id → done, later, dropped, as chosen where a case is closed."""
    names = [name for name in request.form if _FATE.fullmatch(name)]
    return {int(name[5:]): request.form[name] for name in names}


def loose_ends() -> LooseEnds:
    """What was said where a case is closed; a form that does not say changes no purchase."""
    form = request.form
    return LooseEnds(settled(), form.get("ending", GOES_ON), form.get("answered", ""), number("heard"))


def moments(zone: ZoneInfo, name: str) -> list[datetime] | None:
    """All moments of this name; None if one cannot be read."""
    found = [local(zone, written) for written in request.form.getlist(name) if written.strip()]
    return None if None in found else [at for at in found if at is not None]


def local(zone: ZoneInfo, written: str) -> datetime | None:
    try:
        return _sensible(datetime.strptime(written.strip()[:16], LOCAL).replace(tzinfo=zone))
    except ValueError:
        return None


def estimate() -> tuple[list[tuple[str, str, str]], list[Line] | None]:
    """The lines as typed, and as read."""
    columns = [request.form.getlist(name)[:20] for name in ("line", "quantity", "price")]
    return list(zip(*columns, strict=False)), read_lines(*columns)


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return _sensible(at) if at.tzinfo is not None else None


def _sensible(at: datetime) -> datetime | None:
    """Years near the ends of the calendar have no instant in every zone."""
    return at if 2000 <= at.year < 2100 else None
