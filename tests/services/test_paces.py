"""Once a day the shop's orders teach each product's pace, and settle the forecasts they answer."""

from datetime import datetime, timedelta
from math import exp
from typing import Any

import pytest
from sqlalchemy import select

from conversations.library import load_library
from conversations.pace import REACH
from models.channel import Channel
from models.database import Database
from models.purchase import Milestone, Purchase
from models.refill import ProductPace, RefillForecast, RemainingTold
from models.staff import Staff
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


def test_the_pace_counts_from_the_delivery_and_knows_what_was_said(
    database: Database, shop: Shop, clock: FakeClock
) -> None:
    """Nobody uses up a parcel on its way; what staff heard teaches how far such forecasts reach."""
    with database.begin() as uow:
        staff = Staff(email="a@example.jp", fs_uniquifier="a", created_at=clock())
        uow.session.add(staff)
        uow.commit()
    for person in range(12):
        for place, ago in enumerate((90, 60, 30)):
            number = buy(database, shop, clock, f"{person}-{place}", ago + 1, phone=f"090-0000-{person:04}")
            came = clock() - (ago - 9) * DAY
            with database.begin() as uow:
                uow.session.add(Milestone(purchase_id=number, name="delivered", at=came, told_at=came))
                if place == 1:
                    heard: dict[str, Any] = {"staff_id": staff.id, "at": came + 15 * DAY, "level": "little"}
                    uow.session.add_all(
                        [foreseen(shop, number, came), RemainingTold(purchase_id=number, **heard)]
                    )
                uow.commit()
    learn_all(database, shop, clock())
    pace = refills.read_pace(paces(database)["SER-30"])
    assert 20 <= exp(pace.mean) < 27  # twenty days of use, drawn from 45; thirty between two orders
    assert pace.reach_told != REACH
    with database.read() as session:
        told = refills.told_of_all(session, shop.channel_id, clock() - 365 * DAY)
    assert len(told) == 12
    assert {tap.level for taps in told.values() for tap in taps} == {"little"}


def foreseen(shop: Shop, number: int, at: datetime) -> RefillForecast:
    days = {"starts_at": 0, "earliest_at": 30, "runs_out_at": 45, "latest_at": 60}
    return RefillForecast(
        channel_id=shop.channel_id, purchase_id=number, sku="SER-30", made_at=at, basis={},
        **{name: at + n * DAY for name, n in days.items()},
    )  # fmt: skip


def test_a_pace_of_an_older_release_is_read(database: Database, shop: Shop, clock: FakeClock) -> None:
    """It knew one reach only; until the next learning, what was spoken of reaches as is believed."""
    body = {"mean": 3.5, "between": 0.1, "within": 0.05, "months": [0.0] * 12, "reach": [-1.4, 1.7]}
    row = ProductPace(channel_id=shop.channel_id, sku="SER-30", body=body, learnt_at=clock())
    found = refills.read_pace(row)
    assert (found.reach, found.reach_told, found.months) == ((-1.4, 1.7), REACH, (0.0,) * 12)


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
