"""お荷物: where what was bought is, as far as one may say it to somebody who may be holding it.

    waiting      only just ordered: it cannot be there yet
    on_the_way   only just sent: the same
    here         it came: delivered (or handed over, or already used), as the shop or the customer told
    unknown      anything may be true: many shops never tell that it came, and a claim code may lie in the box

Nobody tells us from where a code was opened, so the time tells: within the first quarter of what a delivery
usually takes it is not there. After that a sentence has to be true either way.
"""

from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from conversations.locales import Locale
from conversations.moments import say_day
from conversations.progress import Known
from conversations.waits import Waiting

Parcel = Literal["waiting", "on_the_way", "here", "unknown"]
ARRIVED = ("delivered", "first_used")
SURE_PART = 4  # nothing comes in a quarter of its usual time
SURE_AT_LEAST = timedelta(hours=6)  # … nor in this


def parcel_of(wait: Waiting | None, known: Known, now: datetime) -> Parcel:
    """Where it is now. `known.milestones` has when it was bought."""
    reached = known.milestones
    if any(name in reached for name in _arrivals(wait)):
        return "here"
    since = max((at for at in reached.values() if at <= now), default=now)
    if now > since + max(_way(wait, known, since) / SURE_PART, SURE_AT_LEAST):
        return "unknown"
    return "on_the_way" if "shipped" in reached else "waiting"


def facts_of_parcel(
    wait: Waiting | None,
    known: Known,
    claimed_at: datetime | None,
    product: str,
    now: datetime,
    locale: Locale = "ja",
) -> dict[str, str]:
    """`parcel`; `delivery_known` where a day was told; `claimed_late` where it was there before the claim."""
    facts: dict[str, str] = {"parcel": parcel_of(wait, known, now)}
    if coming := known_of_delivery(wait, known, product, now, locale):
        facts["delivery_known"] = coming
    if claimed_at is not None:
        arrived = [at for name, at in known.milestones.items() if name in _arrivals(wait)]
        if any(at < claimed_at for at in arrived):
            facts["claimed_late"] = "yes"
    return facts


def _arrivals(wait: Waiting | None) -> tuple[str, ...]:
    return (wait.until if wait else "delivered", *ARRIVED)


def known_of_delivery(
    wait: Waiting | None, known: Known, product: str, now: datetime, locale: Locale = "ja"
) -> str:
    """When it comes, to whoever asks; "" where a human has to look: it is late, or nobody told a date."""
    zone = ZoneInfo(known.zone)
    today, shipped = now.astimezone(zone).date(), known.milestones.get("shipped")
    due_on = known.expected_on
    if due_on is None or due_on < today or parcel_of(wait, known, now) == "here":
        return ""
    said = (
        _SENT[locale].format(day=say_day(shipped.astimezone(zone).date(), today, locale)) if shipped else ""
    )
    return said + _EXPECTED[locale].format(product=product, day=say_day(due_on, today, locale))


_SENT: Final[dict[Locale, str]] = {
    "ja": "{day}に発送しました。",
    "en": "It was sent on {day}. ",
    "zh-Hant": "{day}已經出貨。",
    "th": "ส่งออกไปแล้วเมื่อ{day}ค่ะ ",
}
_EXPECTED: Final[dict[Locale, str]] = {
    "ja": "{product}は、{day}にお届けの予定です。",
    "en": "{product} should reach you on {day}.",
    "zh-Hant": "{product}預計於{day}送達。",
    "th": "{product}มีกำหนดถึงคุณ{day}ค่ะ",
}


def _way(wait: Waiting | None, known: Known, since: datetime) -> timedelta:
    """How long it takes from the newest thing that happened; nothing where nobody says."""
    if known.expected_on is not None:
        return timedelta(days=(known.expected_on - since.astimezone(ZoneInfo(known.zone)).date()).days)
    if wait is None:
        return timedelta(0)
    stations = wait.stations
    passed = max((i for i, s in enumerate(stations) if s.milestone in known.milestones), default=0)
    return sum((s.usual for s in stations[passed + 1 :] if s.usual is not None), timedelta(0))
