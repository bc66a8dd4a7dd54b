"""Answers and cases in pages: a stable order, cursors that end, `since`."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from models.case import Case
from models.conversation import Answer, Conversation
from models.database import Database
from models.script import ScriptVersion
from services.purchases import NewItem, NewPurchase, register
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend

Headers = dict[str, str]


def answers(database: Database, shop: Shop, clock: FakeClock, count: int) -> datetime:
    """One conversation with this many answers, a minute apart; when the first was given."""
    started, contact_id = clock(), befriend(database, shop, clock())
    with database.begin() as uow:
        version = ScriptVersion(script="checkin", version=1, digest="x", body={}, published_at=started)
        order = NewPurchase("HS-1", started, (NewItem("A", "化粧水"),))
        purchase, _ = register(uow.session, shop, order, started)
        uow.session.add(version)
        uow.session.flush()
        whose = {"channel_id": shop.channel_id, "contact_id": contact_id, "purchase_id": purchase.id}
        run = {"script_version_id": version.id, "script": "checkin", **whose}
        conversation = Conversation(token="t", started_at=started, updated_at=started, **run)
        uow.session.add(conversation)
        uow.session.flush()
        for turn in range(count):
            said = {"value": "4", "label": "うれしい", "score": 4, "axis": "feeling", "kind": "scale"}
            at = started + timedelta(minutes=turn)
            uow.session.add(
                Answer(
                    conversation_id=conversation.id, step="feeling", turn=turn, answered_at=at, **said, **run
                )
            )
        uow.session.add(
            Case(
                conversation_id=conversation.id,
                reason="unhappy",
                opened_at=started,
                promise_at=started,
                **whose,
            )
        )
        uow.commit()
    return started


def test_pages_of_answers_follow_each_other_and_end(
    client: FlaskClient, headers: Headers, database: Database, shop: Shop, clock: FakeClock
) -> None:
    answers(database, shop, clock, 7)
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = client.get(f"/api/v1/answers?limit=3{cursor and '&cursor=' + cursor}", headers=headers).json
        assert page is not None
        seen += [item["id"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert (len(seen), pages) == (7, 3)
    assert seen == sorted(set(seen))


def test_an_answer_carries_its_order_number_and_no_name(
    client: FlaskClient, headers: Headers, database: Database, shop: Shop, clock: FakeClock
) -> None:
    started = answers(database, shop, clock, 3)
    since = (started + timedelta(minutes=2)).isoformat().replace("+00:00", "Z")
    page = client.get("/api/v1/answers", query_string={"since": since}, headers=headers).json
    assert page is not None
    (item,) = page["items"]
    assert (item["purchase"], item["score"], item["answered_at"]) == ("HS-1", 4, since)
    assert page["next"] is None


def test_cases_are_found_again_when_they_close(
    client: FlaskClient, headers: Headers, database: Database, shop: Shop, clock: FakeClock
) -> None:
    answers(database, shop, clock, 1)
    later = clock.advance(days=1)
    query = {"since": later.isoformat()}
    assert client.get("/api/v1/cases", query_string=query, headers=headers).json == {
        "items": [],
        "next": None,
    }
    with database.begin() as uow:
        case = uow.session.get_one(Case, 1)
        case.status, case.closed_at, case.close_reason = "closed", later, "solved"
        uow.commit()
    found = client.get("/api/v1/cases", query_string=query, headers=headers).json
    assert found is not None
    assert [(case["purchase"], case["status"], case["reason"]) for case in found["items"]] == [
        ("HS-1", "closed", "unhappy")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=abc",
        "cursor=%00",
        "cursor=after-9999999999999999999",
        "since=yesterday",
        "since=0001-01-01T00:00:00Z",
        "page=2",
    ],
)
def test_wrong_queries_are_problems(client: FlaskClient, headers: Headers, query: str) -> None:
    answer = client.get(f"/api/v1/answers?{query}", headers=headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert answer.json["errors"][0]["parameter"] in ("limit", "cursor", "since", "page")
