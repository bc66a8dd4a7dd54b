"""「紹介リンクをください」: whoever asks by themselves gets it at once, and nobody who is in trouble."""

from datetime import timedelta

import pytest

from conversations.commands import command
from models.case import Case
from models.contact import Contact
from models.partner import asked_for_link
from tests.spine.scenes import befriended, staff_closes
from tests.spine.stage import Person, Stage
from tests.spine.test_partner import check_in, told

ASKED = (
    "紹介リンクください",
    "紹介リンクをください",
    "紹介リンクがほしいです",
    "友だちに教えたい",
    "友達に教えたいです",
    "友だちに紹介したい",
    "家族にもおすすめしたい",
    "母にも紹介したいです",
    "紹介用のURLを送ってください",
    "紹介コードを教えてください",
    "紹介リンクもらえますか？",
    "友だち紹介のリンクはありますか？",
    "友だちに紹介してもいいですか？",
    "シェア用のリンク",
    "招待リンクお願いします",
    "まわりの人にすすめたい",
    "referral link please",
    "Can I have the referral link?",
    "I'd like to tell a friend",
    "How can I invite friends?",
    "I want to recommend it to my friend",
    "invite link",
    "推薦連結",
    "我想推薦給朋友",
    "可以分享給朋友嗎？",
    "請給我介紹朋友的連結",
    "我想告訴朋友",
    "ขอลิงก์แนะนำเพื่อนค่ะ",
    "อยากแนะนำให้เพื่อนค่ะ",
    "อยากบอกต่อเพื่อน",
    "ขอลิงค์ชวนเพื่อนหน่อยครับ",
)
NOT_ASKED = (
    "友だちに教えてもらいました",
    "友だちに紹介されて買いました",
    "友達に教えたくない",
    "友だちが使っています",
    "友だちにあげました",
    "紹介されたくない",
    "掲載をやめる",
    "紹介ページの掲載をやめて",
    "リンクが開けません",
    "リンクがほしい",
    "使い方を教えてください",
    "追跡番号を教えてください",
    "my friend told me",
    "I told a friend",
    "朋友推薦的",
    "朋友介紹我買的",
    "เพื่อนแนะนำมา",
    "เพื่อนบอก",
    "配信停止",
    "担当者と話す",
)


@pytest.mark.parametrize("text", ASKED)
def test_it_is_asked_for_in_many_words(text: str) -> None:
    assert command(text) == "share"


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_asks_for_no_link(text: str) -> None:
    assert command(text) != "share"


def has_link(person: Person) -> bool:
    return "line.me/R/share" in person.heard()


def test_a_partner_gets_it_at_once_and_free(stage: Stage) -> None:
    hanako = told(stage)
    hanako.received()
    before = stage.billed()
    hanako.say("友だちに教えたい")
    assert has_link(hanako)
    assert stage.billed() == before


def test_whoever_is_well_need_not_be_a_partner(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("紹介リンクください")
    heard = hanako.heard()
    assert "まわりの方に送れる、紹介ページのリンクです" in heard
    assert "お礼の品や割引はありません" in heard, "what is given in return is told, and so is nothing"
    code = stage.rows(Contact)[0].referral_code
    assert code is not None
    assert code in heard
    hanako.say("紹介リンクください")
    assert code in hanako.heard(), "it stays theirs"


@pytest.mark.parametrize(
    ("language", "asks", "hears"),
    [
        ("English", "referral link please", "a page you can send to a friend"),
        ("中文", "我想推薦給朋友", "可以傳給朋友的介紹頁面"),
        ("ไทย", "อยากบอกต่อเพื่อน", "ลิงก์หน้าแนะนำ"),
    ],
)
def test_it_is_given_in_their_language(stage: Stage, language: str, asks: str, hears: str) -> None:
    hanako = befriended(stage)
    hanako.say(language)
    hanako.received()
    hanako.say(asks)
    assert hears in hanako.heard()


def test_after_an_unhappy_answer_a_person_reads_it_instead(stage: Stage) -> None:
    hanako = check_in(stage, result="感じない")
    hanako.received()
    hanako.say("紹介リンクください")
    assert not has_link(hanako)
    staff_closes(stage)
    stage.travel(days=30)
    hanako.received()
    hanako.say("紹介リンクください")
    assert not has_link(hanako), "nor soon after it"
    assert stage.contact().unread is True


def test_while_a_case_is_open_nothing_is_handed_out(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    hanako.received()
    hanako.say("紹介リンクください")
    assert not has_link(hanako)
    assert [case.status for case in stage.rows(Case)] == ["open"]


def test_somebody_without_a_purchase_is_read_by_a_person(stage: Stage) -> None:
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    hanako.say("紹介リンクください")
    assert not has_link(hanako)
    assert stage.contact().unread is True


def test_the_customers_page_knows_when_it_was_handed_over(stage: Stage) -> None:
    hanako = befriended(stage)
    with stage.database.read() as session:
        assert asked_for_link(session, stage.contact().id) is None
    stage.travel(hours=1)
    hanako.say("紹介リンクください")
    with stage.database.read() as session:
        at = asked_for_link(session, stage.contact().id)
    assert at is not None
    assert abs(at - stage.clock()) < timedelta(minutes=1)
