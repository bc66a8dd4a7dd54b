"""Once a day: what all orders teach about each product's pace, and which forecasts an order has settled.

Orders count from three years back, also those of people who never came to LINE: the same person is the same
contact, telephone number or mail address. Reading goes product by product; only the results are written.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any, Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from conversations.journey import Supply
from conversations.pace import DAY, ONE_ORDER, Bought, Pace, days_per_piece, written_pace
from conversations.pace_learning import learn
from models.database import Database, upsert
from models.purchase import WAS_DELIVERED, Milestone, Purchase, PurchaseItem
from models.refill import UNSETTLED, ProductPace, RefillForecast
from services.refills import told_of_all
from services.shop import Clock, Shop, ShopOf

FRESH: Final = timedelta(hours=20)
BACK: Final = timedelta(days=3 * 365)

Person = tuple[str, Any]
Order = tuple[Bought, int]  # what, and which purchase it is


@dataclass(frozen=True, slots=True)
class Settled:
    """The order a forecast waited for, and what two simpler rules had said it would be."""

    at: datetime
    fixed: datetime
    last: datetime


class Usual:
    """The shop's median interval per piece by what was known then; before that, what the author wrote."""

    def __init__(self, histories: Iterable[list[Bought]], written: float) -> None:
        self._gaps = sorted(gap for history in histories for gap in days_per_piece(history))
        self._ends = [end for end, _ in self._gaps]
        self._written = written

    def before(self, at: datetime) -> float:
        known = self._gaps[: bisect_right(self._ends, at)]
        return median(days for _, days in known) if known else self._written


def learn_due(database: Database, shop_of: ShopOf, channel_id: int, clock: Clock) -> int:
    """Learn, if that is a day ago; how many products were learnt."""
    shop, now = shop_of(channel_id), clock()
    if not any(journey.supply for journey in shop.library.journeys.values()):
        return 0
    with database.read() as session:
        newest = session.scalar(select(func.max(ProductPace.learnt_at)).filter_by(channel_id=channel_id))
    return learn_all(database, shop, now) if newest is None or newest < now - FRESH else 0


def learn_all(database: Database, shop: Shop, now: datetime) -> int:
    """Every product that a journey calls used up."""
    with database.stream() as session:
        open_forecasts = _unsettled(session, shop.channel_id)
        paces: dict[str, Pace] = {}
        settled: dict[int, Settled] = {}
        for sku, supply, people in _products(session, shop, now):
            histories = [[bought for bought, _ in orders] for orders in people.values()]
            paces[sku] = learn(written_pace(supply, sku), histories)
            usual = Usual(histories, supply.days_of(sku))
            for orders in people.values():
                settled |= _settle(orders, open_forecasts, sku, usual)
    with database.begin() as uow:
        for sku, pace in sorted(paces.items()):
            _write(uow.session, shop.channel_id, sku, pace, now)
        for forecast_id, came in sorted(settled.items()):
            values = {"bought_again_at": came.at, "fixed_at": came.fixed, "last_at": came.last}
            uow.session.execute(update(RefillForecast).where(RefillForecast.id == forecast_id).values(values))
        uow.commit()
    return len(paces)


def _products(
    session: Session, shop: Shop, now: datetime
) -> Iterator[tuple[str, Supply, dict[Person, list[Order]]]]:
    """Each product with its supply and who bought it when."""
    contact_of = _contacts(session, shop.channel_id)
    told = told_of_all(session, shop.channel_id, now - BACK)
    statement = (
        select(
            PurchaseItem.sku, PurchaseItem.category, Purchase.contact_id, Purchase.phone, Purchase.email,
            Purchase.purchased_at, PurchaseItem.quantity, Purchase.id, Milestone.at.label("came"),
        )
        .join(Purchase, PurchaseItem.purchase_id == Purchase.id)
        .outerjoin(Milestone, WAS_DELIVERED)
        .where(Purchase.channel_id == shop.channel_id, Purchase.status == "active")
        .where(Purchase.purchased_at > now - BACK)
        .order_by(PurchaseItem.sku, Purchase.purchased_at, Purchase.id)
    )  # fmt: skip
    rows = session.execute(statement.execution_options(yield_per=2000))
    for sku, mine in groupby(rows, key=lambda row: row.sku):
        people: dict[Person, list[Order]] = defaultdict(list)
        categories = set()
        for _, category, contact_id, phone, email, at, many, number, came in mine:
            categories.add(category)
            person = _person(contact_id, phone, email, contact_of)
            if person is not None:
                people[person].append((Bought(at, many, came, told.get(number, ())), number))
        journey = shop.journey_for(categories, {sku})
        if journey is not None and journey.supply is not None:
            yield sku, journey.supply, people


def _contacts(session: Session, channel_id: int) -> dict[Person, int]:
    """Whose telephone number or mail address it is, by the purchases that are bound."""
    statement = select(Purchase.contact_id, Purchase.phone, Purchase.email).where(
        Purchase.channel_id == channel_id,
        Purchase.contact_id.is_not(None),
        or_(Purchase.phone != "", Purchase.email != ""),
    )
    found: dict[Person, int | None] = {}
    for contact_id, phone, email in session.execute(statement):
        found |= {("phone", phone): contact_id, ("email", email): contact_id}
    return {key: contact_id for key, contact_id in found.items() if key[1] and contact_id is not None}


def _person(contact_id: int | None, phone: str, email: str, contact_of: dict[Person, int]) -> Person | None:
    known = contact_id or contact_of.get(("phone", phone)) or contact_of.get(("email", email))
    if known:
        return "contact", known
    return ("phone", phone) if phone else ("email", email) if email else None


def _unsettled(session: Session, channel_id: int) -> dict[tuple[int, str], int]:
    """(purchase, product) → the forecast that waits for the next order, or was never compared."""
    statement = select(RefillForecast.purchase_id, RefillForecast.sku, RefillForecast.id)
    waits = or_(UNSETTLED, RefillForecast.fixed_at.is_(None))
    rows = session.execute(statement.where(RefillForecast.channel_id == channel_id, waits))
    return {(purchase_id, sku): forecast_id for purchase_id, sku, forecast_id in rows}


def _settle(
    orders: list[Order], waiting: dict[tuple[int, str], int], sku: str, usual: Usual
) -> dict[int, Settled]:
    """The next order of the same person ends the wait; a second parcel of the same order does not."""
    settled = {}
    for place, (bought, number) in enumerate(orders):
        at, many = bought.at, bought.quantity
        forecast_id = waiting.get((number, sku))
        following = next((later.at for later, _ in orders[place + 1 :] if later.at - at > ONE_ORDER), None)
        if forecast_id is None or following is None:
            continue
        own = days_per_piece([earlier for earlier, _ in orders[: place + 1]])
        fixed = usual.before(at)
        last = own[-1][1] if own else fixed
        settled[forecast_id] = Settled(following, at + fixed * many * DAY, at + last * many * DAY)
    return settled


def _write(session: Session, channel_id: int, sku: str, pace: Pace, now: datetime) -> None:
    body = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(pace).items()}
    statement = upsert(session)(ProductPace).values(channel_id=channel_id, sku=sku, body=body, learnt_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["channel_id", "sku"], set_={"body": body, "learnt_at": now}
        )
    )
