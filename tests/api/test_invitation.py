"""The page a customer sends to a friend: true, nameless, and the same for everybody who guesses."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select

from api.app import create_api, new_app
from api.invitation_words import FRIEND
from conversations.locales import LOCALES, Locale
from line.links import friend_link
from models.contact import Contact
from models.database import Database
from models.partner import Referral
from models.purchase import Purchase
from services.shop import PartnerRules, Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

CODE = "k3mq2xh7pw"


@pytest.fixture
def known(database: Database, shop: Shop, clock: FakeClock) -> int:
    number = befriend(database, shop, clock())
    with database.begin() as uow:
        contact = uow.session.get_one(Contact, number)
        contact.referral_code, contact.display_name = CODE, "はなちゃん"
        uow.commit()
    return number


def client_of(database: Database, shop: Shop, clock: FakeClock, rules: PartnerRules) -> FlaskClient:
    made = new_app("api")
    create_api(made, database, lambda channel_id: replace(shop, partner=rules), shop.channel_id, clock)
    return made.test_client()


def test_it_says_what_it_is_that_nothing_is_paid_and_names_nobody(client: FlaskClient, known: int) -> None:
    page = client.get(f"/r/{CODE}")
    assert page.status_code == 200
    for word in (
        "お客様のおひとりが、あなたに送ったもの",
        "お金や特典のやりとりはありません",
        "個人差",
        CODE,
    ):
        assert word in page.text
    assert "はなちゃん" not in page.text
    assert 'content="noindex, nofollow"' in page.text


def test_a_reward_is_told_and_the_shop_page_opens(
    database: Database, shop: Shop, clock: FakeClock, known: int
) -> None:
    rules = PartnerRules(shop_page="https://hanashizuku.example/", referral_gift="500円分の券")
    page = client_of(database, shop, clock, rules).get(f"/r/{CODE}")
    assert "「500円分の券」をお渡しします" in page.text
    assert 'href="https://hanashizuku.example/"' in page.text
    assert "お金や特典のやりとりはありません" not in page.text


def test_any_spelling_of_the_code_opens_it_and_english_is_spoken(client: FlaskClient, known: int) -> None:
    assert client.get("/r/K3MQ-2XH7-PW").status_code == 200
    english = client.get(f"/r/{CODE}?lang=en")
    assert "Nobody is paid for this" in english.text


def test_guessing_is_throttled_and_learns_nothing(client: FlaskClient, known: int) -> None:
    answers = [client.get(f"/r/guess{number}") for number in range(12)]
    assert {answer.status_code for answer in answers[:10]} == {404}
    assert answers[-1].status_code == 429


def test_whoever_was_erased_has_no_page(
    client: FlaskClient, known: int, database: Database, clock: FakeClock
) -> None:
    with database.begin() as uow:
        uow.session.get_one(Contact, known).erased_at = clock()
        uow.commit()
    assert client.get(f"/r/{CODE}").status_code == 404


def test_the_code_of_another_accounts_customer_leads_to_that_account(
    database: Database, shop: Shop, clock: FakeClock, headers: dict[str, str]
) -> None:
    second = replace(open_shop(database, clock(), "@second"), name="2号店")
    with database.begin() as uow:
        partner = uow.session.get_one(Contact, befriend(database, second, clock()))
        partner.referral_code = CODE
        uow.commit()
    made = new_app("api")
    shops = {one.channel_id: one for one in (shop, second)}
    create_api(made, database, shops.__getitem__, shop.channel_id, clock)
    client = made.test_client()
    page = client.get(f"/r/{CODE}").text
    assert friend_link("@second") in page
    assert friend_link(shop.basic_id) not in page
    assert "2号店" in page
    assert client.get("/r/nobodys").status_code == 404

    answer = client.post("/api/v1/purchases", json=an_order(1, CODE), headers=headers)
    assert answer.json["referral"] == "linked"  # type: ignore[index]
    with database.read() as session:
        row = session.scalars(select(Referral)).one()
        bought = session.get_one(Purchase, row.purchase_id)
    assert (row.channel_id, bought.channel_id) == (second.channel_id, shop.channel_id)


def an_order(number: int, code: str) -> dict[str, Any]:
    return {
        "external_id": f"B-{number}", "purchased_at": "2026-11-20T14:30:00+09:00",
        "items": [{"sku": "A", "name": "化粧水"}], "referral_code": code,
    }  # fmt: skip


def test_an_order_names_the_code_and_is_told_what_became_of_it(
    client: FlaskClient, known: int, headers: dict[str, str]
) -> None:
    def order(number: int, code: str) -> object:
        answer = client.post("/api/v1/purchases", json=an_order(number, code), headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json["referral"]  # type: ignore[index]

    assert order(1, f"https://shop.example.jp/r/{CODE}") == "linked"
    assert order(2, "nobody") is None
    assert order(3, "") is None
    assert client.get("/api/v1/purchases/B-1", headers=headers).json["referral"] == "linked"  # type: ignore[index]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("gift", ["", "<b>飴</b>"])
def test_the_page_speaks_each_language_and_tells_what_is_given(
    database: Database, shop: Shop, clock: FakeClock, known: int, locale: Locale, gift: str
) -> None:
    page = client_of(database, shop, clock, PartnerRules(referral_gift=gift)).get(f"/r/{CODE}?lang={locale}")
    assert page.status_code == 200
    assert f'<html lang="{locale}">' in page.text
    told = FRIEND[locale]["gift"].format(gift=escape(gift)) if gift else FRIEND[locale]["no_gift"]
    assert told in page.text
    assert FRIEND[locale].keys() == FRIEND["ja"].keys()
