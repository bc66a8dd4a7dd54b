"""What a customer asks out of the blue: what is known is told at once, else a human comes by a told time."""

from datetime import date

from models.case import Case
from models.touchpoint import Touchpoint
from tests.spine.scenes import befriended, staff_closes
from tests.spine.stage import Stage


def test_a_question_out_of_the_blue_is_a_case_with_a_promise(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("送料はいくらですか？")
    assert "担当者におつなぎしますね。鈴木が" in hanako.heard()
    [case] = stage.rows(Case)
    assert (case.reason, case.text, case.status) == ("question", "送料はいくらですか？", "open")
    assert case.promise_at > stage.clock()
    hanako.say("それと、定休日はいつですか")
    assert len(stage.rows(Case)) == 1
    assert hanako.heard() == "", "the promise was told already"


def test_when_it_comes_is_told_where_the_shop_told_a_day(stage: Stage) -> None:
    stage.staff()
    stage.buy(expected_delivery_on=date(2026, 12, 7))
    hanako = befriended(stage)
    hanako.say("いつ届きますか")
    assert "しずく美容液は、12月7日(月)にお届けの予定です。" in hanako.heard()
    assert stage.rows(Case) == []
    assert stage.contact().unread is True, "staff see that it was asked"


def test_when_it_comes_is_a_humans_where_nobody_knows(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("いつ届きますか")
    assert "鈴木が" in hanako.heard()
    assert [case.reason for case in stage.rows(Case)] == ["question"]


def test_a_question_is_no_trouble_afterwards(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("営業時間を教えてください")
    staff_closes(stage)
    stage.travel_in_steps(3)
    assert stage.rows(Touchpoint, key="recovery", status="sent") == [], "nobody is asked how that felt"
