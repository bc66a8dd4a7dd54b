"""置き薬: when a purchase will be empty, kept as its forecast; who needs no next one.

The forecast itself is `conversations.pace`; here the rows it rests on are gathered. Hold the lane; nothing
commits. Once the same product is bought again, the forecast stays as it was: what came shows how good it was.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from conversations.journey import Supply
from conversations.pace import Bought, Forecast, Pace, Tap, forecast, written_pace
from models import purchase as purchases
from models.conversation import all_said_of_rest, said_of_rest
from models.purchase import Purchase
from models.refill import (
    ProductPace,
    RefillForecast,
    RemainingTold,
    all_told_by_staff,
    forecast_of,
    pace_of,
    told_by_staff,
)


def foresee(
    session: Session, purchase: Purchase, supply: Supply, delivered: datetime, now: datetime
) -> datetime | None:
    """When this purchase will be empty, by all that is known now; the forecast is kept."""
    sku, quantity = product_of(purchase)
    orders = purchases.of_same_person(session, purchase, sku)
    own = [Bought(at, many, came) for _, at, many, came in orders if at <= purchase.purchased_at]
    taps = _told(session, purchase)
    known = pace_of(session, purchase.channel_id, sku)
    learnt = read_pace(known) if known is not None else None
    pace = learnt if learnt is not None and learnt.customers else written_pace(supply, sku)
    found = forecast(pace, delivered, quantity, own, taps)
    if not _is_later(orders, purchase):
        _keep(session, purchase, sku, delivered, found, now)
    return found.at


def product_of(purchase: Purchase) -> tuple[str, int]:
    """The product a purchase is accompanied for, and how many of it: its first item."""
    sku = purchase.items[0].sku if purchase.items else ""
    return sku, sum(item.quantity for item in purchase.items if item.sku == sku) or 1


def bought_again(session: Session, purchase: Purchase) -> bool:
    """The same person bought the same product after this purchase."""
    sku, _ = product_of(purchase)
    return _is_later(purchases.of_same_person(session, purchase, sku), purchase)


def subscribes(session: Session, purchase: Purchase) -> bool:
    """The same person has a subscription (定期便) of this product: the next one comes by itself."""
    sku, _ = product_of(purchase)
    return any(item.subscription for item in purchases.items_of_same_person(session, purchase, sku))


def read_pace(row: ProductPace) -> Pace:
    """As it was learnt; what an older release did not learn yet is as believed beforehand."""
    body: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in row.body.items()}
    return Pace(**body)


def read_forecast(row: RefillForecast) -> Forecast:
    """The forecast as it was made, with its reason."""
    basis = {**row.basis, "intervals": tuple(row.basis["intervals"]), "taps": tuple(row.basis["taps"])}
    return Forecast(row.runs_out_at, row.earliest_at, row.latest_at, **basis)


def _told(session: Session, purchase: Purchase) -> list[Tap]:
    """What is known of what is left. What staff heard last replaces what was said before it."""
    return _put_together(said_of_rest(session, purchase.id), told_by_staff(session, purchase.id))


def told_of_all(session: Session, channel_id: int, since: datetime) -> dict[int, tuple[Tap, ...]]:
    """By purchase, what is known of what was left of it; a purchase nobody spoke of is not there."""
    said, heard = all_said_of_rest(session, channel_id, since), all_told_by_staff(session, channel_id)
    return {
        number: tuple(_put_together(said.get(number, ()), heard.get(number, ())))
        for number in said.keys() | heard.keys()
    }


def _put_together(said: Sequence[tuple[datetime, str]], heard: Sequence[RemainingTold]) -> list[Tap]:
    taps = [Tap(at, value) for at, value in said]
    if not heard:
        return taps
    newest = heard[-1]
    later = [tap for tap in taps if tap.at > newest.at]
    return [Tap(newest.at, newest.level, by_staff=True), *later]


def _is_later(orders: Sequence[tuple[int, datetime, int, datetime | None]], purchase: Purchase) -> bool:
    return any(at > purchase.purchased_at and number != purchase.id for number, at, _, _ in orders)


def _keep(
    session: Session, purchase: Purchase, sku: str, delivered: datetime, found: Forecast, now: datetime
) -> None:
    row = forecast_of(session, purchase.id)
    if row is None:
        row = RefillForecast(channel_id=purchase.channel_id, purchase_id=purchase.id)
        session.add(row)
    elif row.bought_again_at is not None:
        return
    plain = asdict(found)
    row.runs_out_at, row.earliest_at, row.latest_at = (plain.pop(n) for n in ("at", "earliest", "latest"))
    row.basis = {**plain, "intervals": list(found.intervals), "taps": list(found.taps)}
    row.sku, row.starts_at, row.made_at = sku, delivered, now
