"""Reminder and the end of waiting: counted from the real sending, never at night, never beside a case."""

from datetime import timedelta
from typing import Any

import pytest

from conversations.following import KNOWN_FOR, REMINDED_ONCE_IN
from conversations.replies import show_code
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.timer import Timer
from models.touchpoint import Decision, Touchpoint
from services import timers
from services.timers import ring
from services.touchpoints import run_due
from tests.spine.scenes import BORIS, at_checkin, befriended, delivered_two_weeks_ago, staff_closes
from tests.spine.stage import Person, Stage


def status(stage: Stage) -> str:
    return stage.rows(Conversation)[-1].status  # type: ignore[no-any-return]


def test_the_reminder_comes_once_and_then_the_waiting_ends(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    stage.travel(days=1, hours=23)
    assert hanako.heard() == ""
    stage.travel(hours=1)
    assert "お返事は急ぎません" in hanako.heard()
    stage.travel(days=2, hours=23)
    assert (hanako.heard(), status(stage)) == ("", "waiting")
    stage.travel(hours=1)
    assert (hanako.heard(), status(stage)) == ("", "expired")
    assert stage.rows(Timer) == []


def test_the_clock_starts_when_the_question_was_really_sent(stage: Stage) -> None:
    befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.clock.advance(hours=7)
    run_due(stage.database, stage.shop_of, stage.clock)
    assert {t.due_at for t in stage.rows(Timer)} == {None}
    stage.clock.advance(hours=30)
    assert ring(stage.database, stage.shop_of, stage.clock) == 0
    stage.relay.run_once()
    sent = stage.rows(OutboundMessage)[-1].sent_at
    assert {t.due_at - sent for t in stage.rows(Timer)} == {timedelta(days=2), timedelta(days=5)}


def test_a_reminder_due_at_night_waits_for_the_morning(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    stage.travel(days=2, hours=4)  # 23:00; the machine was off at 19:00
    assert hanako.heard() == ""
    stage.travel(hours=10)
    assert "急ぎません" in hanako.heard()


def test_nothing_rings_while_a_case_is_open(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.say("全然だめです。最悪でした")
    assert status(stage) == "waiting"
    hanako.received()
    stage.travel(days=4)
    heard = hanako.heard()  # that her human is late, and nothing else
    assert "お約束の時刻を過ぎて" in heard
    assert "急ぎません" not in heard
    assert status(stage) == "waiting"
    staff_closes(stage)
    stage.travel(days=1)
    assert status(stage) != "waiting"


def test_an_answer_makes_its_clocks_void(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    assert {t.turn for t in stage.rows(Timer)} == {stage.rows(Conversation)[-1].turn}
    hanako.received()
    stage.travel(days=1, hours=23)
    assert hanako.heard() == "", "no reminder of the question she answered"


def test_after_a_long_standstill_she_is_reminded_once_and_not_dropped_at_once(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    stage.travel(days=10)
    assert hanako.heard().count("急ぎません") == 1
    assert status(stage) == "waiting"
    stage.travel(days=3)
    (checkin,) = stage.rows(Conversation, script="cosmetics-checkin")
    assert checkin.status == "expired"


def test_who_blocked_us_hears_no_reminder_and_the_talk_ends(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.block()
    sent = len(stage.rows(OutboundMessage))
    stage.travel(days=2)
    stage.travel(days=3)
    assert len(stage.rows(OutboundMessage)) == sent
    assert status(stage) == "stopped"


def test_one_timer_that_breaks_does_not_hold_up_others(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    befriended(stage)
    befriended(stage, "B-1", BORIS)
    for number in ("A-1", "B-1"):
        delivered_two_weeks_ago(stage, number)
    stage.travel(hours=7)
    broken = stage.contact().id
    take_turn = timers.take_turn

    def breaks(desk: Any, contact: Any, *rest: Any) -> Any:
        if contact.id == broken:
            raise RuntimeError("this one breaks")
        return take_turn(desk, contact, *rest)

    monkeypatch.setattr(timers, "take_turn", breaks)
    stage.clock.advance(days=2)
    ring(stage.database, stage.shop_of, stage.clock)
    assert {c.turn for c in stage.rows(Conversation, contact_id=broken, status="waiting")} == {1}
    assert {c.turn for c in stage.rows(Conversation, status="waiting")} == {1, 2}
    monkeypatch.undo()
    stage.clock.advance(hours=15)
    ring(stage.database, stage.shop_of, stage.clock)
    assert {c.turn for c in stage.rows(Conversation, status="waiting")} == {2}


@pytest.mark.parametrize("answered", [False, True])
def test_whoever_has_never_answered_is_asked_and_not_asked_twice(stage: Stage, answered: bool) -> None:
    hanako = befriended(stage, tap="うるおい" if answered else "")
    stage.travel_in_steps(12)  # the first question's time is over
    delivered_two_weeks_ago(stage)
    stage.travel_in_steps(1)
    assert "もう使ってみましたか" in hanako.heard()
    stage.travel_in_steps(4)
    assert ("お返事は急ぎません" in hanako.heard()) is answered
    told = [d.reason for d in stage.rows(Decision) if d.reason == "never_answered"]
    assert told == ([] if answered else ["never_answered"])


def asked_again_about(stage: Stage, hanako: Person, number: str) -> None:
    """Another order of hers is two weeks old, and its check-in lies unanswered for two days."""
    hanako.say(show_code(stage.buy(number, product="しずく化粧水").claim_code))
    delivered_two_weeks_ago(stage, number)
    stage.travel_in_steps(1)
    assert "もう使ってみましたか" in hanako.heard()
    stage.travel_in_steps(2)


def test_one_person_is_reminded_once_in_sixty_days_over_all_purchases(stage: Stage) -> None:
    hanako = at_checkin(stage)
    stage.travel_in_steps(5)
    assert hanako.heard().count("お返事は急ぎません") == 1
    assert status(stage) == "expired"
    asked_again_about(stage, hanako, "A-2")
    assert hanako.heard() == ""
    (told,) = stage.rows(Decision, reason="reminded_lately")
    row = stage.rows(Touchpoint, id=told.touchpoint_id)[0]
    assert (told.verdict, row.key, row.purchase_id) == ("skip", "checkin", stage.rows(Purchase)[-1].id)
    assert status(stage) == "waiting", "her answer still counts"
    stage.travel_in_steps(3)
    assert stage.rows(Conversation, touchpoint_id=row.id)[0].status == "expired"


def test_after_sixty_days_she_may_be_reminded_again(stage: Stage) -> None:
    hanako = at_checkin(stage)
    stage.travel_in_steps(5)
    reminded = stage.contact().reminded_at
    assert reminded is not None
    stage.clock.advance(days=57)
    hanako.received()
    asked_again_about(stage, hanako, "A-2")
    assert stage.clock() >= reminded + REMINDED_ONCE_IN
    assert "お返事は急ぎません" in hanako.heard()
    assert stage.contact().reminded_at > reminded
    assert stage.rows(Decision, reason="reminded_lately") == []


@pytest.mark.parametrize("days_later", [70, 100])
def test_who_told_lately_how_it_is_is_not_reminded_of_the_next_order(stage: Stage, days_later: int) -> None:
    hanako = at_checkin(stage)
    for label in ("毎日使っている", "はっきり感じる", "😊 うれしい"):
        hanako.tap(label)
    stage.travel_in_steps(5)
    stage.clock.advance(days=days_later - 5)
    hanako.received()
    asked_again_about(stage, hanako, "A-2")
    known = days_later < KNOWN_FOR.days - 3
    assert ("お返事は急ぎません" in hanako.heard()) is not known
    assert [d.verdict for d in stage.rows(Decision, reason="told_lately")] == ["skip"] * known


def test_who_answered_before_the_reminder_was_not_reminded(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    stage.travel_in_steps(6)
    assert stage.contact().reminded_at is None


def test_who_blocked_us_is_not_said_to_have_been_spared(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.block()
    stage.travel_in_steps(3)
    assert stage.contact().reminded_at is None
    assert not {d.reason for d in stage.rows(Decision)} & {"never_answered", "reminded_lately"}
