"""置き薬, counted: what was foreseen and how good it was, what was sent and what came of it.

A forecast is compared once the same person bought the same product again (`services.paces` settles it), and
with it what two simpler rules had said by what was known then: the shop's median interval, their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median
from typing import Final

from sqlalchemy import and_, func, select
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
    settled: dict[str, list[RefillForecast]] = {}
    for row in session.scalars(select(RefillForecast).where(*mine, *came)):
        settled.setdefault(row.sku, []).append(row)
    skus = sorted({*made, *settled}, key=lambda sku: (-made.get(sku, 0), sku))
    found = [_summed(sku, made.get(sku, 0), settled.get(sku, [])) for sku in skus]
    if len(found) > 1:
        found.append(_summed("", sum(made.values()), [row for rows in settled.values() for row in rows]))
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


def _summed(sku: str, made: int, rows: list[RefillForecast]) -> Foreseen:
    compared = [r for r in rows if r.bought_again_at and r.fixed_at and r.last_at]
    came = [(r, r.bought_again_at) for r in compared if r.bought_again_at]
    return Foreseen(
        sku=sku,
        made=made,
        settled=len(rows),
        ours=_middle(abs(at - r.runs_out_at) for r, at in came),
        fixed=_middle(abs(at - r.fixed_at) for r, at in came if r.fixed_at),
        last=_middle(abs(at - r.last_at) for r, at in came if r.last_at),
        inside=share(sum(r.earliest_at <= at <= r.latest_at for r, at in came), len(came)),
    )


def _middle(off: Iterable[timedelta]) -> float | None:
    days = [each / DAY for each in off]
    return round(median(days), 1) if days else None


def _span(shop: Shop, filters: Filters) -> tuple[datetime, datetime]:
    begin, end = (
        datetime.combine(day, time(), shop.tz).astimezone(UTC) for day in (filters.since, filters.until + DAY)
    )
    return begin, end
