"""Subscriptions and stock over HTTP: what a shop tells, and what is refused."""

from collections.abc import Callable

from flask.testing import FlaskClient

from models.database import Database
from models.purchase import PurchaseItem
from tests.api.test_purchases import ORDER, Headers

TWO = [{"sku": "TON-01", "name": "化粧水", "subscription": True}, {"sku": "CRM-01", "name": "クリーム"}]


def subscribed(database: Database) -> dict[str, bool]:
    with database.read() as session:
        return {item.sku: item.subscription for item in session.query(PurchaseItem)}


def test_an_order_may_say_that_an_item_is_a_subscription(
    client: FlaskClient, headers: Headers, database: Database
) -> None:
    client.post("/api/v1/purchases", json=ORDER | {"items": TWO}, headers=headers)
    assert subscribed(database) == {"TON-01": True, "CRM-01": False}
    read = client.get("/api/v1/purchases/HS-1001", headers=headers).json
    assert [item["subscription"] for item in read["items"]] == [True, False]


def test_a_subscription_is_told_later_and_ended_for_all_orders_of_the_product(
    client: FlaskClient, headers: Headers, database: Database
) -> None:
    for number in ("HS-1001", "HS-1002"):
        client.post("/api/v1/purchases", json=ORDER | {"external_id": number, "items": TWO}, headers=headers)
    path = "/api/v1/purchases/HS-1002/subscription"
    told = client.post(path, json={"subscribed": True, "sku": "CRM-01"}, headers=headers)
    assert told.json == {"external_id": "HS-1002", "skus": ["CRM-01"], "subscribed": True, "changed": True}
    again = client.post(path, json={"subscribed": True}, headers=headers)
    assert again.json == {
        "external_id": "HS-1002", "skus": ["CRM-01", "TON-01"], "subscribed": True, "changed": False,
    }  # fmt: skip
    assert client.post(path, json={"subscribed": False}, headers=headers).json["changed"] is True
    assert set(subscribed(database).values()) == {False}


def test_a_product_that_is_not_in_the_order_is_refused(client: FlaskClient, headers: Headers) -> None:
    client.post("/api/v1/purchases", json=ORDER, headers=headers)
    path = "/api/v1/purchases/HS-1001/subscription"
    answer = client.post(path, json={"subscribed": True, "sku": "OTHER"}, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/sku")
    nobody = client.post("/api/v1/purchases/NONE/subscription", json={"subscribed": True}, headers=headers)
    assert nobody.status_code == 404


def test_stock_runs_out_is_read_and_comes_back(client: FlaskClient, headers: Headers) -> None:
    out = {"sku": "TON-01", "in_stock": False, "back_on": "2026-12-10"}
    assert client.post("/api/v1/stock", json=out, headers=headers).json == {**out, "released": 0}
    (row,) = client.get("/api/v1/stock", headers=headers).json["items"]
    assert (row["sku"], row["back_on"]) == ("TON-01", "2026-12-10")
    moved = {"sku": "TON-01", "in_stock": False}
    assert client.post("/api/v1/stock", json=moved, headers=headers).json["back_on"] is None
    assert (
        client.post("/api/v1/stock", json={"sku": "TON-01", "in_stock": True}, headers=headers).status_code
        == 200
    )
    assert client.get("/api/v1/stock", headers=headers).json == {"items": []}


def test_a_day_that_cannot_be_is_refused(client: FlaskClient, headers: Headers) -> None:
    for wrong in (
        {"sku": "A", "in_stock": False, "back_on": "2020-01-01"},
        {"sku": "A", "in_stock": False, "back_on": "2031-01-01"},
        {"sku": "A", "in_stock": True, "back_on": "2026-12-10"},
    ):
        answer = client.post("/api/v1/stock", json=wrong, headers=headers)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/back_on"), wrong


def test_each_call_needs_its_scope(client: FlaskClient, bearer: Callable[..., Headers]) -> None:
    may_read = bearer("purchases:read")
    assert client.get("/api/v1/stock", headers=may_read).status_code == 200
    assert client.post("/api/v1/stock", json={}, headers=may_read).status_code == 403
    assert client.get("/api/v1/stock", headers=bearer("answers:read")).status_code == 403
