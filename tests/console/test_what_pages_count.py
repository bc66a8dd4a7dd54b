"""Figures for pages, on both databases: who was asked for a friend, what waits for stock, product names."""

from datetime import timedelta

import pytest

from console import queries, stock_pages
from models.conversation import Answer
from models.database import Database
from models.purchase import Purchase, PurchaseItem
from models.script import journey_titles, publish_journey, publish_script, script_titles
from services import partnership, stock
from services.figures import Filters
from tests.services.ledger import ASKED, Ledger, open_ledger
from tests.services.shops import open_shop


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return open_ledger(database)


def asked_for_a_friend(ledger: Ledger, purchase: Purchase, *values: str, days: int = 0) -> None:
    at = ASKED + timedelta(days=days)
    talk = ledger.asked(purchase, at=at)
    for turn, value in enumerate(values, 1):
        ledger.add(
            Answer(
                conversation_id=talk.id, script="cosmetics-partner", step="friend", turn=90 + turn,
                axis="referral", kind="choice", value=value, label=value, answered_at=at,
                channel_id=ledger.shop.channel_id, contact_id=talk.contact_id, purchase_id=purchase.id,
                script_version_id=talk.script_version_id,
            )
        )  # fmt: skip


def test_who_was_asked_and_who_wanted_are_people_of_the_period(ledger: Ledger) -> None:
    first, second, third = (ledger.purchase(ledger.customer()) for _ in range(3))
    asked_for_a_friend(ledger, first, "no", "yes")  # thought again: one person
    asked_for_a_friend(ledger, second, "no")
    asked_for_a_friend(ledger, third, "yes", days=40)
    day = ASKED.date()
    with ledger.database.read() as session:
        for until, (asked, wanted) in ((day, (2, 1)), (day + timedelta(days=60), (3, 2))):
            found = partnership.friends(session, ledger.shop, Filters(ledger.shop.channel_id, day, until))
            assert (found.asked, found.wanted) == (asked, wanted)
        none = Filters(ledger.shop.channel_id, day + timedelta(days=1), day + timedelta(days=2))
        assert partnership.friends(session, ledger.shop, none).asked == 0


def test_reminders_are_counted_with_the_first_product_of_their_purchase(ledger: Ledger) -> None:
    for sku, status, reason in (
        ("SER-30", "planned", "out_of_stock"),
        ("SER-30", "skipped", "out_of_stock"),
        ("SER-30", "planned", ""),
        ("SER-30", "cancelled", "out_of_stock"),
        ("TON-150", "planned", "out_of_stock"),
    ):
        purchase = ledger.purchase(ledger.customer(), sku)
        ledger.add(PurchaseItem(purchase_id=purchase.id, sku="GIFT", name="おまけ", category=""))
        touchpoint = ledger.decided(purchase, "refill", status=status)
        with ledger.database.begin() as uow:
            uow.session.get_one(type(touchpoint), touchpoint.id).reason = reason
            uow.commit()
    with ledger.database.read() as session:
        assert stock.waiting_for(session, ledger.shop.channel_id) == {"SER-30": 2, "TON-150": 1}
        assert stock.waiting_for(session, ledger.shop.channel_id + 1) == {}


def test_a_product_is_called_as_it_last_was_and_only_where_it_is_sold(ledger: Ledger) -> None:
    for sku in ("SER-30", "TON-150", "SER-30"):
        purchase = ledger.purchase(None, sku)
    with ledger.database.begin() as uow:
        newest = uow.session.query(PurchaseItem).where(PurchaseItem.purchase_id == purchase.id).one()
        newest.name = "新しい美容液"
        uow.commit()
    other = open_shop(ledger.database, ASKED, "@other")
    with ledger.database.read() as session:
        found = stock_pages.names_of(session, ledger.shop.channel_id)
        assert list(found.items()) == [("SER-30", "新しい美容液"), ("TON-150", "商品 TON-150")]
        assert stock_pages.names_of(session, other.channel_id) == {}


def test_themes_are_counted_by_the_first_product_of_the_purchase(ledger: Ledger) -> None:
    for sku, value in (("SER-30", "howto"), ("SER-30", "howto"), ("SER-30", "staff"), ("TON-150", "howto")):
        purchase = ledger.purchase(ledger.customer(), sku)
        ledger.add(PurchaseItem(purchase_id=purchase.id, sku="GIFT", name="おまけ", category=""))
        talk = ledger.asked(purchase)
        ledger.add(
            Answer(
                conversation_id=talk.id, script="cosmetics-partner", step="helped", turn=90, axis="helped",
                kind="choice", value=value, label=f"言葉 {value}", answered_at=ASKED,
                channel_id=ledger.shop.channel_id, contact_id=talk.contact_id, purchase_id=purchase.id,
                script_version_id=talk.script_version_id,
            )
        )  # fmt: skip
    day, channel = ASKED.date(), ledger.shop.channel_id
    with ledger.database.read() as session:
        themes, products = partnership.themes(session, ledger.shop, Filters(channel, day, day))
        assert [(one.label, one.count) for one in themes["helped"]] == [("言葉 howto", 3), ("言葉 staff", 1)]
        assert [(one.sku, one.name, one.answers) for one in products] == [
            ("SER-30", "商品 SER-30", 3), ("TON-150", "商品 TON-150", 1),
        ]  # fmt: skip
        themes, _ = partnership.themes(session, ledger.shop, Filters(channel, day, day, product="TON-150"))
        assert [(one.label, one.count) for one in themes["helped"]] == [("言葉 howto", 1)]


def test_scripts_and_journeys_are_called_as_they_were_published_last(ledger: Ledger) -> None:
    now = ASKED
    with ledger.database.begin() as uow:
        for title in ("はじめの名前", "いまの名前"):
            publish_script(uow.session, "mine", title, {"id": "mine", "title": title}, now)
            publish_journey(uow.session, "mine", title, {"id": "mine", "title": title}, now)
        publish_script(uow.session, "nameless", "x", {"id": "nameless"}, now)
        uow.commit()
    with ledger.database.read() as session:
        for titles in (script_titles(session), journey_titles(session)):
            assert titles["mine"] == "いまの名前"
        assert script_titles(session)["nameless"] == "nameless"
        assert dict(queries.journeys(session))["mine"] == "いまの名前"
