"""接点: sent, put off or left out, each time with a reason anybody can read."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from conversations.replies import show_code
from conversations.timing import reason_ja
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.touchpoint import Decision, Touchpoint
from services import touchpoints
from services.touchpoints import run_due
from tests.spine.scenes import BORIS, at_checkin, befriended, delivered_two_weeks_ago
from tests.spine.stage import Stage


def reasons(stage: Stage, key: str) -> list[str]:
    """What was decided about this touchpoint, in order."""
    ids = [t.id for t in stage.rows(Touchpoint, key=key)]
    return [d.reason for d in stage.rows(Decision) if d.touchpoint_id in ids]


@pytest.fixture(autouse=True)
def _every_reason_is_a_sentence(stage: Stage) -> Any:
    yield
    for decision in stage.rows(Decision):
        assert reason_ja(decision.reason, decision.detail) != decision.reason


def test_nobody_is_woken_at_night(stage: Stage) -> None:
    hanako = befriended(stage)
    stage.travel(hours=12)  # midnight in Tokyo
    stage.milestone("A-1", "delivered", stage.clock())
    assert hanako.heard() == ""
    assert reasons(stage, "delivered") == ["quiet_hours"]
    stage.travel(hours=9)
    assert "届" in hanako.heard()
    assert reasons(stage, "delivered") == ["quiet_hours", "due"]


def test_the_touchpoints_own_hours_hold(stage: Stage) -> None:
    hanako = befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert "もう使ってみましたか" in hanako.heard()
    assert reasons(stage, "checkin") == ["due"]
    assert reasons(stage, "howto") == ["too_late"]


def on_a_holiday(stage: Stage) -> None:
    """Today is one, and the shop leaves its customers in peace then."""
    today = stage.clock().astimezone(stage.shop.tz).date()
    hours = replace(stage.shop.rules.hours, is_holiday=lambda day: day == today)
    stage.shop = replace(stage.shop, rules=replace(stage.shop.rules, hours=hours, rest_on_holidays=True))


def test_a_shop_that_rests_on_holidays_asks_the_day_after(stage: Stage) -> None:
    hanako = befriended(stage)
    on_a_holiday(stage)
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert "もう使ってみましたか" not in hanako.heard()
    assert reasons(stage, "checkin") == ["holiday"]
    stage.travel(days=1)
    assert "もう使ってみましたか" in hanako.heard()


def test_news_of_an_order_keeps_no_holiday(stage: Stage) -> None:
    hanako = befriended(stage)
    on_a_holiday(stage)
    stage.milestone("A-1", "shipped", stage.clock())
    stage.travel(minutes=1)
    assert reasons(stage, "shipped") == ["due"]
    assert hanako.heard()


def test_two_purchases_of_one_person_ask_once_in_three_days(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say(show_code(stage.buy("A-2", product="しずく化粧水").claim_code))
    delivered_two_weeks_ago(stage, "A-1")
    delivered_two_weeks_ago(stage, "A-2")
    stage.travel(hours=7)
    first = [c for c in stage.rows(Conversation) if c.script == "cosmetics-checkin"]
    assert len(first) == 1
    hanako.tap("答えたくない")
    stage.travel(days=1)
    stage.travel(days=1)
    assert len([c for c in stage.rows(Conversation) if c.script == "cosmetics-checkin"]) == 1
    assert "fatigue" in reasons(stage, "checkin")
    stage.travel(days=2)
    assert len([c for c in stage.rows(Conversation) if c.script == "cosmetics-checkin"]) == 2


def test_no_question_while_a_case_is_open_but_news_still_comes(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    hanako.received()
    stage.milestone("A-1", "shipped", stage.clock())
    assert "発送" in hanako.heard() or reasons(stage, "shipped") == ["due"]
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert reasons(stage, "checkin") == ["case_open"]


def test_after_a_health_word_nothing_is_sent_but_what_people_write(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("顔が真っ赤に腫れてかゆいです")
    assert "医療機関" in hanako.heard()
    stage.milestone("A-1", "shipped", stage.clock())
    assert hanako.heard() == ""
    assert reasons(stage, "shipped") == ["health"]


def test_a_running_talk_is_not_interrupted_by_another_question(stage: Stage) -> None:
    befriended(stage, tap="")
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert reasons(stage, "checkin") == ["conversation_running"]
    assert [c.status for c in stage.rows(Conversation)] == ["waiting"]


def test_a_late_shipping_notice_is_left_out(stage: Stage) -> None:
    befriended(stage)
    stage.milestone("A-1", "shipped", stage.clock() - timedelta(days=2))
    assert reasons(stage, "shipped") == ["too_late"]


def test_who_only_wrote_once_is_no_friend_a_week_later(stage: Stage) -> None:
    hanako = stage.person()
    hanako.say(show_code(stage.buy().claim_code))
    hanako.tap("うるおい")
    stage.travel(days=8)
    stage.milestone("A-1", "shipped", stage.clock())
    assert reasons(stage, "shipped")[-1] == "not_a_friend"


def test_two_workers_at_once_send_once(stage: Stage) -> None:
    befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.clock.advance(hours=7)
    workers = [
        threading.Thread(target=run_due, args=(stage.database, stage.shop_of, stage.clock)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stage.play()
    assert len([m for m in stage.rows(OutboundMessage, kind="check_in") if m.turn == 1]) == 1
    assert reasons(stage, "checkin") == ["due"]


def test_one_touchpoint_that_breaks_does_not_hold_up_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    befriended(stage)
    befriended(stage, "B-1", BORIS)
    broken = stage.contact().id
    for number in ("A-1", "B-1"):
        delivered_two_weeks_ago(stage, number)
    stage.clock.advance(hours=7)
    begin = touchpoints.begin

    def breaks(desk: Any, contact: Any, *rest: Any, **more: Any) -> Any:
        if contact.id == broken:
            raise RuntimeError("this one breaks")
        return begin(desk, contact, *rest, **more)

    monkeypatch.setattr(touchpoints, "begin", breaks)
    run_due(stage.database, stage.shop_of, stage.clock)
    assert [c.contact_id == broken for c in stage.rows(Conversation, script="cosmetics-checkin")] == [False]
    monkeypatch.undo()
    assert run_due(stage.database, stage.shop_of, stage.clock) == 0, "it waits an hour"
    stage.clock.advance(hours=16)  # … and the night
    run_due(stage.database, stage.shop_of, stage.clock)
    assert len(stage.rows(Conversation, script="cosmetics-checkin")) == 2


def test_a_question_that_never_arrived_does_not_keep_others_waiting(stage: Stage) -> None:
    stage.staff()
    befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push", "status": 400})
    stage.travel(hours=7)
    assert stage.rows(Conversation)[-1].status == "stopped"


def test_the_check_in_is_one_push_however_often_the_clock_ticks(stage: Stage) -> None:
    at_checkin(stage)
    for _ in range(3):
        stage.play()
    assert stage.billed() == 1
