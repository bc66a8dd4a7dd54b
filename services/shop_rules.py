"""お店の決まり: what an owner decided in the console, on top of what the environment says (docs/adr/0012).

Each is kept as the text its variable would have, so there is one grammar and one reader. What cannot be read
(a newer program wrote it) is logged, and the environment's value stands.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from conversations.durations import read_positive, write_duration
from conversations.opening import (
    read_allowance,
    read_business_hours,
    read_closed_days,
    read_quiet_hours,
    write_business_hours,
    write_closed_days,
)
from conversations.timing import FatigueCaps
from conversations.windows import Hours
from models import publication, shop_setting
from models.staff import Staff
from services import staffing
from services.holiday_calendar import COUNTRIES, calendar_of
from services.shop import Rules

log = logging.getLogger(__name__)
LONGEST_PROMISE: Final = timedelta(hours=40)  # of business time: a working week
MOST_CLOSED: Final = 40
YEARS: Final = range(2000, 2100)  # near the ends of the calendar there is no next opening
AHEAD: Final = 30  # days that the page looks ahead


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules would do at one moment: the only way to see whether they are meant so."""

    opens: datetime
    promise: datetime
    sends: datetime | None
    days_off: tuple[date, ...]  # in the days ahead, on weekdays that are open otherwise


def decided(rules: Rules, chosen: Mapping[str, Mapping[str, Any]]) -> Rules:
    """`rules` is the environment's; the result remembers it as `before`."""
    result = rules
    for name, apply in _APPLY.items():
        if name in chosen:
            try:
                result = apply(result, str(chosen[name]["text"]))
            except (ValueError, KeyError):
                log.exception("a setting cannot be read", extra={"action": "setting_unread", "setting": name})
    return replace(result, before=rules)


def texts_of(rules: Rules) -> dict[str, str]:
    """As the variables would say it."""
    caps, quiet = rules.caps, rules.quiet
    return {
        "business_hours": write_business_hours(rules.hours.week),
        "closed_days": write_closed_days(rules.hours.closed),
        "holidays": rules.holidays,
        "promise_within": write_duration(rules.promise_within),
        "quiet_hours": f"{quiet[0]:%H:%M}-{quiet[1]:%H:%M}",
        "fatigue_asks": f"{caps.asks} in {write_duration(caps.asks_within)}",
        "fatigue_pushes": f"{caps.pushes} in {write_duration(caps.pushes_within)}",
        "claim_days": str(rules.claim_days),
        "erase_by_two": "true" if rules.erase_by_two else "false",
        "rest_on_holidays": "true" if rules.rest_on_holidays else "false",
    }


def read(rules: Rules, texts: Mapping[str, str], now: datetime) -> tuple[Rules, dict[str, str]]:
    """`rules` with these texts instead, and name → what is wrong with the ones that cannot be."""
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        try:
            rules = _APPLY[name](rules, text)
        except ValueError as error:
            wrong[name] = str(error)
    if not wrong:
        zone = ZoneInfo(rules.hours.zone)
        closings = [datetime.combine(one.first, time(), zone) for one in rules.hours.closed if not one.yearly]
        try:  # a promise must always be possible: today, and on the first day of every closing
            for at in (now, *closings):
                rules.hours.promise_due(at, rules.promise_within)
        except ValueError:
            wrong["closed_days"] = "never open"
    return rules, wrong


def keep(
    session: Session, channel_id: int, rules: Rules, wanted: Rules, staff: Staff, now: datetime
) -> list[str]:
    """Decide what differs; what equals the environment's follows it again. The names that changed."""
    before, after = texts_of(rules), texts_of(wanted)
    default = texts_of(rules.before or rules)
    changed = [name for name, text in after.items() if text != before[name]]
    for name in changed:
        if after[name] == default[name]:
            shop_setting.give_back(session, channel_id, name)
        else:
            shop_setting.choose(session, channel_id, name, {"text": after[name]}, now, staff.id)
    if changed:
        publication.count_up(session)  # every process looks again
        detail: dict[str, object] = {name: [before[name], after[name]] for name in changed}
        staffing.audit(session, now, "settings.changed", "settings", staff_id=staff.id, detail=detail)
    return changed


def outcome(rules: Rules, now: datetime) -> Outcome:
    hours = rules.hours
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    ahead = (today + timedelta(days=n) for n in range(AHEAD))
    return Outcome(
        opens=hours.next_open(now),
        promise=hours.promise_due(now, rules.promise_within),
        sends=Hours(hours.zone, rules.quiet).next_opening(now),
        days_off=tuple(day for day in ahead if hours.week[day.weekday()] and not hours.is_open_on(day)),
    )


def _hours(rules: Rules, text: str) -> Rules:
    return replace(rules, hours=replace(rules.hours, week=read_business_hours(text)))


def _closed(rules: Rules, text: str) -> Rules:
    spans = read_closed_days(text)
    if len(spans) > MOST_CLOSED:
        raise ValueError(f"more than {MOST_CLOSED} closed days")
    if any(day.year not in YEARS for one in spans if not one.yearly for day in (one.first, one.last)):
        raise ValueError("a year that nobody plans for")
    return replace(rules, hours=replace(rules.hours, closed=spans))


def _holidays(rules: Rules, text: str) -> Rules:
    if text not in COUNTRIES:
        raise ValueError(f"{text!r} is not one of {', '.join(COUNTRIES)}")
    return replace(rules, holidays=text, hours=replace(rules.hours, is_holiday=calendar_of(text)))


def _promise(rules: Rules, text: str) -> Rules:
    within = read_positive(text)
    if within > LONGEST_PROMISE:
        raise ValueError(f"longer than {write_duration(LONGEST_PROMISE)}")
    return replace(rules, promise_within=within)


def _quiet(rules: Rules, text: str) -> Rules:
    window = read_quiet_hours(text)
    return replace(rules, quiet=(window.start, window.end))


def _asks(rules: Rules, text: str) -> Rules:
    cap, caps = read_allowance(text), rules.caps
    return replace(rules, caps=FatigueCaps(cap.count, cap.within, caps.pushes, caps.pushes_within))


def _pushes(rules: Rules, text: str) -> Rules:
    cap, caps = read_allowance(text), rules.caps
    return replace(rules, caps=FatigueCaps(caps.asks, caps.asks_within, cap.count, cap.within))


def _claim(rules: Rules, text: str) -> Rules:
    if not text.isdecimal() or not 1 <= int(text) <= 3650:
        raise ValueError(f"{text!r} is not a number of days from 1 to 3650")
    return replace(rules, claim_days=int(text))


def _by_two(rules: Rules, text: str) -> Rules:
    return replace(rules, erase_by_two=text == "true")


def _rest(rules: Rules, text: str) -> Rules:
    return replace(rules, rest_on_holidays=text == "true")


_APPLY: Final[Mapping[str, Callable[[Rules, str], Rules]]] = {
    "business_hours": _hours,
    "closed_days": _closed,
    "holidays": _holidays,
    "promise_within": _promise,
    "quiet_hours": _quiet,
    "fatigue_asks": _asks,
    "fatigue_pushes": _pushes,
    "claim_days": _claim,
    "erase_by_two": _by_two,
    "rest_on_holidays": _rest,
}
