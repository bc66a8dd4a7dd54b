"""Enough of our messages, said among other words: all stops, and the rest is heard; or the ways are shown."""

from datetime import timedelta

from models.case import Case
from models.conversation import Answer, Conversation
from tests.spine.scenes import at_checkin, befriended, delivered_two_weeks_ago
from tests.spine.stage import Stage


def test_trouble_and_a_stop_in_one_message_make_a_case_and_stop_everything(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    billed = stage.billed()
    hanako.say("まったく効果なくてがっかり。アンケートもやめて。配信停止")
    heard = hanako.heard()
    assert "すべて止めました" in heard
    assert "「再開」" in heard
    assert "もう使ってみましたか" not in heard
    (case,) = stage.rows(Case)
    assert case.reason == "unhappy"
    assert heard.count("ご連絡") == 1, "who comes back is said once"
    assert stage.contact().stopped_at is not None
    assert stage.rows(Conversation)[-1].status == "stopped"
    assert stage.billed() == billed, "all of it rides the free answer"
    stage.travel(days=5)
    assert "もう使ってみましたか" not in hanako.heard()


def test_an_answer_beside_a_stop_is_kept_and_nothing_is_asked_after_it(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("毎日使っています。あと配信停止お願いします")
    assert [answer.label for answer in stage.rows(Answer)][-1:] == ["毎日使っている"]
    assert "？" not in hanako.heard()
    assert stage.rows(Conversation)[-1].status == "stopped"
    assert stage.contact().stopped_at is not None
    assert stage.rows(Case) == []


def test_outside_every_question_the_reason_of_a_stop_still_calls_a_person(stage: Stage) -> None:
    hanako = befriended(stage)
    stage.travel(days=1)
    hanako.received()
    hanako.say("箱が壊れていたので配信停止でお願いします")
    heard = hanako.heard()
    assert "すべて止めました" in heard
    assert [case.reason for case in stage.rows(Case)] == ["unhappy"]
    hanako.say("配信停止　お願いします！")
    assert "このトークでご連絡します" in hanako.heard()
    assert len(stage.rows(Case)) == 1


def test_a_stop_is_not_taken_from_a_denial(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.say("配信停止しないでください。楽しみにしています")
    assert stage.contact().stopped_at is None


def test_who_asks_how_to_stop_gets_a_button_and_no_case(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("配信停止ってどうやるの？")
    assert "すぐに止まります" in hanako.heard()
    assert stage.rows(Case) == []
    assert stage.rows(Conversation)[-1].status == "waiting"
    hanako.tap("お知らせを止める")
    assert stage.contact().stopped_at is not None


def test_who_is_tired_of_us_chooses_and_is_not_asked_on(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("アンケートはもういいです")
    heard = hanako.heard()
    assert "どうなさいますか" in heard
    assert "もう使ってみましたか" not in heard
    assert stage.rows(Case) == []
    hanako.tap("1か月お休みする")
    contact = stage.contact()
    assert contact.paused_until is not None
    assert contact.paused_until - stage.clock() > timedelta(days=28)
    assert "お休みしますね" in hanako.heard()


def test_who_goes_on_is_written_to_as_before(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("通数多すぎ")
    hanako.tap("このまま続ける")
    assert "このままお送りしますね" in hanako.heard()
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert "もう使ってみましたか" in hanako.heard()


def test_who_cancels_has_a_promise_and_no_apology_for_a_complaint(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("定期便を解約したいです")
    heard = hanako.heard()
    assert [case.reason for case in stage.rows(Case)] == ["order_change"]
    assert "お返事します" in heard
    assert "ご不便" not in heard
    assert "お知らせを止める" in hanako.labels()


def test_a_stop_while_a_person_talks_is_a_stop(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.say("担当者と話す")
    hanako.received()
    hanako.say("電話はいりません。配信停止してください")
    assert stage.contact().stopped_at is not None
    assert stage.contact().unread
