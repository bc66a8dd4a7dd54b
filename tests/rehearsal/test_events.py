"""Events dropped into a try-out, what the diary says of them, and the moments the clock may jump to."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from models.case import Case
from models.conversation import Conversation
from models.database import Database
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from rehearsal import make_blueprint
from rehearsal.folder import Folder
from rehearsal.live_shop import LiveShop
from tests.rehearsal.conftest import Trial
from tests.spine.scenes import at_checkin, befriended
from tests.spine.stage import ANNA


def drop(trial: Trial, what: str, status: int = 200, **more: str) -> str:
    told = trial.post("events", status, line_user_id=ANNA, what=what, **more)
    return str(told["outcome"] if status == 200 else told["error"])


def test_the_diary_tells_what_was_due_decided_why_and_what_it_cost(trial: Trial) -> None:
    at_checkin(trial.stage)
    told = trial.diary(ANNA)
    (decided,) = (
        one
        for one in told["entries"]
        if one["kind"] == "decided" and one["touchpoint"] == "checkin" and one["verdict"] == "send"
    )
    assert decided["why"]["ja"] == "予定の時刻になったため、お送りしました"
    assert decided["why"]["en"].startswith("It was due")
    assert decided["billed"] == 1
    assert datetime.fromisoformat(decided["planned_at"]) <= datetime.fromisoformat(decided["at"])
    skipped = [one for one in told["entries"] if one["kind"] == "decided" and one["verdict"] == "skip"]
    assert {"howto"} <= {one["touchpoint"] for one in skipped}
    assert told["billed"] == trial.stage.billed()
    assert all(one["billed"] == 0 for one in skipped)


def test_what_comes_is_told_with_its_moment(trial: Trial) -> None:
    befriended(trial.stage)
    drop(trial, "delivered")
    coming = trial.diary(ANNA)["coming"]
    assert [one["touchpoint"] for one in coming if one["kind"] == "touchpoint"] == [
        "behind-day3", "howto", "checkin", "remaining", "refill",
    ]  # fmt: skip
    assert coming == sorted(coming, key=lambda one: one["due_at"])


def test_words_that_were_taken_back_are_not_in_the_diary(trial: Trial) -> None:
    hanako = at_checkin(trial.stage)
    hanako.tap("毎日使っている")
    said = hanako.say("４")
    hanako.unsend(said)
    assert "４" not in [one["label"] for one in trial.kinds(ANNA, "answer")]


def test_delivered_told_again_without_a_time_changes_nothing_and_with_one_moves_the_plan(
    trial: Trial,
) -> None:
    befriended(trial.stage)
    assert drop(trial, "delivered") == "done"
    planned = {t.key: t.planned_at for t in trial.stage.rows(Touchpoint)}
    trial.stage.travel(hours=30)
    assert drop(trial, "delivered") == "nothing_changed"
    assert {t.key: t.planned_at for t in trial.stage.rows(Touchpoint)} == planned
    assert drop(trial, "delivered_again") == "done"
    moved = {t.key: t.planned_at for t in trial.stage.rows(Touchpoint)}
    assert moved["checkin"] > planned["checkin"]
    assert moved["delivered"] == planned["delivered"], "what was sent stays"


@pytest.mark.parametrize("what", ["cancelled", "refunded", "returned"])
def test_a_purchase_that_ends_stops_its_journey(trial: Trial, what: str) -> None:
    befriended(trial.stage)
    drop(trial, "delivered")
    assert drop(trial, what) == "done"
    assert drop(trial, what) == "nothing_changed"
    assert trial.diary(ANNA)["coming"] == []
    reasons = {one["why"]["ja"] for one in trial.kinds(ANNA, "decided") if one["verdict"] == "skip"}
    assert any("終了しました" in reason for reason in reasons)
    other = "refunded" if what != "refunded" else "cancelled"
    assert drop(trial, other, 409) == "already_ended"


def test_a_delayed_parcel_moves_the_expected_day_until_it_is_there(trial: Trial) -> None:
    befriended(trial.stage)
    today = trial.stage.clock().astimezone(trial.live().tz).date()
    assert drop(trial, "delayed") == (today + timedelta(days=5)).isoformat()
    drop(trial, "delivered")
    assert drop(trial, "delayed", 409) == "already_delivered"
    assert trial.stage.rows(Purchase)[0].expected_delivery_on == today + timedelta(days=5)


def test_staff_take_over_the_bot_is_silent_and_asks_again_when_they_hand_back(trial: Trial) -> None:
    trial.stage.staff("鈴木")
    hanako = at_checkin(trial.stage)
    trial.stage.travel(hours=15)  # 10:00, nobody is asked anything at night
    hanako.received()
    assert drop(trial, "takeover") == "done"
    assert "鈴木です" in hanako.heard()
    hanako.say("毎日使っている")
    assert hanako.heard() == "", "two people are talking"
    assert trial.diary(ANNA)["talk"] == "human"
    assert drop(trial, "hand_back") == "done"
    assert "使ってみましたか" in hanako.heard()
    assert [one["what"] for one in trial.kinds(ANNA, "case")] == ["opened", "reply", "closed"]
    assert drop(trial, "hand_back", 409) == "no_case"


def test_a_long_holiday_moves_the_next_promise_behind_it(trial: Trial) -> None:
    trial.stage.staff("鈴木")
    hanako = at_checkin(trial.stage)
    trial.stage.travel(hours=16)
    told = trial.post("events", what="long_holiday")["outcome"]
    last = told.split("..")[1]
    trial.stage.travel(days=1)
    hanako.say("使ったら赤くなりました")
    (case,) = trial.stage.rows(Case)
    assert case.promise_at.astimezone(trial.live().tz).date().isoformat() > last


def test_a_script_is_begun_by_hand_in_the_version_that_is_published(trial: Trial) -> None:
    hanako = befriended(trial.stage)
    text, seen = trial.text("script", "cosmetics-howto")
    trial.save("cosmetics-howto", text.replace("夜", "よる"), seen)
    hanako.received()
    assert drop(trial, "begin", script="cosmetics-howto") == "done"
    assert len(hanako.received()) == 1
    assert trial.stage.rows(Conversation)[-1].script == "cosmetics-howto"
    assert drop(trial, "begin", 409, script="no-such") == "unknown_script"


def test_what_cannot_happen_says_why(trial: Trial) -> None:
    assert drop(trial, "delivered", 409) == "never_met"
    hanako = trial.stage.person()
    hanako.follow()
    assert drop(trial, "delivered", 409) == "no_order"
    assert drop(trial, "takeover", 409) == "no_staff"
    assert drop(trial, "explode", 409) == "unknown_event"


def test_somebody_buys_and_the_link_brings_them_into_the_chat(trial: Trial) -> None:
    products = trial.get("orders")["products"]
    assert {one["journey"] for one in products} == {"cosmetics", "default"}
    bought = trial.post("orders", 201, name="山田", journey="cosmetics")
    assert bought["claim_url"].startswith("https://line.me/R/oaMessage/%40sonogo")
    (purchase,) = trial.stage.rows(Purchase)
    assert (purchase.journey, purchase.customer_name) == ("cosmetics", "山田")
    assert trial.post("orders", 409, name="山田", journey="no-such")["error"] == "unknown_journey"


def test_the_clock_can_jump_from_due_moment_to_due_moment(trial: Trial) -> None:
    hanako = befriended(trial.stage)
    drop(trial, "delivered")
    hanako.received()
    seen = []
    for _ in range(20):
        told = trial.get(f"next?people={ANNA}")
        assert told["busy"] is False
        if told["next_at"] is None:
            break
        ahead = datetime.fromisoformat(told["next_at"]) - datetime.fromisoformat(told["now"])
        assert ahead > timedelta(0)
        trial.stage.clock.advance(seconds=ahead.total_seconds())
        trial.post(f"due?people={ANNA}")
        seen += hanako.received()
    asked = [one for one in trial.stage.rows(Touchpoint) if one.status == "sent"]
    at = {one.key: one.decided_at for one in asked}
    assert at["howto"] == next(t.planned_at for t in asked if t.key == "howto"), "at its very moment"
    assert at["checkin"] == next(t.planned_at for t in asked if t.key == "checkin")
    assert len(seen) >= 2


def test_nobody_in_particular_means_everybody(trial: Trial) -> None:
    befriended(trial.stage)
    drop(trial, "delivered")
    assert trial.get("next")["next_at"] == trial.get(f"next?people={ANNA}")["next_at"]
    assert trial.get("next?people=U" + "9" * 32)["next_at"] is None


@pytest.mark.parametrize(
    ("headers", "remote", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({"Host": "localhost:8000"}, "127.0.0.1", 200),
        ({"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"}, "127.0.0.1", 200),
        ({}, "192.168.1.7", 403),
        ({"Host": "evil.example"}, "127.0.0.1", 403),
        ({"Origin": "https://evil.example"}, "127.0.0.1", 403),
        ({"Origin": "null"}, "127.0.0.1", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "127.0.0.1", 403),
        ({"Sec-Fetch-Site": "same-site"}, "127.0.0.1", 403),
    ],
)
@pytest.mark.parametrize("path", ["diary", "scripts", "next", "orders"])
def test_only_this_machine_may_knock(
    trial: Trial, path: str, headers: dict[str, str], remote: str, status: int
) -> None:
    headers = {"Host": "127.0.0.1", **headers}
    answer = trial.doors.get(f"/demo/{path}", headers=headers, environ_base={"REMOTE_ADDR": remote})
    assert answer.status_code == status


def test_a_form_of_another_site_changes_nothing(trial: Trial) -> None:
    body = '{"kind": "script", "id": "x", "text": "", "fingerprint": ""}'
    refused = trial.doors.post("/demo/scripts/save", data=body, content_type="text/plain")
    assert refused.status_code == 415


def test_the_clock_may_be_moved_from_another_machine_but_not_by_another_site(trial: Trial) -> None:
    before = trial.stage.clock()
    far = {"REMOTE_ADDR": "10.0.0.3"}
    moved = trial.doors.post("/demo/clock", json={"advance_seconds": 60}, environ_base=far)
    assert datetime.fromisoformat(moved.json["now"]) == before + timedelta(seconds=60)
    evil = {"Origin": "https://evil.example"}
    assert trial.doors.post("/demo/clock", json={"advance_seconds": 60}, headers=evil).status_code == 403
    for wrong in (-1, True, "60", None, 1e12):
        assert trial.doors.post("/demo/clock", json={"advance_seconds": wrong}).status_code == 422


def test_without_a_folder_everything_can_be_read_and_nothing_saved(trial: Trial, database: Database) -> None:
    live = LiveShop(database, trial.stage.shop, Folder(None), trial.stage.clock)
    live.refresh()
    app = Flask(__name__)
    app.register_blueprint(make_blueprint(database, live, trial.stage.clock))  # type: ignore[arg-type]
    doors = app.test_client()
    assert doors.get("/demo/scripts").json["can_save"] is False
    opened = doors.get("/demo/scripts/script/delivered").json
    given = {
        "kind": "script",
        "id": "delivered",
        "text": opened["text"],
        "fingerprint": opened["fingerprint"],
    }
    refused = doors.post("/demo/scripts/save", json=given)
    assert (refused.status_code, refused.json["refused"]) == (409, "no_folder")
    holiday = doors.post("/demo/events", json={"what": "long_holiday"})
    assert (holiday.status_code, holiday.json["error"]) == (409, "no_folder")
