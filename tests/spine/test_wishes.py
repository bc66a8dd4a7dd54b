"""配信停止 / 再開 / 担当者と話す hold at any time, whatever question is open."""

import pytest

from models.case import Case
from models.contact import Contact
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.timer import Timer
from models.touchpoint import Decision, Touchpoint
from tests.spine.scenes import (
    at_checkin,
    befriended,
    delivered_two_weeks_ago,
    staff_closes,
    staff_writes,
)
from tests.spine.stage import Stage


def test_stop_in_the_middle_of_a_question_ends_it_and_its_clocks(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("配信停止")
    assert "承知しました" in hanako.heard()
    assert stage.rows(Conversation)[-1].status == "stopped"
    assert stage.rows(Timer) == []
    sent = len(stage.rows(OutboundMessage))
    stage.travel(days=5)
    assert len(stage.rows(OutboundMessage)) == sent


def test_a_late_check_in_comes_after_the_stop_is_lifted(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("配信停止")
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert stage.rows(Touchpoint, key="checkin")[0].reason == "stopped"
    stage.travel(days=1)
    hanako.received()
    hanako.say("再開")
    heard = hanako.heard()
    assert "再開しました" in heard
    assert "もう使ってみましたか" in heard
    assert stage.rows(Touchpoint, key="howto")[0].status == "skipped", "its late policy says skip"


def test_months_after_a_stop_nothing_stale_comes(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("配信停止")
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    stage.travel(days=60)
    hanako.received()
    hanako.say("再開")
    stage.travel(days=1)
    assert "もう使ってみましたか" not in hanako.heard()
    assert stage.rows(Touchpoint, key="checkin")[0].reason == "too_late"


@pytest.mark.parametrize(
    "text", ["入院中です", "入院しています", "I am in hospital, please pause for 2 weeks", "住院中"]
)
def test_who_is_in_hospital_is_heard_not_only_left_in_peace(stage: Stage, text: str) -> None:
    befriended(stage).say(text)
    assert [case.reason for case in stage.rows(Case)] == ["health"]


def test_wishes_work_before_any_purchase(stage: Stage) -> None:
    stage.staff()
    hanako = stage.person()
    hanako.say("配信停止")
    assert "止めました" in hanako.heard()
    hanako.say("再開")
    assert "再開しました" in hanako.heard()
    hanako.say("担当者と話す")
    assert "鈴木" in hanako.heard()
    assert [c.reason for c in stage.rows(Case)] == ["wants_human"]


def test_stop_with_an_open_case_says_that_a_human_still_answers(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    hanako.received()
    hanako.say("配信停止")
    assert "鈴木" in hanako.heard()
    assert stage.rows(Case)[0].status == "open"


def test_after_asking_for_a_human_the_bot_does_not_complain_about_the_words(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("担当者と話したい")
    assert "鈴木" in hanako.heard()
    hanako.say("ポンプが固くて出しにくいんです")
    assert hanako.heard() == "", "she was told a human reads this; «I could not read that» would be rude"
    assert stage.rows(Contact)[0].unread
    staff_closes(stage)
    assert "もう使ってみましたか" in hanako.heard(), "the question that waited is asked again"


def test_asking_for_a_human_twice_is_one_case_and_one_promise(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    first = hanako.heard()
    hanako.say("担当者と話す")
    assert "お調べしています" in hanako.heard()
    assert "本日15:00" in first
    assert len(stage.rows(Case)) == 1


def test_a_broken_promise_is_not_replaced_by_a_fresh_one(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    stage.travel(hours=4)
    hanako.received()
    hanako.say("担当者と話す")
    heard = hanako.heard()
    assert "お待たせ" in heard
    assert "まで" not in heard


def test_what_still_waits_to_be_pushed_is_withdrawn(stage: Stage) -> None:
    hanako = befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push"})
    stage.travel(hours=7)
    assert stage.rows(OutboundMessage, status="pending")
    hanako.say("配信停止")
    assert [m.error for m in stage.rows(OutboundMessage, status="discarded")] == ["stopped"]
    assert "止めました" in hanako.heard()


def test_what_grew_old_during_a_rest_is_not_told_as_if_it_were_new(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("1週間そっとしておいて")
    assert "お休みしますね" in hanako.heard()
    stage.milestone("A-1", "delivered", stage.clock())
    stage.travel_in_steps(8)
    (news,) = stage.rows(Touchpoint, key="delivered")
    assert (news.status, news.reason) == ("skipped", "paused")
    heard = hanako.heard()
    assert "届くころです" not in heard
    assert "今日は、まずこれだけ" in heard, "four days late it still helps"


def test_every_reason_reads_as_a_sentence(stage: Stage) -> None:
    from conversations.timing import reason_ja

    hanako = befriended(stage)
    hanako.say("配信停止")
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    reasons = {d.reason for d in stage.rows(Decision)}
    assert "stopped" in reasons
    assert all(reason_ja(reason) != reason for reason in reasons)


def test_an_hour_in_everyday_words_is_no_wrong_answer_to_the_question_that_waits(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("朝にメッセージください")
    heard = hanako.heard()
    assert "9時ごろ" in heard
    assert "もう一度" not in heard
    assert stage.contact().preferred_hour == 9


def test_an_english_customer_is_left_in_peace_while_her_case_is_open(stage: Stage) -> None:
    stage.staff()
    olivia = befriended(stage)
    olivia.say("English")
    olivia.say("human")
    olivia.received()
    olivia.say("pause for 2 weeks")
    heard = olivia.heard()
    assert "we will be silent until" in heard
    assert "鈴木" in heard, "what she asked is answered all the same"
    assert stage.contact().paused_until is not None


def test_what_a_person_asked_is_answered_to_that_person(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "承知しました。順番にお送りしています。")
    hanako.received()
    hanako.say("夜に送って")
    assert "20時ごろ" in hanako.heard()
    assert stage.contact().unread, "staff see it, too"
    staff_writes(stage, "お荷物は何時にお届けしましょうか。")
    hanako.received()
    hanako.say("9時に変更して")
    assert hanako.heard() == ""
    assert stage.contact().preferred_hour == 20
