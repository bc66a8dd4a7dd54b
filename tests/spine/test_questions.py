"""What a customer asks out of the blue: what is known is told at once, else a human comes by a told time."""

from datetime import date, timedelta

import pytest

from conversations.locales import Locale
from models.case import Case, CaseEntry
from models.contact import Contact
from models.touchpoint import Touchpoint
from services import greetings
from services.greetings_abroad import in_language
from services.languages import choose
from tests.spine.scenes import befriended, staff_closes, staff_writes
from tests.spine.stage import Stage


def test_a_question_out_of_the_blue_is_a_case_with_a_promise(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("送料はいくらですか？")
    assert "鈴木におつなぎしますね。" in hanako.heard()
    [case] = stage.rows(Case)
    assert (case.reason, case.text, case.status) == ("question", "送料はいくらですか？", "open")
    assert case.promise_at > stage.clock()
    hanako.say("それと、のし紙はつきますか")
    assert len(stage.rows(Case)) == 1
    assert hanako.heard() == "こちらも鈴木に伝えますね。", "the promise was told already"
    hanako.say("それと、のし紙はつきますか")
    assert hanako.heard() == "", "the same words are only kept"
    said = [entry.text.partition("\n")[2] for entry in stage.rows(CaseEntry)]
    assert said == ["送料はいくらですか？", "それと、のし紙はつきますか"]


def test_who_cannot_wait_is_told_that_it_is_passed_on_and_stands_at_the_head(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("成分は何ですか？")
    hanako.received()
    hanako.say("早くして")
    assert hanako.heard() == "こちらも鈴木に伝えますね。"
    hanako.say("ありがとう")
    assert hanako.heard() == ""
    hanako.say("キャンセルできますか")
    assert "鈴木にすぐ伝えます。" in hanako.heard()
    [case] = stage.rows(Case)
    assert (case.reason, case.text) == ("order_change", "キャンセルできますか")
    hanako.say("住所の変更もできますか")
    assert hanako.heard() == "こちらも鈴木に伝えますね。"
    assert stage.rows(Case)[0].text == "キャンセルできますか", "the first among equals stays"
    assert stage.billed() == 0


def test_hurry_without_a_case_is_only_read_by_people(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("早くして")
    assert stage.rows(Case) == []
    assert "お急ぎのときは" in hanako.heard()


def test_who_waits_beyond_the_promised_time_is_not_put_off_with_a_line(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("成分は何ですか？")
    hanako.received()
    (case,) = stage.rows(Case)
    stage.clock.now = case.promise_at + timedelta(minutes=30)  # before they are told by themselves
    stage.play()
    hanako.say("まだですか")
    assert "お待たせしていて、申し訳ありません" in hanako.heard()


def test_between_two_people_the_bot_is_silent_and_the_wish_still_stands_at_the_head(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("成分は何ですか？")
    staff_writes(stage, "お調べします。")
    hanako.received()
    hanako.say("香料は入っていますか")
    hanako.say("やっぱりキャンセルしたいです")
    assert hanako.heard() == ""
    [case] = stage.rows(Case)
    assert (case.reason, case.text) == ("order_change", "やっぱりキャンセルしたいです")


def test_who_asked_for_a_person_and_goes_on_asking_hears_that_it_is_passed_on(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage, tap="")
    hanako.say("担当者と話す")
    hanako.received()
    hanako.say("プレゼント用に包んでもらえますか")
    assert hanako.heard() == "こちらも鈴木に伝えますね。"
    hanako.say("母の誕生日なんです")
    assert hanako.heard() == "", "not a line for every word"


@pytest.mark.parametrize(
    ("locale", "first", "second"),
    [
        ("en", "Can I cancel?", "Can you wrap it as a gift?"),
        ("zh-Hant", "可以取消嗎", "可以包裝成禮物嗎"),
        ("th", "ยกเลิกได้ไหมคะ", "ห่อของขวัญได้ไหมคะ"),
    ],
)
def test_all_of_it_in_the_other_languages(stage: Stage, locale: Locale, first: str, second: str) -> None:
    stage.staff()
    hanako = befriended(stage)
    with stage.database.begin() as uow:
        choose(uow.session.get_one(Contact, stage.contact().id), locale)
        uow.commit()
    hanako.say(first)
    facts = {"staff": "鈴木", "promise": "…"}
    assert hanako.heard().startswith(in_language(greetings.ORDER_CHANGE, locale).format(**facts)[:14])
    hanako.say(second)
    assert hanako.heard() == in_language(greetings.PASSED_ON, locale).format(**facts)


def test_when_somebody_is_there_is_told_from_the_shops_own_hours(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("営業時間は？")
    assert hanako.heard().startswith("営業時間は、月〜金 10:00〜18:00")
    assert stage.rows(Case) == []
    assert stage.contact().unread is False, "nobody needs to look at it"
    hanako.say("成分は何ですか？")
    hanako.received()
    hanako.say("土日は営業していますか")
    assert hanako.heard().startswith("営業時間は、月〜金"), "also while something else waits for a person"
    assert stage.billed() == 0


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
    assert "鈴木におつなぎしますね" in hanako.heard()
    assert [case.reason for case in stage.rows(Case)] == ["question"]


def test_a_question_is_no_trouble_afterwards(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("使い方を教えてください")
    staff_closes(stage)
    stage.travel_in_steps(3)
    assert stage.rows(Touchpoint, key="recovery", status="sent") == [], "nobody is asked how that felt"


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hant", "th"])
def test_who_complains_again_is_not_told_the_same_words(stage: Stage, locale: Locale) -> None:
    stage.staff()
    hanako = befriended(stage)
    with stage.database.begin() as uow:
        choose(uow.session.get_one(Contact, stage.contact().id), locale)
        uow.commit()
    words = {
        "ja": ("不良品です", "交換品も届かないし、もう頼みません"),
        "en": ("It is broken", "I want a refund"),
        "zh-Hant": ("壞掉了", "我要退款"),
        "th": ("ของชำรุดค่ะ", "ขอคืนเงินค่ะ"),
    }[locale]
    hanako.say(words[0])
    assert hanako.heard().startswith(in_language(greetings.UNHAPPY, locale)[:12])
    hanako.say(words[1])
    assert hanako.heard() == in_language(greetings.UNHAPPY_AGAIN, locale).format(staff="鈴木")
    assert len(stage.rows(Case)) == 1
