"""What must never happen to a customer, counted afresh: each of these is zero, or a vow was broken.

The rules are product.md's (quiet hours, one budget per person, no ask while a case is open, health before
everything), written here once more on purpose; nothing of the product's own rules is imported.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from rehearsal.year.tables import Row, Tables
from rehearsal.year.ways import Way, language_in

# Cases that are no trouble of the customer's.
NO_TROUBLE: Final = ("undelivered", "failed", "order_wish", "question", "order_change")
REST: Final = timedelta(days=60)  # after trouble nobody is asked a favour
NEWS: Final = ("welcome", "milestone")  # told when it happens
OFFERS: Final = ("replenishment", "referral")  # what sells
SOON: Final = timedelta(hours=1)  # a word about one's health has its case by then
# Words about body and skin as customers write them; nobody's list but ours.
HEALTH: Final = re.compile(
    "かゆ|痒|ヒリヒリ|ひりひり|赤く|赤み|腫れ|はれ(?:て|まし)|発疹|湿疹|じんましん|ぶつぶつ|ブツブツ|水ぶくれ|しみる|痛(?:い|み|く)"
    "|息苦し|吐き気|めまい|出血|かぶれ|肌荒れ|異常|病院|皮膚科|itch|rash|burning|swollen|癢|紅腫|疹|刺痛|คัน|ผื่น|แสบ|บวม"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop promised itself, as its settings say it."""

    zone: str
    quiet: tuple[int, int]  # minutes of the day: from, to (wraps midnight)
    asks: int
    asks_within: timedelta
    silence: timedelta


Span = tuple[datetime, datetime | None]  # from, until (None: it still lasts)


def asked_in_cases(tables: Tables) -> int:
    """Asked by itself while a case of this person was open."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for case in tables.cases:
        spans[case["contact_id"]].append((case["opened_at"], case["closed_at"]))
    return sum(
        any(_is_inside(t["decided_at"], span) for span in spans[t["contact_id"]])
        for t in _by_the_clock(tables)
        if t["script_version_id"] in tables.asks
    )


def at_night(tables: Tables, rules: Rules, ways: Mapping[int, Way]) -> int:
    """Pushed by itself in quiet hours, by the clock they live by, unless they asked for that very hour."""
    return sum(
        _is_quiet(way.local(at), rules)
        for at, way, is_news in _at_an_hour(tables, ways)
        if is_news or way.hour(at) is None
    )


def beside_their_hour(tables: Tables, ways: Mapping[int, Way]) -> int:
    """Pushed by itself, no news, to somebody who asked for an hour, and not within it."""
    return sum(
        way.hour(at) not in (None, way.local(at).hour)
        for at, way, is_news in _at_an_hour(tables, ways)
        if not is_news
    )


def in_peace(tables: Tables, ways: Mapping[int, Way]) -> int:
    """Pushed by itself to somebody who had asked to be left in peace, before the day they named."""
    return sum(ways[m["contact_id"]].is_at_peace(m["sent_at"]) for m in _by_touchpoints(tables))


def in_other_words(tables: Tables, ways: Mapping[int, Way]) -> int:
    """Written by Sonogo itself in another language than they wished for."""
    wrong = 0
    names = {*tables.names, *(o["customer_name"] for o in tables.orders if o["customer_name"])}
    for m in tables.messages:
        if m["author"] == "bot" and m["contact_id"] in ways:
            read = language_in(m["messages"], names)
            wrong += bool(read) and read not in ways[m["contact_id"]].languages_at(m["sent_at"])
    return wrong


def too_many_asks(tables: Tables, rules: Rules) -> int:
    """Asked though the budget of asks was used up. What its journey calls news (`counts: false`) is told."""
    sent = list(_by_the_clock(tables))
    moments: dict[int, list[datetime]] = defaultdict(list)
    for t in sorted(sent, key=lambda t: t["decided_at"]):
        if t["script_version_id"] in tables.asks:
            moments[t["contact_id"]].append(t["decided_at"])
    over = 0
    for t in sent:
        if t["script_version_id"] not in tables.asks or (t["journey_version_id"], t["key"]) in tables.news:
            continue
        mine = moments[t["contact_id"]]
        place = bisect_left(mine, t["decided_at"])
        earlier = [at for at in mine[:place] if at > t["decided_at"] - rules.asks_within]
        over += len(earlier) >= rules.asks
    return over


def silences(tables: Tables, rules: Rules, ways: Mapping[int, Way], now: datetime) -> int:
    """Waiting for a parcel, and nothing true heard for longer than the limit.

    Whoever blocks the account while waiting chose the silence: it counts up to then. Peace they asked for
    does not count either.
    """
    gone: dict[int, list[datetime]] = defaultdict(list)
    for event in tables.comings:
        if event["type"] == "unfollow":
            gone[event["contact_id"]].append(event["occurred_at"])
    heard: dict[int, list[datetime]] = defaultdict(list)
    for message in sorted(tables.messages, key=lambda m: m["sent_at"]):
        heard[message["contact_id"]].append(message["sent_at"])
    silent = 0
    for order in tables.orders:
        if order["contact_id"] is None or order["bound_at"] is None:
            continue
        blocked = [at for at in gone[order["contact_id"]] if at >= order["bound_at"]]
        end = min(at for at in (order["delivered"], order["status_at"], *blocked, now) if at is not None)
        moments = [at for at in heard[order["contact_id"]] if order["bound_at"] <= at <= end]
        stations = [order["bound_at"], *moments, end]
        way = ways[order["contact_id"]]
        silent += any(
            later - earlier - way.peace_between(earlier, later) > rules.silence
            for earlier, later in pairwise(stations)
        )
    return silent


def after_a_block(tables: Tables) -> int:
    """Sent by itself to somebody who had blocked the account and was not back."""
    away: dict[int, list[Span]] = defaultdict(list)
    for event in tables.comings:
        mine = away[event["contact_id"]]
        if event["type"] == "unfollow":
            mine.append((event["occurred_at"], None))
        elif mine and mine[-1][1] is None:
            mine[-1] = (mine[-1][0], event["occurred_at"])
    return sum(any(_is_inside(m["sent_at"], span) for span in away[m["contact_id"]]) for m in _pushes(tables))


def wrong_favours(tables: Tables) -> int:
    """Favours asked of somebody whose newest score was low, or who had trouble in the sixty days before."""
    scored: dict[int, list[tuple[datetime, str, int]]] = defaultdict(list)
    for answer in tables.answers:
        if answer["score"] is not None and answer["axis"] in ("result", "feeling"):
            scored[answer["contact_id"]].append((answer["answered_at"], answer["axis"], answer["score"]))
    trouble: dict[int, list[Span]] = defaultdict(list)
    for case in tables.cases:
        if case["reason"] not in NO_TROUBLE:
            trouble[case["contact_id"]].append((case["opened_at"], case["closed_at"]))
    wrong = 0
    for t in tables.touchpoints:
        if t["status"] != "sent" or t["purpose"] != "referral" or t["script_version_id"] not in tables.asks:
            continue
        at = t["decided_at"]
        newest = {axis: score for when, axis, score in scored[t["contact_id"]] if when <= at}
        low = min(newest.values(), default=5) <= 2
        near = any(
            opened < at and (closed is None or closed > at - REST)
            for opened, closed in trouble[t["contact_id"]]
        )
        wrong += low or near
    return wrong


def health_words(tables: Tables) -> set[tuple[int, datetime]]:
    """(contact, when) of everything written or tapped that is about body or skin."""
    written = {(w["contact_id"], w["at"]) for w in tables.written if HEALTH.search(w["words"])}
    tapped = {
        (a["contact_id"], a["answered_at"])
        for a in tables.answers
        if (a["script_version_id"], a["value"]) in tables.alarms
    }
    return written | tapped


def unheard_health_words(tables: Tables, now: datetime) -> int:
    """No health case was open then, or nobody has answered it though its promise is over."""
    return sum(_health_case(tables, contact, at, now) is None for contact, at in health_words(tables))


def offers_after_health_words(tables: Tables, now: datetime) -> int:
    """Offers that went out between a word about one's health and the closing of its case."""
    offers: dict[int, list[datetime]] = defaultdict(list)
    for m in tables.messages:
        if m["method"] == "push" and m["kind"] in OFFERS:
            offers[m["contact_id"]].append(m["sent_at"])
    for t in tables.touchpoints:  # those that rode along with an answer
        if t["status"] == "sent" and t["reason"] == "answered_at_once" and t["purpose"] in OFFERS:
            offers[t["contact_id"]].append(t["decided_at"])
    found = set()
    for contact, at in health_words(tables):
        case = _health_case(tables, contact, at, now)
        span = (at, case["closed_at"] if case is not None else None)
        found |= {(contact, sent) for sent in offers[contact] if _is_inside(sent, span)}
    return len(found)


def _health_case(tables: Tables, contact: int, at: datetime, now: datetime) -> Row | None:
    for case in tables.cases:
        if case["contact_id"] != contact or case["reason"] != "health":
            continue
        stood_open = case["opened_at"] <= at + SOON and (case["closed_at"] is None or case["closed_at"] >= at)
        seen = case["first_response_at"] or case["closed_at"] or now <= case["promise_at"]
        if stood_open and seen:
            return case
    return None


def _by_the_clock(tables: Tables) -> Iterator[Row]:
    """Touchpoints that were sent by themselves, not in answer to the customer's own message."""
    return (t for t in tables.touchpoints if t["status"] == "sent" and t["reason"] != "answered_at_once")


def _pushes(tables: Tables) -> Iterator[Row]:
    return (m for m in tables.messages if m["method"] == "push" and m["author"] == "bot")


def _at_an_hour(tables: Tables, ways: Mapping[int, Way]) -> Iterator[tuple[datetime, Way, bool]]:
    """When something was pushed by itself, to whom, and whether it was news of their order."""
    news = {t["id"] for t in tables.touchpoints if t["purpose"] in NEWS}
    for m in _by_touchpoints(tables):
        yield m["sent_at"], ways[m["contact_id"]], m["touchpoint_id"] in news


def _by_touchpoints(tables: Tables) -> Iterator[Row]:
    return (m for m in _pushes(tables) if m["touchpoint_id"])


def _is_inside(at: datetime, span: Span) -> bool:
    begin, end = span
    return begin < at and (end is None or at < end)


def _is_quiet(here: datetime, rules: Rules) -> bool:
    minute, (begin, end) = here.hour * 60 + here.minute, rules.quiet
    return begin <= minute or minute < end if begin > end else begin <= minute < end
