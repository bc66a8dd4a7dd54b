"""置き薬, counted: what was foreseen and how good it was, what was sent and what came of it.

A forecast is compared once the same person bought the same product again (`services.paces` settles it), and
with it what two simpler rules had said by what was known then: the shop's median interval, their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, and_, func, literal, select
from sqlalchemy.orm import Session

from models.case import Case
from models.conversation import Conversation
from models.refill import RefillForecast
from models.touchpoint import Touchpoint
from services.figures import Filters, share
from services.shop import Shop

DAY: Final = timedelta(days=1)
REORDER: Final = timedelta(days=30)  # an order so soon after a message counts as come of it


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One product (or all): errors are medians of days off, of those an order came to in the period."""

    sku: str
    made: int
    settled: int
    ours: float | None
    fixed: float | None
    last: float | None
    inside: float | None  # the order came between earliest and latest; four in five should


@dataclass(frozen=True, slots=True)
class Reminded:
    """One touchpoint that counts from the forecast. `ripe`: sent so long ago that the next order is known."""

    key: str
    title: str
    sent: int
    wishes: int
    ripe: int
    reordered: int

    @property
    def reordered_share(self) -> float | None:
        return share(self.reordered, self.ripe)


def foreseen(session: Session, shop: Shop, filters: Filters) -> list[Foreseen]:
    """By product, the most foreseen first; with more than one, all of them together at the end."""
    since, until = _span(shop, filters)
    mine = [RefillForecast.channel_id == shop.channel_id]
    if filters.product:
        mine.append(RefillForecast.sku == filters.product)
    begun = (RefillForecast.starts_at >= since, RefillForecast.starts_at < until)
    counted = select(RefillForecast.sku, func.count()).where(*mine, *begun).group_by(RefillForecast.sku)
    made: dict[str, int] = {row[0]: row[1] for row in session.execute(counted)}
    came = (RefillForecast.bought_again_at >= since, RefillForecast.bought_again_at < until)
    settled = _settled(session, [*mine, *came])
    skus = sorted({*made, *settled} - {""}, key=lambda sku: (-made.get(sku, 0), sku))
    found = [Foreseen(sku, made.get(sku, 0), **settled.get(sku, _NONE)) for sku in skus]
    if len(found) > 1:
        found.append(Foreseen("", sum(made.values()), **settled.get("", _NONE)))
    return found


def reminded(session: Session, shop: Shop, filters: Filters, now: datetime) -> list[Reminded]:
    """What was sent from the forecast in the period, in the journeys' order."""
    since, until = _span(shop, filters)
    titles = {
        written.id: script.title if (script := shop.library.scripts.get(written.script)) else written.id
        for journey in shop.library.journeys.values()
        for written in journey.planned
        if written.anchor.kind == "runs_out"
    }
    statement = (
        select(Touchpoint.key, Touchpoint.decided_at, RefillForecast.bought_again_at, Case.id)
        .outerjoin(RefillForecast, RefillForecast.purchase_id == Touchpoint.purchase_id)
        .outerjoin(Conversation, Conversation.touchpoint_id == Touchpoint.id)
        .outerjoin(Case, and_(Case.conversation_id == Conversation.id, Case.reason == "order_wish"))
        .where(Touchpoint.channel_id == shop.channel_id, Touchpoint.status == "sent")
        .where(Touchpoint.decided_at >= since, Touchpoint.decided_at < until, Touchpoint.key.in_(titles))
    )
    if filters.product:
        statement = statement.where(RefillForecast.sku == filters.product)
    rows: dict[str, list[tuple[datetime, datetime | None, int | None]]] = {}
    for key, sent_at, bought_at, wish in session.execute(statement):
        if sent_at is not None:
            rows.setdefault(key, []).append((sent_at, bought_at, wish))
    return [_counted(key, title, rows[key], now) for key, title in titles.items() if key in rows]


def _counted(
    key: str, title: str, rows: Iterable[tuple[datetime, datetime | None, int | None]], now: datetime
) -> Reminded:
    all_of = list(rows)
    ripe = [(sent, bought) for sent, bought, _ in all_of if sent + REORDER <= now]
    reordered = sum(bought is not None and sent < bought <= sent + REORDER for sent, bought in ripe)
    wishes = sum(wish is not None for _, _, wish in all_of)
    return Reminded(key, title, len(all_of), wishes, len(ripe), reordered)


_NONE: Final[dict[str, Any]] = {"settled": 0, "ours": None, "fixed": None, "last": None, "inside": None}


def _settled(session: Session, which: Sequence[ColumnElement[bool]]) -> dict[str, dict[str, Any]]:
    """By product, and "" for all: how many, the middle of each error, the share inside. PostgreSQL counts."""
    row, at = RefillForecast, RefillForecast.bought_again_at
    errors = [_days_off(session, at, foretold) for foretold in (row.runs_out_at, row.fixed_at, row.last_at)]
    both = and_(row.fixed_at.is_not(None), row.last_at.is_not(None))
    inside = and_(both, row.earliest_at <= at, at <= row.latest_at)
    if session.get_bind().dialect.name == "sqlite":
        plain = select(row.sku, both, inside, *errors).where(*which)
        return _counted_here(session.execute(plain).all())
    middle = [func.percentile_cont(0.5).within_group(error).filter(both) for error in errors]
    numbers = (func.count(), func.count().filter(both), func.count().filter(inside), *middle)
    rows = session.execute(select(row.sku, *numbers).where(*which).group_by(func.rollup(row.sku)))
    return {one[0] or "": _said(*one[1:]) for one in rows if one[1]}


def _days_off(session: Session, at: Any, foretold: Any) -> ColumnElement[Any]:
    """Days between the two moments, whichever came first."""
    if session.get_bind().dialect.name == "sqlite":
        return func.abs(func.julianday(at) - func.julianday(foretold))
    return func.abs(func.date_part("epoch", at - foretold)) / literal(DAY.total_seconds(), Float)


def _counted_here(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """The same without PostgreSQL's medians."""
    by_sku: dict[str, list[Any]] = {}
    for row in rows:
        by_sku.setdefault(row[0], []).append(row)
        by_sku.setdefault("", []).append(row)
    found = {}
    for sku, mine in by_sku.items():
        compared = [row for row in mine if row[1]]
        middle = [median(row[place] for row in compared) if compared else None for place in (3, 4, 5)]
        found[sku] = _said(len(mine), len(compared), sum(row[2] for row in compared), *middle)
    return found


def _said(settled: int, compared: int, inside: int, *middle: float | None) -> dict[str, Any]:
    names = zip(("ours", "fixed", "last"), middle, strict=True)
    rounded = {name: None if days is None else round(float(days), 1) for name, days in names}
    return {"settled": settled, **rounded, "inside": share(inside, compared)}


def _span(shop: Shop, filters: Filters) -> tuple[datetime, datetime]:
    begin, end = (
        datetime.combine(day, time(), shop.tz).astimezone(UTC) for day in (filters.since, filters.until + DAY)
    )
    return begin, end
