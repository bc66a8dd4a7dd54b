"""A customer's own page: where the order is, a list to tick, a person to talk to; and nobody else's eyes."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api.app import create_api, new_app
from conversations.library import load_library
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase
from services import erasure, planning, progress_pages, purchases
from services.progress_pages import first_name, page_url, read, token_of
from services.published import publish, scripts_cache
from services.purchases import NewItem, NewPurchase
from services.shop import Shop
from tests.api.conftest import Headers
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

KEYS = ("the newest key", "the key before")
NAME, PHONE, ORDER = "青空 花子", "09000001234", "HS-77001"


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    library = load_library()
    scripts_cache.clear()
    made = open_shop(database, clock())
    with database.begin() as uow:
        scripts, journeys = publish(uow.session, library, clock())
        uow.commit()
    return replace(made, library=library, script_versions=scripts, journey_versions=journeys, page_keys=KEYS)


@pytest.fixture
def purchase(database: Database, shop: Shop, clock: FakeClock) -> Purchase:
    order = NewPurchase(
        ORDER, clock(), (NewItem("A", "しずく美容液", "cosmetics"),), customer_name=NAME, phone=PHONE,
        expected_delivery_on=(clock() + timedelta(days=5)).date(),
    )  # fmt: skip
    contact_id = befriend(database, shop, clock())
    with database.begin() as uow:
        made, _ = purchases.register(uow.session, shop, order, clock())
        made.contact_id, made.bound_at = contact_id, clock()
        uow.session.flush()
        planning.replan(uow.session, shop, made, clock())
        uow.commit()
        return made


@pytest.fixture
def address(shop: Shop, purchase: Purchase) -> str:
    return page_url(shop, purchase).removeprefix(shop.public_url)


def tell(database: Database, shop: Shop, purchase: Purchase, name: str, clock: FakeClock) -> None:
    with database.begin() as uow:
        row = uow.session.get_one(Purchase, purchase.id)
        purchases.tell_milestone(uow.session, shop, row, name, None, "", clock())
        uow.commit()


def test_it_says_where_the_order_is_what_comes_next_and_when_we_write_at_the_latest(
    client: FlaskClient, database: Database, shop: Shop, purchase: Purchase, address: str, clock: FakeClock
) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert "花子さまの" in page.text
    assert "しずく美容液" in page.text
    assert "次は「発送」です" in page.text
    assert "ごろの見込み（前後することがあります）" in page.text
    assert "11月29日(日)の予定です" in page.text
    assert re.search(r"動きがなくても、11月\d+日\(.\)までにご連絡します", page.text)
    tell(database, shop, purchase, "shipped", clock)
    assert "次は「お届け」です" in client.get(address).text
    tell(database, shop, purchase, "delivered", clock)
    arrived = client.get(address).text
    assert "次は、はじめての夜のお手入れ" in arrived
    assert "動きがなくても" not in arrived


def test_it_speaks_english_to_who_reads_english(client: FlaskClient, address: str) -> None:
    page = client.get(address, headers={"Accept-Language": "en-GB"})
    assert 'lang="en"' in page.text
    assert "Next: Shipped" in page.text
    assert "Planned for Sun 29 November" in page.text
    assert "Your first evening of care" in page.text


def test_nobody_is_on_it_beyond_a_first_name(client: FlaskClient, purchase: Purchase, address: str) -> None:
    page = client.get(address).text
    for secret in ("青空", PHONE, PHONE[-4:], ORDER, purchase.claim_code):
        assert secret not in page


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("青空 花子", "花子"),
        ("青空　花子", "花子"),
        ("青空花子", ""),
        ("Anna Müller", "Anna"),
        ("Anna", "Anna"),
        ("", ""),
    ],
)
def test_a_first_name_is_used_only_where_it_can_be_told_apart(name: str, first: str) -> None:
    assert first_name(name) == first


def test_nobody_keeps_it_indexes_it_frames_it_or_learns_its_address(
    client: FlaskClient, address: str
) -> None:
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "Set-Cookie" not in headers


def press(client: FlaskClient, address: str, item: str, ready: str = "yes", **headers: str) -> int:
    answer = client.post(f"{address}/ready", data={"item": item, "ready": ready}, headers=headers)
    return answer.status_code


def test_the_list_is_ticked_without_any_script_and_taken_back(
    client: FlaskClient, database: Database, purchase: Purchase, address: str
) -> None:
    assert 'aria-pressed="true"' not in client.get(address).text
    assert press(client, address, "place") == 303
    assert press(client, address, "place") == 303, "told twice, it is the same"
    page = client.get(address).text
    assert page.count('aria-pressed="true"') == 1
    assert "1 / 3" in page
    with database.read() as session:
        assert session.get_one(Purchase, purchase.id).facts == {"ready_place": "2026-11-24"}
    assert press(client, address, "place", "no") == 303
    assert 'aria-pressed="true"' not in client.get(address).text


def test_after_the_delivery_nothing_is_prepared_until_it_comes(
    client: FlaskClient, database: Database, shop: Shop, purchase: Purchase, address: str, clock: FakeClock
) -> None:
    assert "<h2>届くまでの準備</h2>" in client.get(address).text
    tell(database, shop, purchase, "shipped", clock)
    assert "<h2>届くまでの準備</h2>" in client.get(address).text
    tell(database, shop, purchase, "delivered", clock)
    page = client.get(address).text
    assert "届くまで" not in page
    assert "<h2>使いはじめの準備</h2>" in page


def test_only_what_is_on_the_list_is_ticked_and_other_sites_cannot(
    client: FlaskClient, database: Database, purchase: Purchase, address: str
) -> None:
    assert press(client, address, "expectation") == 303
    assert press(client, address, "place", **{"Sec-Fetch-Site": "cross-site"}) == 404
    with database.read() as session:
        assert session.get_one(Purchase, purchase.id).facts == {}
    assert client.post(f"{address}/ready", data={"item": "x" * 4000}).status_code == 413


def test_a_closed_page_opens_with_the_new_link_only(
    client: FlaskClient, database: Database, shop: Shop, purchase: Purchase, address: str
) -> None:
    with database.begin() as uow:
        row = uow.session.get_one(Purchase, purchase.id)
        progress_pages.close(row)
        fresh = page_url(shop, row).removeprefix(shop.public_url)
        uow.commit()
    refused = client.get(address)
    assert refused.status_code == 404
    assert "このページは開けません" in refused.text
    assert press(client, address, "place") == 404
    assert client.get(fresh).status_code == 200


def test_the_page_goes_with_the_person(
    client: FlaskClient, database: Database, purchase: Purchase, address: str, clock: FakeClock
) -> None:
    with database.begin() as uow:
        erasure.erase(uow.session, uow.session.get_one(Contact, purchase.contact_id), clock())
        uow.commit()
    assert client.get(address).status_code == 404
    with database.read() as session:
        assert session.get_one(Purchase, purchase.id).page_number == 1


def test_an_order_that_ended_says_so_and_asks_nothing(
    client: FlaskClient, database: Database, shop: Shop, purchase: Purchase, address: str, clock: FakeClock
) -> None:
    with database.begin() as uow:
        purchases.end(uow.session, shop, uow.session.get_one(Purchase, purchase.id), "cancelled", "", clock())
        uow.commit()
    page = client.get(address).text
    assert "取り消しのお手続きが済んでいます" in page
    assert '/ready"' not in page


def test_a_link_signed_with_the_key_before_still_opens_and_any_other_opens_nothing(
    client: FlaskClient, purchase: Purchase
) -> None:
    assert client.get(f"/p/{token_of(KEYS[1], purchase)}").status_code == 200
    forged = token_of("somebody else's key", purchase)
    assert client.get(f"/p/{forged}").status_code == 404
    assert read(KEYS, forged) is None
    assert read(KEYS, token_of(KEYS[0], purchase).replace(".", ".1", 1)) is None, "another page number"


def test_guessing_is_throttled_by_address(app: APIFlask, address: str) -> None:
    client = app.test_client()
    statuses = [client.get(f"/p/1.0.{'A' * 21}{n}").status_code for n in range(10)]
    assert statuses == [404] * 10
    refused = client.get(address)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert client.get(address, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_where_nothing_can_be_signed_there_is_no_page(
    database: Database, shop: Shop, purchase: Purchase, clock: FakeClock
) -> None:
    keyless = replace(shop, page_keys=())
    app = new_app("api")
    create_api(app, database, lambda _: keyless, shop.channel_id, clock)
    assert page_url(keyless, purchase) == ""
    assert app.test_client().get(f"/p/{token_of('', purchase)}").status_code == 404


def test_the_shop_moves_the_delivery_date_and_the_page_shows_it(
    client: FlaskClient, headers: Headers, address: str
) -> None:
    moved = client.post(
        f"/api/v1/purchases/{ORDER}/delivery-date",
        json={"expected_delivery_on": "2026-12-05"},
        headers=headers,
    )
    assert moved.json == {"external_id": ORDER, "expected_delivery_on": "2026-12-05", "changed": True}
    again = client.post(
        f"/api/v1/purchases/{ORDER}/delivery-date",
        json={"expected_delivery_on": "2026-12-05"},
        headers=headers,
    )
    assert again.json is not None
    assert again.json["changed"] is False
    assert "12月5日(土)の予定です" in client.get(address).text
    far = client.post(
        f"/api/v1/purchases/{ORDER}/delivery-date",
        json={"expected_delivery_on": date(2031, 1, 1).isoformat()},
        headers=headers,
    )
    assert far.status_code == 422


def test_the_customer_chooses_the_language_on_their_page_for_the_chat_as_well(
    client: FlaskClient, address: str, database: Database
) -> None:
    answer = client.post(f"{address}/language", data={"language": "zh-Hant"})
    assert answer.status_code == 303
    page = client.get(address).get_data(as_text=True)
    for said in ('<html lang="zh-Hant">', "目前進度", "已訂購", "第一次的夜間保養", "在洗手台留個位置"):
        assert said in page
    with database.read() as session:
        assert [one.chosen_language for one in session.query(Contact)] == ["zh-Hant"]
    assert client.post(f"{address}/language", data={"language": "xx"}).status_code == 303
    assert "目前進度" in client.get(address).get_data(as_text=True), (
        "a language we do not speak changes nothing"
    )
    away = {"Sec-Fetch-Site": "cross-site"}
    client.post(f"{address}/language", data={"language": "th"}, headers=away)
    assert "目前進度" in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    ("tag", "said"), [("th", "ได้รับสินค้าแล้ว"), ("zh-TW", "已送達"), ("en-GB", "Delivered")]
)
def test_the_page_is_read_in_the_language_of_the_customers_line(
    client: FlaskClient, address: str, database: Database, tag: str, said: str
) -> None:
    with database.begin() as uow:
        uow.session.query(Contact).one().language = tag
        uow.commit()
    assert said in client.get(address).get_data(as_text=True)
