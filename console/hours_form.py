"""What the form of the shop's rules says, as the texts its variables would have, and the other way round."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from conversations.opening import ClosedSpan, read_business_hours, write_day
from services.shop import Rules

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPARE: Final = 2  # empty lines for more closed days
LINES: Final = 60
PROMISES: Final = (30, 60, 120, 180, 240, 360, 480, 600, 960)  # minutes of business time
_DASHES: Final = re.compile(r"\s*(?:[〜~–—―−ー‐‑-]|\u304b\u3089)+\s*")  # any dash, or «kara»


def texts_from(form: Mapping[str, str]) -> dict[str, str]:
    """Name → text. Nothing is checked here; what cannot be read says so where it is read."""
    return {
        "business_hours": ", ".join(
            f"{day} {hours}" for day in DAYS if (hours := _plain(form.get(f"hours-{day}", "")))
        ),
        "closed_days": ", ".join(_closings(form)),
        "holidays": form.get("holidays", ""),
        "promise_within": f"{_plain(form.get('promise', ''))}m",
        "quiet_hours": f"{form.get('quiet-start', '')[:5]}-{form.get('quiet-end', '')[:5]}",
        "fatigue_asks": _allowance(form, "asks"),
        "fatigue_pushes": _allowance(form, "pushes"),
        "claim_days": _plain(form.get("claim", "")),
        "erase_by_two": "true" if form.get("by-two") else "false",
        "rest_on_holidays": "true" if form.get("rest") else "false",
    }


def wrong_days(form: Mapping[str, str]) -> list[str]:
    """Which days' hours cannot be read by themselves."""
    found = []
    for day in DAYS:
        hours = _plain(form.get(f"hours-{day}", ""))
        try:
            if hours:
                read_business_hours(f"{day} {hours}")
        except ValueError:
            found.append(day)
    return found


def fields_of(rules: Rules, today: date) -> dict[str, str]:
    """What the form shows for these rules. A yearly span is shown in the year it comes next."""
    caps = rules.caps
    fields = {f"hours-{day}": write_day(windows) for day, windows in zip(DAYS, rules.hours.week, strict=True)}
    for number, span in enumerate(rules.hours.closed):
        first, last = _shown(span, today)
        fields |= {f"closed-first-{number}": first.isoformat(), f"closed-last-{number}": last.isoformat()}
        fields[f"closed-yearly-{number}"] = "yes" if span.yearly else ""
    return fields | {
        "closings": str(len(rules.hours.closed) + SPARE),
        "holidays": rules.holidays,
        "promise": str(int(rules.promise_within.total_seconds() // 60)),
        "quiet-start": f"{rules.quiet[0]:%H:%M}",
        "quiet-end": f"{rules.quiet[1]:%H:%M}",
        "asks-count": str(caps.asks),
        "asks-hours": str(int(caps.asks_within.total_seconds() // 3600)),
        "pushes-count": str(caps.pushes),
        "pushes-hours": str(int(caps.pushes_within.total_seconds() // 3600)),
        "claim": str(rules.claim_days),
        "by-two": "yes" if rules.erase_by_two else "",
        "rest": "yes" if rules.rest_on_holidays else "",
    }


def lines_of(fields: Mapping[str, str]) -> range:
    """The lines of closed days a form has."""
    said = fields.get("closings", "")
    return range(min(int(said), LINES) if said.isdecimal() else SPARE)


def _closings(form: Mapping[str, str]) -> list[str]:
    found = []
    for number in lines_of(form):
        first, last = form.get(f"closed-first-{number}", ""), form.get(f"closed-last-{number}", "")
        if not first and not last:
            continue
        ends = [end[:10] for end in (first or last, last or first)]
        if form.get(f"closed-yearly-{number}"):
            ends = [end[5:] for end in ends]
        found.append("..".join(dict.fromkeys(ends)))
    return found


def _allowance(form: Mapping[str, str], kind: str) -> str:
    count, hours = _plain(form.get(f"{kind}-count", "")), _plain(form.get(f"{kind}-hours", ""))
    return f"{count} in {hours}h"


def _shown(span: ClosedSpan, today: date) -> tuple[date, date]:
    if not span.yearly:
        return span.first, span.last
    first, last = _next(span, today.year)
    return (first, last) if last >= today else _next(span, today.year + 1)


def _next(span: ClosedSpan, year: int) -> tuple[date, date]:
    first, last = _in(year, span.first), _in(year, span.last)
    return first, last if last >= first else _in(year + 1, span.last)


def _in(year: int, day: date) -> date:
    """29 February is shown as the 28th where there is none."""
    return day.replace(year=year) if (day.month, day.day) != (2, 29) or year % 4 == 0 else date(year, 2, 28)


def _plain(text: str) -> str:
    """As people type it: full-width digits and colons, any dash, any comma."""
    folded = unicodedata.normalize("NFKC", text)[:80]
    return _DASHES.sub("-", folded).replace(",", " ").replace("、", " ").strip()
