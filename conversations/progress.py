"""Where an order is: the stations of its journey, reached or awaited, with a date or honest uncertainty.

Pure. The progress page shows it, messages name it (`facts.last_news` …), console and simulator read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from conversations.journey import Journey
from conversations.locales import Locale
from conversations.moments import say_day
from conversations.ready import ready_name
from conversations.script import AskStep, Script
from conversations.translating import in_locale
from conversations.waits import FirstWin, Station

Certainty = Literal["reached", "promised", "usual", "overdue", "unknown"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One station: reached at `at`, or awaited by `by` as sure as `certainty` says."""

    milestone: str
    label: str
    certainty: Certainty
    at: datetime | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have ready before it arrives."""

    id: str
    label: str
    ready: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one order."""

    milestones: Mapping[str, datetime]
    expected_on: date | None
    zone: str


def way_of(journey: Journey, known: Known, now: datetime, locale: Locale = "ja") -> tuple[Stop, ...]:
    """The stations in their order, the first win last. A station passed over counts as reached."""
    if journey.wait is None:
        return ()
    zone, today = ZoneInfo(known.zone), now.astimezone(ZoneInfo(known.zone)).date()
    stations = journey.wait.stations
    passed = max((i for i, s in enumerate(stations) if s.milestone in known.milestones), default=-1)
    stops: list[Stop] = []
    reckoned: date | None = None  # where usual times have brought us
    for place, station in enumerate(stations):
        name, label = station.milestone, label_of(station, locale)
        at = known.milestones.get(name)
        if at is not None or place < passed:
            stops.append(Stop(name, label, "reached", at))
            reckoned = at.astimezone(zone).date() if at is not None else reckoned
            continue
        promised = known.expected_on if name == journey.wait.until else None
        usual = reckoned + station.usual if reckoned is not None and station.usual is not None else None
        reckoned = promised or (max(usual, today) if usual is not None else None)
        if promised is not None:
            stops.append(Stop(name, label, _kept(promised, today, "promised"), by=promised))
        else:
            stops.append(Stop(name, label, _kept(usual, today, "usual"), by=usual))
    return (*stops, *_win(journey, known, reckoned, locale))


def next_stop(stops: tuple[Stop, ...]) -> Stop | None:
    return next((stop for stop in stops if stop.certainty != "reached"), None)


def preparation_of(
    journey: Journey, scripts: Mapping[str, Script], facts: Mapping[str, object], locale: Locale = "ja"
) -> list[Item]:
    """The journey's list of what to have ready, and what is ticked: in the chat or on the page, it is one."""
    for touchpoint in journey.touchpoints:
        script = scripts.get(touchpoint.script)
        for _, step in in_locale(script, locale).walk() if script is not None else ():
            if isinstance(step, AskStep) and step.kind == "checklist":
                return [Item(c.id, c.label, ready_name(c.id) in facts) for c in step.choices]
    return []


def news_of(
    journey: Journey,
    known: Known,
    now: datetime,
    next_word: datetime,
    again: int = 0,
    locale: Locale = "ja",
) -> dict[str, str]:
    """What a message that has no news may truthfully say: the last real fact, the plan, the next word.

    `again`: how many such messages went before it.
    """
    zone, wait = ZoneInfo(known.zone), journey.wait
    if wait is None:
        return {}
    labels = {station.milestone: label_of(station, locale) for station in wait.stations}
    real = [(at, labels[name]) for name, at in known.milestones.items() if name in labels and at <= now]
    facts = {"next_word": say_day(next_word.astimezone(zone).date(), now.astimezone(zone).date(), locale)}
    if real:
        at, label = max(real)
        facts["last_news"] = label
        facts["last_news_on"] = say_day(at.astimezone(zone).date(), now.astimezone(zone).date(), locale)
    if known.expected_on is not None and known.expected_on < now.astimezone(zone).date():
        facts["overdue"] = "yes"
    if again:
        facts["again"] = str(again)
    return facts


def expected_facts(
    expected_on: date | None, now: datetime, zone: str, locale: Locale = "ja"
) -> dict[str, str]:
    """When it should arrive, as every message may say it; nothing while nobody told."""
    if expected_on is None:
        return {}
    return {"expected_on": say_day(expected_on, now.astimezone(ZoneInfo(zone)).date(), locale)}


def label_of(named: Station | FirstWin, locale: Locale) -> str:
    """A station or the first win as this language names it; as it was written, where nobody said."""
    if locale == "ja":
        return named.label
    own = named.labels.get(locale) or (named.en if locale == "en" else None)
    return own or USUAL[locale].get(named.milestone) or named.labels.get("en") or named.en or named.label


def _kept(by: date | None, today: date, otherwise: Literal["promised", "usual"]) -> Certainty:
    if by is None:
        return "unknown"
    return "overdue" if by < today else otherwise


def _win(journey: Journey, known: Known, reckoned: date | None, locale: Locale) -> tuple[Stop, ...]:
    win = journey.first_win
    if win is None:
        return ()
    at = known.milestones.get(win.milestone)
    label = label_of(win, locale)
    if at is not None:
        return (Stop(win.milestone, label, "reached", at),)
    by = reckoned + win.within if reckoned is not None and win.within is not None else None
    return (Stop(win.milestone, label, "usual" if by is not None else "unknown", by=by),)


# What everybody calls these; a journey may name them otherwise.
USUAL: Mapping[Locale, Mapping[str, str]] = {
    "en": {"purchased": "Ordered", "shipped": "Shipped", "delivered": "Delivered", "first_used": "First use"},
    "zh-Hant": {
        "purchased": "已訂購", "shipped": "已出貨", "delivered": "已送達", "first_used": "第一次使用",
    },
    "th": {
        "purchased": "สั่งซื้อแล้ว", "shipped": "จัดส่งแล้ว", "delivered": "ได้รับสินค้าแล้ว",
        "first_used": "ใช้ครั้งแรก",
    },
}  # fmt: skip
