"""The page behind a claim code: for phones and computers, in two languages, kind when a code fails."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api.landing import read_code
from api.throttle import Throttle
from conversations.replies import find_codes, make_code, show_code
from models.database import Database
from models.purchase import Purchase
from services.purchases import NewItem, NewPurchase, end, register
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend

NAME = "青空 花子"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


@pytest.fixture
def purchase(database: Database, shop: Shop, clock: FakeClock) -> Purchase:
    order = NewPurchase("HS-1", clock(), (NewItem("A", "化粧水"),), customer_name=NAME, phone="09000001234")
    with database.begin() as uow:
        made, _ = register(uow.session, shop, order, clock())
        uow.commit()
        return made


def test_the_page_says_what_comes_how_often_how_to_stop_and_that_it_is_free(
    client: FlaskClient, purchase: Purchase
) -> None:
    page = client.get(f"/c/{purchase.claim_code}")
    assert page.status_code == 200
    for word in (
        "その後、いかがですか",
        "1週間に3通まで",
        "夜20時〜朝9時",
        "配信停止",
        "無料",
        "担当者と話す",
    ):
        assert word in page.text
    assert show_code(purchase.claim_code) in page.text
    assert NAME not in page.text
    assert "0000" not in page.text


def test_the_button_opens_the_chat_with_a_text_our_own_reader_understands(
    client: FlaskClient, purchase: Purchase
) -> None:
    for language in ("ja", "en"):
        page = client.get(f"/c/{purchase.claim_code}?lang={language}")
        (link,) = set(re.findall(r'href="(https://line.me/R/oaMessage/[^"]+)"', page.text))
        assert link.startswith("https://line.me/R/oaMessage/%40shop/?")
        assert find_codes(unquote(link.partition("/?")[2])) == (purchase.claim_code,)


def test_a_phone_gets_the_button_first_and_a_computer_the_qr_code(
    client: FlaskClient, purchase: Purchase
) -> None:
    address = f"/c/{purchase.claim_code}"
    assert "on-phone" in client.get(address, headers={"User-Agent": IPHONE}).text
    assert "on-desk" in client.get(address, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"}).text


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("en-GB,en;q=0.9", "en"), ("ja,en;q=0.5", "ja"), ("fr", "ja"), ("", "ja"), ("en;q=0.3,ja;q=0.9", "ja")],
)
def test_the_page_speaks_english_only_to_those_who_prefer_it(
    client: FlaskClient, purchase: Purchase, accepts: str, language: str
) -> None:
    page = client.get(f"/c/{purchase.claim_code}", headers={"Accept-Language": accepts})
    assert f'<html lang="{language}">' in page.text


@pytest.mark.parametrize("path", ["", "/qr.svg", "/nothing"])
def test_nothing_comes_from_elsewhere_and_nothing_is_indexed(
    client: FlaskClient, purchase: Purchase, path: str
) -> None:
    answer = client.get(f"/c/{purchase.claim_code}{path}")
    if answer.status_code == 200:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'none'" in policy
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', answer.text)
    assert all(address.startswith("/c/") for address in loaded)
    for address in loaded:
        assert client.get(address).status_code == 200


def test_the_qr_code_is_a_picture_that_may_be_kept(client: FlaskClient, purchase: Purchase) -> None:
    svg = client.get(f"/c/{purchase.claim_code}/qr.svg")
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert svg.text.startswith("<svg")
    assert "max-age" in svg.headers["Cache-Control"]
    again = client.get(f"/c/{purchase.claim_code}/qr.svg", headers={"If-None-Match": svg.headers["ETag"]})
    assert again.status_code == 304
    png = client.get(f"/c/{purchase.claim_code}/qr.png")
    assert png.data.startswith(b"\x89PNG")


def test_a_code_is_read_in_any_spelling() -> None:
    code = make_code("7K3MQ2X")
    first, last = code[:4], code[4:]
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code.lower())
    for typed in (
        code,
        code.lower(),
        f"SN-{first}-{last}",
        f"sn {first} {last}",
        f"{first}-{last}",
        wide,
        f"SN{code}",
    ):
        assert read_code(typed) == code
    for typed in (
        "",
        "x",
        code[:7],
        code + "2",
        "SN-0000-0000",
        "x" * 1000,
        "\x00",
        first + last[::-1] + "Z",
    ):
        assert read_code(typed) is None


def test_unknown_and_mistyped_codes_get_a_kind_answer(client: FlaskClient, purchase: Purchase) -> None:
    for typed in (make_code("2222222"), "abc", "%00", "SN-0000-0000", "%F0%9F%98%80"):
        page = client.get(f"/c/{typed}")
        assert page.status_code == 404
        assert "<title>コードを確認できませんでした" in page.text
        assert "担当者と話す" in page.text


def test_a_used_code_leads_to_the_chat_and_tells_no_name(
    client: FlaskClient, database: Database, shop: Shop, clock: FakeClock, purchase: Purchase
) -> None:
    contact_id = befriend(database, shop, clock())
    with database.begin() as uow:
        uow.session.get_one(Purchase, purchase.id).contact_id = contact_id
        uow.commit()
    page = client.get(f"/c/{purchase.claim_code}")
    assert page.status_code == 200
    assert "<span>このコードは、</span><span>もうつながっています</span>" in page.text
    assert "<title>このコードは、もうつながっています" in page.text
    assert "https://line.me/R/ti/p/%40shop" in page.text
    assert NAME not in page.text
    assert purchase.claim_code not in page.text.replace("-", "")


def test_an_expired_code_and_an_ended_purchase_say_what_to_do(
    client: FlaskClient, database: Database, shop: Shop, clock: FakeClock, purchase: Purchase
) -> None:
    address = f"/c/{purchase.claim_code}"
    clock.advance(days=181)
    assert client.get(address).status_code == 410
    assert client.get(f"{address}/qr.svg").status_code == 410
    clock.advance(days=-181)
    assert client.get(address).status_code == 200
    with database.begin() as uow:
        end(uow.session, shop, uow.session.get_one(Purchase, purchase.id), "cancelled", "", clock())
        uow.commit()
    assert client.get(address).status_code == 410


def test_guessing_is_throttled_by_address(app: APIFlask, purchase: Purchase) -> None:
    client = app.test_client()
    statuses = [
        client.get(f"/c/{make_code(f'22222{n:02d}'.replace('0', 'A').replace('1', 'B'))}").status_code
        for n in range(12)
    ]
    assert statuses == [404] * 10 + [429] * 2
    refused = client.get(f"/c/{purchase.claim_code}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    elsewhere = client.get(f"/c/{purchase.claim_code}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_a_throttle_fills_up_again_and_forgets_the_oldest() -> None:
    seconds = [0.0]
    throttle = Throttle(per_second=0.5, burst=2, keys=2, timer=lambda: seconds[0])
    assert [throttle.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    seconds[0] = 2.0
    assert throttle.wait("a") == 0.0
    assert [throttle.take("a") for _ in range(2)] == [0.0, 2.0]
    throttle.take("b")
    throttle.take("c")
    assert throttle.take("a") == 0.0  # forgotten: full again


def test_the_clock_decides_what_is_expired(client: FlaskClient, clock: FakeClock, purchase: Purchase) -> None:
    clock.now = purchase.claim_expires_at - timedelta(seconds=1)
    assert client.get(f"/c/{purchase.claim_code}").status_code == 200
    clock.now = purchase.claim_expires_at
    assert client.get(f"/c/{purchase.claim_code}").status_code == 410
