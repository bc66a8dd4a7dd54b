"""What a results page is about, as its address says: ?since=&until=&product=&cohort=&version=&staff=."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.guards import Console
from console.queries import accounts, staff_names
from models.channel import all_channels
from models.result import ResultDay, ResultProduct
from models.script import JourneyVersion
from services.figures import Filters
from services.shop import Shop

PERIODS: Final = (30, 90, 180, 365)
USUAL: Final = 90
COHORTS: Final = 26  # weeks one may choose from
LONGEST: Final = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter form offers."""

    accounts: list[tuple[str, str]]  # where there are several
    products: dict[str, str]
    cohorts: list[date]
    versions: dict[int, str]
    staff: dict[int, str]
    counted_at: datetime | None  # when the newest day was counted
    is_counting: bool  # some day of the shop's past was not counted yet


def shop_shown(console: Console, session: Session) -> Shop:
    """The LINE account the page is asked about; the shop's own if none, or one that is not there."""
    ids = [channel.id for channel in all_channels(session)] or abort(404)
    asked = request.args.get("channel", type=int)
    return console.shop_of(asked if asked in ids else ids[0])


def read_filters(asked: Mapping[str, str], shop: Shop, now: datetime) -> Filters:
    """Nonsense in an address is read as nothing chosen."""
    today = now.astimezone(shop.tz).date()
    until = min(_day(asked.get("until")) or today, today)
    since = _day(asked.get("since")) or until - timedelta(days=USUAL - 1)
    since = max(min(since, until), until - LONGEST)
    return Filters(
        shop.channel_id, since, until,
        product=asked.get("product", "")[:200], cohort=_day(asked.get("cohort")),
        version=_number(asked.get("version")), staff=_number(asked.get("staff")),
    )  # fmt: skip


def periods_of(filters: Filters) -> list[tuple[int, str]]:
    """(days, the day it begins) of the periods that are one tap away."""
    return [(days, (filters.until - timedelta(days=days - 1)).isoformat()) for days in PERIODS]


def choices_of(session: Session, shop: Shop, filters: Filters) -> Choices:
    mine = shop.channel_id
    products = select(ResultProduct.sku, ResultProduct.name).where(ResultProduct.channel_id == mine)
    versions = select(JourneyVersion.id, JourneyVersion.journey, JourneyVersion.version)
    counted = select(ResultDay.day, ResultDay.counted_at).where(ResultDay.channel_id == mine)
    newest = session.execute(counted.order_by(ResultDay.day.desc()).limit(1)).first()
    uncounted = counted.where(ResultDay.counted_at.is_(None), ResultDay.day >= filters.since)
    monday = filters.until - timedelta(days=filters.until.weekday())
    return Choices(
        accounts=accounts(session),
        products=told_apart(session.execute(products.order_by(ResultProduct.name, ResultProduct.sku)).all()),
        cohorts=[monday - timedelta(weeks=n) for n in range(COHORTS)],
        versions={
            row.id: f"{row.journey} v{row.version}"
            for row in session.execute(versions.order_by(JourneyVersion.id))
        },
        staff=staff_names(session),
        counted_at=newest.counted_at if newest else None,
        is_counting=session.execute(uncounted.limit(1)).first() is not None,
    )


def told_apart(products: Iterable[Any]) -> dict[str, str]:
    """Product → its name; of several that are called alike, each with its SKU."""
    names: dict[str, str] = dict(products)
    alike = Counter(names.values())
    return {sku: f"{name} · {sku}" if alike[name] > 1 else name for sku, name in names.items()}


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
