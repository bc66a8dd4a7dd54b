"""What gave way to what: messages put off because a more important one went first, or enough was sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.touchpoint import Decision, Touchpoint
from services.figures import Filters
from services.shop import Shop

# As its partial index says it (`models.touchpoint.GAVE_WAY`), so that only such rows are looked at.
_GAVE_WAY: Final = text("decisions.reason IN ('displaced', 'fatigue')")


@dataclass(frozen=True, slots=True)
class GaveWay:
    """`times` put off, of `messages`; so many of them were `sent` after all, so many are `over` without."""

    title: str
    to: str  # what went first; "" where it was not noted
    why: str
    times: int
    messages: int
    sent: int
    over: int


def gave_way(session: Session, shop: Shop, filters: Filters) -> list[GaveWay]:
    """The most frequent first."""
    since, until = (
        datetime.combine(day, time(), shop.tz).astimezone(UTC)
        for day in (filters.since, filters.until + timedelta(days=1))
    )
    titles = {
        written.id: script.title if (script := shop.library.scripts.get(written.script)) else written.id
        for journey in shop.library.journeys.values()
        for written in journey.planned
    }
    statement = (
        select(Touchpoint.key, Touchpoint.id, Touchpoint.status, Decision.reason, Decision.detail)
        .join(Touchpoint, Touchpoint.id == Decision.touchpoint_id)
        .where(_GAVE_WAY, Decision.at >= since, Decision.at < until)
        .where(Touchpoint.channel_id == shop.channel_id)
    )
    times: Counter[tuple[str, str, str]] = Counter()
    states: dict[tuple[str, str, str], dict[int, str]] = {}
    for key, number, status, reason, detail in session.execute(statement):
        kind = (titles.get(key, key), str(detail.get("for", "")), reason)
        times[kind] += 1
        states.setdefault(kind, {})[number] = status
    return [
        GaveWay(*kind, count, len(states[kind]), *_ends(states[kind])) for kind, count in times.most_common()
    ]


def _ends(states: dict[int, str]) -> tuple[int, int]:
    ends = Counter(states.values())
    return ends["sent"], ends["skipped"] + ends["cancelled"]
