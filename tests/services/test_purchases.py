"""Purchases told once, twice, at the same moment; milestones that move; endings that stay."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from conversations.replies import is_well_formed
from models import purchase as purchases
from models.database import Database
from models.purchase import Purchase, PurchaseItem
from services.purchases import (
    AlreadyEnded,
    NewItem,
    NewPurchase,
    draw_code,
    end,
    hold,
    is_milestone,
    is_plausible,
    register,
    tell_milestone,
)
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

BOUGHT = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
ORDER = NewPurchase(
    external_id="HS-1001",
    purchased_at=BOUGHT,
    items=(NewItem("TON-01", "朝露 化粧水", "skincare", 2, 3200), NewItem("OIL-02", "椿のしずく")),
    customer_name="青空 花子",
    phone="０９０ー００００ー１２３４",
    email=" Hanako@Example.JP ",
    expected_delivery_on=date(2026, 11, 23),
)


def tell(database: Database, shop: Shop, order: NewPurchase, now: datetime) -> tuple[int, str, bool]:
    with database.begin() as uow:
        purchase, created = register(uow.session, shop, order, now)
        uow.commit()
        return purchase.id, purchase.claim_code, created


def test_an_order_becomes_a_purchase_with_its_items_and_a_claim_code(
    database: Database, clock: FakeClock
) -> None:
    shop = open_shop(database, clock())
    purchase_id, code, created = tell(database, shop, ORDER, clock())
    assert created
    assert is_well_formed(code)
    with database.read() as session:
        kept = session.get_one(Purchase, purchase_id)
        assert (kept.phone, kept.email, kept.status) == ("+819000001234", "Hanako@example.jp", "active")
        assert kept.claim_expires_at == BOUGHT + timedelta(days=180)
        assert [(i.sku, i.quantity, i.unit_price) for i in kept.items] == [
            ("TON-01", 2, 3200),
            ("OIL-02", 1, None),
        ]


def test_an_order_told_again_keeps_its_code_and_what_was_told_first(
    database: Database, clock: FakeClock
) -> None:
    shop = open_shop(database, clock())
    first = tell(database, shop, ORDER, clock())
    again = tell(database, shop, replace(ORDER, customer_name="別の名前"), clock.advance(hours=1))
    assert again == (first[0], first[1], False)
    with database.read() as session:
        assert session.get_one(Purchase, first[0]).customer_name == "青空 花子"


def test_an_order_told_eight_times_at_once_is_one_purchase(database: Database, clock: FakeClock) -> None:
    shop = open_shop(database, clock())
    told: list[tuple[int, str, bool]] = []
    start = threading.Barrier(8)

    def one() -> None:
        start.wait()
        told.append(tell(database, shop, ORDER, clock()))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(created for _, _, created in told) == [False] * 7 + [True]
    assert len({(id_, code) for id_, code, _ in told}) == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(PurchaseItem)) == 2


def test_two_shops_may_use_the_same_order_number(database: Database, clock: FakeClock) -> None:
    ours, theirs = open_shop(database, clock()), open_shop(database, clock(), "@other")
    assert tell(database, ours, ORDER, clock())[2]
    assert tell(database, theirs, ORDER, clock())[2]


def test_a_phone_number_nobody_can_read_does_not_cost_the_order(database: Database, clock: FakeClock) -> None:
    shop = open_shop(database, clock())
    purchase_id, _, created = tell(database, shop, replace(ORDER, phone="なし", email="なし"), clock())
    assert created
    with database.read() as session:
        kept = session.get_one(Purchase, purchase_id)
        assert (kept.phone, kept.email) == ("", "")


def milestone(
    database: Database, shop: Shop, name: str, at: datetime | None, now: datetime, note: str = ""
) -> bool:
    with database.begin() as uow:
        purchase = purchases.by_external_id(uow.session, shop.channel_id, ORDER.external_id)
        assert purchase is not None
        _, moved = tell_milestone(uow.session, shop, purchase, name, at, note, now)
        uow.commit()
        return moved


def reached(database: Database, shop: Shop) -> dict[str, datetime]:
    with database.read() as session:
        purchase = purchases.by_external_id(session, shop.channel_id, ORDER.external_id)
        assert purchase is not None
        return purchases.milestones_of(session, purchase.id)


def test_a_milestone_told_again_stays_and_told_otherwise_moves(database: Database, clock: FakeClock) -> None:
    shop = open_shop(database, clock())
    tell(database, shop, ORDER, clock())
    noon = clock()
    assert milestone(database, shop, "delivered", None, noon)
    assert not milestone(database, shop, "delivered", None, clock.advance(hours=2))
    assert not milestone(database, shop, "delivered", noon, clock())
    assert reached(database, shop) == {"delivered": noon}
    assert milestone(database, shop, "delivered", noon - timedelta(days=1), clock())
    assert reached(database, shop) == {"delivered": noon - timedelta(days=1)}


def test_a_milestone_of_a_bound_purchase_waits_for_its_lane(database: Database, clock: FakeClock) -> None:
    shop = open_shop(database, clock())
    purchase_id, _, _ = tell(database, shop, ORDER, clock())
    contact_id = befriend(database, shop, clock())
    with database.begin() as uow:
        uow.session.get_one(Purchase, purchase_id).contact_id = contact_id
        uow.commit()
    assert milestone(database, shop, "shipped", clock(), clock(), "佐川 1234")


def test_a_purchase_claimed_while_we_wait_is_held_with_its_new_contact(
    database: Database, clock: FakeClock
) -> None:
    shop = open_shop(database, clock())
    purchase_id, _, _ = tell(database, shop, ORDER, clock())
    contact_id = befriend(database, shop, clock())
    with database.read() as session:
        stale = session.get_one(Purchase, purchase_id)
    with database.begin() as uow:
        uow.session.get_one(Purchase, purchase_id).contact_id = contact_id
        uow.commit()
    with database.begin() as uow:
        purchase = uow.session.merge(stale, load=False)
        hold(uow.session, purchase)
        assert purchase.contact_id == contact_id


def test_milestones_are_lower_case_words_and_not_sonogos_own_anchors() -> None:
    assert all(map(is_milestone, ("shipped", "delivered", "first_used", "purchased", "made_2", "a" * 40)))
    assert not any(map(is_milestone, ("", "Shipped", "発送", "a b", "a" * 41, "befriended", "shipped\n")))


@pytest.mark.parametrize("status", ["cancelled", "refunded", "returned"])
def test_an_ending_is_told_once_and_does_not_go_back(
    database: Database, clock: FakeClock, status: str
) -> None:
    shop = open_shop(database, clock())
    purchase_id, _, _ = tell(database, shop, ORDER, clock())

    def finish(as_what: str) -> bool:
        with database.begin() as uow:
            purchase = uow.session.get_one(Purchase, purchase_id)
            changed = end(uow.session, shop, purchase, as_what, "お客様都合", clock())
            uow.commit()
            return changed

    assert finish(status)
    assert not finish(status)
    other = "refunded" if status != "refunded" else "cancelled"
    with pytest.raises(AlreadyEnded, match=status):
        finish(other)
    assert milestone(database, shop, "delivered", None, clock())
    with database.read() as session:
        kept = session.get_one(Purchase, purchase_id)
        assert (kept.status, kept.status_at, kept.status_note) == (status, clock(), "お客様都合")


def test_dates_far_away_are_typos(clock: FakeClock) -> None:
    assert is_plausible(clock(), clock())
    assert is_plausible(clock() + timedelta(days=300), clock())
    assert not is_plausible(clock() + timedelta(days=400), clock())
    assert not is_plausible(datetime(1999, 12, 31, tzinfo=UTC), clock())


def test_codes_are_drawn_well_formed_and_never_alike() -> None:
    codes = {draw_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(map(is_well_formed, codes))
