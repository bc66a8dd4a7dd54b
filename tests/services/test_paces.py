"""Once a day the shop's orders teach each product's pace, and settle the forecasts they answer."""

from datetime import timedelta
from math import exp

import pytest
from sqlalchemy import select

from conversations.library import load_library
from models.channel import Channel
from models.database import Database
from models.purchase import Purchase
from models.refill import ProductPace, RefillForecast
from services import refills
from services.paces import learn_all, learn_due
from services.purchases import NewItem, NewPurchase, register
from services.shop import Shop
from tests.conftest import FakeClock

DAY = timedelta(days=1)


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", created_at=clock())
        uow.session.add(channel)
        uow.commit()
    library = load_library()
    return Shop(channel.id, "@shop", "花しずく", "https://shop.example.jp", "Asia/Tokyo", library)


def buy(database: Database, shop: Shop, clock: FakeClock, number: str, ago: float, **values: object) -> int:
    sku = str(values.pop("sku", "SER-30"))
    category = str(values.pop("category", "skincare"))
    items = (NewItem(sku, "美容液", category),)
    with database.begin() as uow:
        unplanned = Shop(shop.channel_id, "@shop", "x", "", "Asia/Tokyo", load_library(None))
        unplanned.library.journeys.clear()
        order = NewPurchase(number, clock() - ago * DAY, items, **values)  # type: ignore[arg-type]
        purchase, _ = register(uow.session, unplanned, order, clock())
        uow.commit()
        return purchase.id


def paces(database: Database) -> dict[str, ProductPace]:
    with database.read() as session:
        return {row.sku: row for row in session.scalars(select(ProductPace))}


def test_orders_of_the_same_person_teach_the_products_pace(
    database: Database, shop: Shop, clock: FakeClock
) -> None:
    for person in range(12):
        for place, ago in enumerate((90, 60, 30, 0)):
            key = {"phone": f"090-0000-{person:04}"} if person % 2 else {"email": f"k{person}@example.jp"}
            buy(database, shop, clock, f"{person}-{place}", ago + 1, **key)
    buy(database, shop, clock, "hair", 1, sku="OIL", category="haircare", phone="090-0000-0001")
    assert learn_all(database, shop, clock()) == 1
    (row,) = paces(database).values()
    pace = refills.read_pace(row)
    assert pace.customers == 12
    assert 30 <= exp(pace.mean) < 36  # drawn from 45, as written


def test_learning_again_changes_nothing_and_is_done_once_a_day(
    database: Database, shop: Shop, clock: FakeClock
) -> None:
    buy(database, shop, clock, "1", 31, phone="090-0000-0001")
    buy(database, shop, clock, "2", 1, phone="090-0000-0001")
    assert learn_due(database, lambda _: shop, shop.channel_id, clock) == 1
    first = paces(database)["SER-30"].body
    assert learn_due(database, lambda _: shop, shop.channel_id, clock) == 0
    clock.advance(hours=21)
    assert learn_due(database, lambda _: shop, shop.channel_id, clock) == 1
    assert paces(database)["SER-30"].body == first


def test_the_next_order_settles_a_forecast_and_a_second_parcel_does_not(
    database: Database, shop: Shop, clock: FakeClock
) -> None:
    numbers = [
        buy(database, shop, clock, f"A-{place}", ago, email="hana@example.jp")
        for place, ago in enumerate((50, 49, 6))
    ]
    other = buy(database, shop, clock, "B-1", 20, email="other@example.jp")
    with database.begin() as uow:
        for number in (numbers[0], other):
            bought = uow.session.get_one(Purchase, number).purchased_at
            days = {"starts_at": 0, "earliest_at": 30, "runs_out_at": 45, "latest_at": 60}
            uow.session.add(
                RefillForecast(
                    channel_id=shop.channel_id, purchase_id=number, sku="SER-30", made_at=bought, basis={},
                    **{name: bought + n * DAY for name, n in days.items()},
                )
            )  # fmt: skip
        uow.commit()
    learn_all(database, shop, clock())
    with database.read() as session:
        found = {row.purchase_id: row.bought_again_at for row in session.scalars(select(RefillForecast))}
    assert found == {numbers[0]: clock() - 6 * DAY, other: None}


def test_a_settled_forecast_keeps_what_two_simple_rules_had_said_by_then(
    database: Database, shop: Shop, clock: FakeClock
) -> None:
    """The shop's median of what was over when it was bought, and their own last interval."""
    for person, gap in (("b", 20), ("c", 20), ("d", 40)):
        for place, ago in enumerate((200, 200 - gap)):
            buy(database, shop, clock, f"{person}{place}", ago, email=f"{person}@example.jp")
    for place, (own, late) in enumerate(((100, "e"), (5, "e"))):  # not over by then
        buy(database, shop, clock, f"{late}{place}", own, email="late@example.jp")
    numbers = [
        buy(database, shop, clock, f"A-{n}", ago, email="a@example.jp") for n, ago in enumerate((110, 80, 40))
    ]
    with database.begin() as uow:
        bought = uow.session.get_one(Purchase, numbers[1]).purchased_at
        days = {"starts_at": 0, "earliest_at": 30, "runs_out_at": 45, "latest_at": 60}
        uow.session.add(
            RefillForecast(
                channel_id=shop.channel_id, purchase_id=numbers[1], sku="SER-30", made_at=bought, basis={},
                **{name: bought + n * DAY for name, n in days.items()},
            )
        )  # fmt: skip
        uow.commit()
    learn_all(database, shop, clock())
    with database.read() as session:
        (row,) = session.scalars(select(RefillForecast))
    assert row.bought_again_at == clock() - 40 * DAY
    assert row.last_at == bought + 30 * DAY
    assert row.fixed_at == bought + 25 * DAY  # the median of 20, 20, 40 and their own 30


def test_what_was_sent_back_teaches_nothing(database: Database, shop: Shop, clock: FakeClock) -> None:
    for number, ago in (("1", 31), ("2", 1)):
        buy(database, shop, clock, number, ago, phone="090-0000-0001")
    with database.begin() as uow:
        uow.session.scalars(select(Purchase).filter_by(external_id="2")).one().status = "returned"
        uow.commit()
    learn_all(database, shop, clock())
    assert refills.read_pace(paces(database)["SER-30"]).customers == 0
