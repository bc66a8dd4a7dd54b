"""Other systems are told what happened: in its own commit, and nothing that names a person."""

from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.events_out import add_webhooks
from models.case import Case
from models.staff import Staff
from models.webhook import WebhookDelivery, WebhookEndpoint
from services import cases, endpoints, reopening
from services.announcing import PING, TYPES
from tests.spine.scenes import BORIS, at_checkin, befriended, staff_closes, staff_writes
from tests.spine.stage import Stage


def listen(stage: Stage, *types: str, active: bool = True) -> None:
    with stage.database.begin() as uow:
        uow.session.add(
            WebhookEndpoint(
                url="https://shop.example.jp/hook", secret="x", events=list(types or TYPES), active=active,
                created_at=stage.clock(),
            )
        )  # fmt: skip
        uow.commit()


def told(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    return [(row.type, orjson.loads(row.payload)["data"]) for row in stage.rows(WebhookDelivery)]


def test_a_customers_way_is_told_step_by_step_without_a_name_or_a_word(stage: Stage) -> None:
    listen(stage)
    stage.staff("鈴木")
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.say("５")
    stage.travel(days=1, hours=3)
    staff_writes(stage, "鈴木です。どうされましたか。")
    hanako.say("顔がかゆくて赤いです")
    staff_closes(stage)
    types = [type for type, _ in told(stage)]
    assert types[0] == "purchase.claimed"
    story = [type for type in types if type not in ("purchase.claimed", "answer.captured")]
    assert [t for t in story if t != "check_in.completed"] == [
        "case.opened", "promise.broken", "case.escalated", "case.escalated", "case.answered",
        "health.reported", "case.closed",
    ]  # fmt: skip
    everything = "".join(row.payload for row in stage.rows(WebhookDelivery))
    for secret in ("佐藤", "花子", "鈴木", "かゆ", hanako.user_id, "毎日"):
        assert secret not in everything, secret
    facts = dict(told(stage))
    assert facts["case.opened"]["purchase"] == "A-1"
    assert facts["case.answered"]["in_time"] is False
    assert facts["case.closed"]["close_reason"] == "solved"
    answers = [data for type, data in told(stage) if type == "answer.captured"]
    assert {"axis", "score", "value", "script", "step", "answered_at"} <= answers[-1].keys()


def test_every_message_of_a_story_is_as_the_description_says(stage: Stage) -> None:
    listen(stage)
    stage.staff("鈴木")
    boris = at_checkin(stage, "B-1", BORIS)
    for said in ("毎日使っている", "1", "1", "うれしい", "とばす"):
        boris.say(said)
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.say("５")
    stage.travel(days=1, hours=3)
    staff_writes(stage, "鈴木です。どうされましたか。")
    hanako.say("顔がかゆくて赤いです")
    staff_closes(stage)
    with stage.database.begin() as uow:
        case, staff = uow.session.get_one(Case, stage.rows(Case)[-1].id), uow.session.get_one(Staff, 1)
        reopening.reopen(uow.session, stage.shop, case, staff, stage.clock(), is_told=False)
        endpoints.ping(uow.session, stage.rows(Staff)[0].id, 1, stage.clock())
        uow.commit()
    spec: dict[str, Any] = {"components": {"schemas": {}}}
    add_webhooks(spec)
    for schema in spec["components"]["schemas"].values():
        schema["additionalProperties"] = False  # nothing is sent that is not described
    seen = set()
    for row in stage.rows(WebhookDelivery):
        body = spec["webhooks"][row.type]["post"]["requestBody"]["content"]["application/json"]["schema"]
        whole = {**body, "additionalProperties": False, "components": spec["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker(["date-time"]))
        validator.validate(orjson.loads(row.payload))
        seen.add(row.type)
    assert seen == {*TYPES, PING}


def test_only_what_somebody_listens_to_is_written(stage: Stage) -> None:
    listen(stage, "case.opened")
    listen(stage, "case.opened", "case.closed", active=False)
    befriended(stage).say("担当者と話す")
    assert [type for type, _ in told(stage)] == ["case.opened"]


def test_what_is_rolled_back_is_told_to_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    listen(stage, "case.opened")
    hanako = befriended(stage)
    stage.staff()

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("after the case was opened")

    monkeypatch.setattr(cases, "alert", breaks)
    hanako.say("担当者と話す")
    assert told(stage) == []
