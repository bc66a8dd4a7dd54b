"""The purchases API over HTTP: what a shop tells, what it gets back, and what it is told it did wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api.app import create_api, new_app
from models.database import Database
from models.token import ApiToken
from services.shop import Shop
from tests.conftest import FakeClock

ORDER: dict[str, Any] = {
    "external_id": "HS-1001",
    "purchased_at": "2026-11-20T14:30:00+09:00",
    "items": [
        {"sku": "TON-01", "name": "朝つゆ 化粧水", "category": "skincare", "quantity": 2, "unit_price": 3520}
    ],
    "customer": {
        "name": "青空 花子",
        "phone": "０９０-0000-1234",
        "email": "hanako@example.jp",
        "locale": "ja",
    },
    "expected_delivery_on": "2026-11-23",
}
Headers = dict[str, str]


def test_a_purchase_is_created_once_and_told_again_gets_the_same_code(
    client: FlaskClient, headers: Headers
) -> None:
    first = client.post("/api/v1/purchases", json=ORDER, headers=headers)
    again = client.post(
        "/api/v1/purchases", json=ORDER | {"items": [{"sku": "X", "name": "Y"}]}, headers=headers
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    told = first.json
    assert told is not None
    assert set(told) == {
        "id", "external_id", "claim_code", "claim_url", "landing_url", "qr_url", "referral",
    }  # fmt: skip
    assert told["referral"] is None
    assert told["claim_code"].startswith("SN-")
    assert told["claim_url"].startswith("https://line.me/R/oaMessage/%40shop/?")
    assert told["claim_code"] in told["claim_url"]
    assert told["qr_url"] == told["landing_url"] + "/qr.svg"


def test_a_purchase_is_read_with_everything_that_was_told(client: FlaskClient, headers: Headers) -> None:
    client.post("/api/v1/purchases", json=ORDER, headers=headers)
    client.post(
        "/api/v1/purchases/HS-1001/milestones",
        json={"milestone": "shipped", "at": "2026-11-21T09:00:00Z", "note": "発送しました"},
        headers=headers,
    )
    read = client.get("/api/v1/purchases/HS-1001", headers=headers).json
    assert read is not None
    assert read["status"] == "active"
    assert read["purchased_at"] == "2026-11-20T05:30:00Z"
    assert read["expected_delivery_on"] == "2026-11-23"
    assert read["customer"]["phone"] == "+819000001234"
    assert read["items"][0] == {**ORDER["items"][0], "subscription": False}
    assert read["milestones"] == [
        {"milestone": "shipped", "at": "2026-11-21T09:00:00Z", "note": "発送しました"}
    ]


def test_a_milestone_without_a_time_is_now_and_stays(
    client: FlaskClient, headers: Headers, clock: FakeClock
) -> None:
    client.post("/api/v1/purchases", json=ORDER, headers=headers)
    address = "/api/v1/purchases/HS-1001/milestones"
    first = client.post(address, json={"milestone": "delivered"}, headers=headers)
    clock.advance(hours=1)
    again = client.post(address, json={"milestone": "delivered"}, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == {"milestone": "delivered", "at": "2026-11-24T03:00:00Z", "note": "", "changed": True}
    assert again.json == {
        "milestone": "delivered",
        "at": "2026-11-24T03:00:00Z",
        "note": "",
        "changed": False,
    }


@pytest.mark.parametrize(
    ("verb", "status"), [("cancel", "cancelled"), ("refund", "refunded"), ("return", "returned")]
)
def test_a_purchase_ends_once_and_no_end_turns_into_another(
    client: FlaskClient, headers: Headers, verb: str, status: str
) -> None:
    client.post("/api/v1/purchases", json=ORDER, headers=headers)
    ended = client.post(f"/api/v1/purchases/HS-1001/{verb}", headers=headers)
    again = client.post(f"/api/v1/purchases/HS-1001/{verb}", json={"note": "二度目"}, headers=headers)
    other = client.post(
        f"/api/v1/purchases/HS-1001/{'refund' if verb == 'cancel' else 'cancel'}", json={}, headers=headers
    )
    assert (ended.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert ended.json is not None
    assert ended.json["status"] == status
    assert again.json == ended.json | {"changed": False}
    assert other.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"external_id": 7}, "#/external_id"),
        ({"external_id": "a/b"}, "#/external_id"),
        ({"external_id": "a\0"}, "#/external_id"),
        ({"external_id": "x" * 101}, "#/external_id"),
        ({"purchased_at": 0}, "#/purchased_at"),
        ({"purchased_at": "2026-11-20"}, "#/purchased_at"),
        ({"purchased_at": "2026-11-20T14:30:00"}, "#/purchased_at"),
        ({"purchased_at": "0001-01-01T00:00:00+09:00"}, "#/purchased_at"),
        ({"purchased_at": "2099-01-01T00:00:00Z"}, "#/purchased_at"),
        ({"expected_delivery_on": "2026-02-30"}, "#/expected_delivery_on"),
        ({"items": []}, "#/items"),
        ({"items": [{"sku": "A", "name": "B", "quantity": "2"}]}, "#/items/0/quantity"),
        ({"items": [{"sku": "A", "name": "B", "quantity": True}]}, "#/items/0/quantity"),
        ({"items": [{"sku": "A", "name": "B", "unit_price": 2**40}]}, "#/items/0/unit_price"),
        ({"items": [{"sku": "A", "name": "b\0"}]}, "#/items/0/name"),
        ({"items": [{"sku": "A", "name": "b" * 201}]}, "#/items/0/name"),
        ({"items": [{"sku": "A", "name": "   "}]}, "#/items/0/name"),
        ({"customer": {"time_zone": "Mars/Base"}}, "#/customer/time_zone"),
        ({"customer": {"nickname": "x"}}, "#/customer/nickname"),
        ({"unknown": 1}, "#/unknown"),
    ],
)
def test_a_wrong_field_is_named(
    client: FlaskClient, headers: Headers, change: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/api/v1/purchases", json=ORDER | change, headers=headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert "Value error" not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"external_id": NaN}', 400),
        (b'{"external_id": "\\ud800"}', 400),
        (b"\xff\xfe", 400),
        (b"null", 422),
        (b"[]", 422),
        (b"", 422),
        (b'"' + b"x" * 1_100_000 + b'"', 413),
    ],
)
def test_bodies_that_are_no_order_are_refused(
    client: FlaskClient, headers: Headers, body: bytes, status: int
) -> None:
    answer = client.post("/api/v1/purchases", data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_another_media_type_is_refused(client: FlaskClient, headers: Headers) -> None:
    answer = client.post("/api/v1/purchases", data={"external_id": "1"}, headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("external_id", ["nothing", "%00", "%2e%2e", "x" * 500])
def test_a_purchase_that_is_not_there_is_a_problem(
    client: FlaskClient, headers: Headers, external_id: str
) -> None:
    for answer in (
        client.get(f"/api/v1/purchases/{external_id}", headers=headers),
        client.post(f"/api/v1/purchases/{external_id}/cancel", headers=headers),
    ):
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("name", ["Shipped", "発送", "", "x" * 41, "befriended", "case_closed"])
def test_names_that_are_no_milestones_of_a_shop_are_refused(
    client: FlaskClient, headers: Headers, name: str
) -> None:
    client.post("/api/v1/purchases", json=ORDER, headers=headers)
    answer = client.post("/api/v1/purchases/HS-1001/milestones", json={"milestone": name}, headers=headers)
    assert answer.status_code == 422


def test_without_a_token_nothing_opens_and_with_the_wrong_scope_neither(
    client: FlaskClient, bearer: Callable[..., Headers]
) -> None:
    for wrong in ({}, {"Authorization": "Bearer sng_nothing"}, {"Authorization": "Basic eDp5"}):
        answer = client.post("/api/v1/purchases", json=ORDER, headers=wrong)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    reader = bearer("purchases:read")
    assert client.post("/api/v1/purchases", json=ORDER, headers=reader).status_code == 403
    assert client.get("/api/v1/purchases/HS-1001", headers=reader).status_code == 404
    assert client.get("/api/v1/answers", headers=reader).status_code == 403


def test_a_token_in_use_is_seen(
    client: FlaskClient, headers: Headers, database: Database, clock: FakeClock
) -> None:
    client.get("/api/v1/cases", headers=headers)
    with database.read() as session:
        assert session.get_one(ApiToken, 1).used_at == clock()


def test_too_many_calls_are_told_to_wait(
    database: Database, shop: Shop, clock: FakeClock, bearer: Callable[..., Headers]
) -> None:
    app = new_app("api")
    create_api(app, database, lambda channel_id: shop, shop.channel_id, clock, per_second=0.01, burst=3)
    client, headers, other = app.test_client(), bearer(), bearer()
    answers = [client.get("/api/v1/cases", headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 100
    assert answers[-1].mimetype == "application/problem+json"
    assert client.get("/api/v1/cases", headers=other).status_code == 200


def test_of_very_many_wrong_fields_the_first_are_named(client: FlaskClient, headers: Headers) -> None:
    answer = client.post("/api/v1/purchases", json=ORDER | {f"u{n}": 1 for n in range(60)}, headers=headers)
    assert answer.status_code == 422
    assert answer.json is not None
    assert len(answer.json["errors"]) == 50
    assert "50 of 60 mistakes" in answer.json["detail"]


def test_errors_of_pages_stay_pages(app: APIFlask) -> None:
    client = app.test_client()
    for path, status in (("/nothing", 404), ("/console/nothing", 404)):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert client.post("/console/").mimetype == "text/html"
    assert client.get("/api/nothing").mimetype == "application/problem+json"
    assert client.delete("/api/v1/purchases").status_code == 405


def test_something_broken_inside_is_a_problem_without_its_insides(
    database: Database, shop: Shop, clock: FakeClock, headers: Headers
) -> None:
    def broken(channel_id: int) -> Shop:
        raise RuntimeError("青空 花子")

    app = new_app("api")
    create_api(app, database, broken, shop.channel_id, clock)
    answer = app.test_client().post("/api/v1/purchases", json=ORDER, headers=headers)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "青空" not in answer.text
