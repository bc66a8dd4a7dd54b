"""The customer's language, from LINE's profile to the last promise; their own word decides."""

import string

import pytest

from conversations.locales import overheard
from conversations.replies import show_code
from models import contact as contacts
from models.case import Case
from models.contact import Contact
from models.conversation import Answer, Conversation
from services import greetings
from services.claim_links import claim_links, lead_language
from services.desk import Desk
from services.greetings_abroad import ABROAD
from services.languages import choose, language_of
from services.turns import speak_theirs
from tests.spine.stage import Stage

SENTENCES = {name: text for name, text in vars(greetings).items() if name.isupper() and isinstance(text, str)}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", ABROAD)
def test_everything_we_say_ourselves_is_said_in_every_language(locale: str) -> None:
    there = ABROAD[locale]  # type: ignore[index]
    assert [name for name, text in SENTENCES.items() if text not in there] == []
    assert [name for name, text in SENTENCES.items() if gaps(text) != gaps(there[text])] == []


def speak(stage: Stage, language: str) -> None:
    with stage.database.begin() as uow:
        uow.session.get_one(Contact, stage.contact().id).language = language
        uow.commit()


def test_a_line_in_thai_is_welcomed_in_thai_and_staff_read_japanese(stage: Stage) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    speak(stage, "th")
    someone.say(show_code(purchase.claim_code))
    assert "สวัสดีค่ะ คุณ佐藤花子" in someone.heard()
    someone.tap("ความชุ่มชื้น")
    assert "ความชุ่มชื้น" in someone.heard()
    (answer,) = stage.rows(Answer)
    assert (answer.value, answer.label) == ("moisture", "うるおい")
    assert "期待していること" in answer.question
    assert stage.rows(Conversation)[0].state["locale"] == "th"


def test_a_language_that_line_tells_only_after_the_welcome_counts_from_the_next_word(stage: Stage) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    someone.say(show_code(purchase.claim_code))
    assert "はじめまして" in someone.heard()
    speak(stage, "th")
    with stage.database.begin() as uow:
        desk = Desk(uow.session, stage.shop, [contacts.lock(uow.session, stage.contact().id)], stage.clock())
        speak_theirs(desk, desk.contacts[stage.contact().id])
        desk.flush()
        uow.commit()
    someone.tap("うるおい")
    assert "ความชุ่มชื้น" in someone.heard()


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        ("หน้าบวมและมีผื่นขึ้นค่ะ", "หยุดใช้"),
        ("my face is swollen and it itches", "stop using"),
        ("擦了之後臉腫起來了，請問怎麼辦", "停止使用"),
    ],
)
def test_whose_language_nobody_told_is_answered_in_the_one_they_write(
    stage: Stage, words: str, safe: str
) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    someone.say(show_code(purchase.claim_code))
    someone.received()
    someone.say(words)
    assert safe in someone.heard().lower()
    assert stage.rows(Case)[0].reason == "health"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Do you have instructions in English?", "en"), ("Thank you very much", None), ("ok thanks!", None),
        ("sn-ab3c-d7ef gh-ij4k", None), ("มีคู่มือไหมคะ", "th"), ("請問這個怎麼用", "zh-Hant"), ("了解", None),
        ("使用中 我慢", None), ("敏感肌 乾燥", None), ("👍", None),
        ("English please, どうやって使うの？", None),
        ("The Ordinary Niacinamide 10% + Zinc 1%", None), ("OK thank you so much for the quick help", None),
        ("mainichi tsukatteimasu yo totemo ii desu ne", None), ("Happy New Year to you", None),
        ("https://shop.example.jp/a is hanako.sato@example.com", None), ("個別対応感謝", None),
        ("経過良好、感謝", None), ("個人的感謝", None), ("対応感謝、請求書未着", None),
        ("感謝、使用完了", None),
        ("I cannot read Japanese", "en"), ("Thank you, but I have not received my parcel", "en"),
        ("I don’t know how to use it", "en"), ("it did nothing, please unsubscribe me", "en"),
        ("我每天都在用", "zh-Hant"), ("收到了，謝謝您", "zh-Hant"), ("包裝很漂亮", "zh-Hant"),
    ],
)  # fmt: skip
def test_a_language_is_overheard_only_where_one_can_be_sure(text: str, locale: str | None) -> None:
    assert overheard(text) == locale


def test_a_word_of_the_customer_changes_the_language_and_asks_again(stage: Stage) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    someone.say(show_code(purchase.claim_code))
    assert "はじめまして" in someone.heard()
    someone.say("English")
    assert "Which are you hoping for most" in someone.heard()
    assert language_of(stage.contact()) == "en"
    someone.tap("Moisture")
    assert "“Moisture”. We will remember" in someone.heard()
    someone.say("stop")
    assert "We have stopped all our messages" in someone.heard()
    someone.say("日本語")
    assert "これからは日本語でお送りします" in someone.heard()
    assert stage.contact().chosen_language == "ja"


def test_the_language_of_the_claim_link_is_a_choice(stage: Stage) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    url = claim_links("@shop", "https://x", purchase.claim_code, "zh-TW").claim_url
    assert "%E8%B3%BC%E8%B2%B7%E4%BB%A3%E7%A2%BC" in url
    text = f"您好！我的購買代碼: {show_code(purchase.claim_code)}"
    assert lead_language(text) == "zh-Hant"
    someone.heard()
    someone.say(text)
    assert "初次見面" in someone.heard()
    assert stage.contact().chosen_language == "zh-Hant"


def test_a_health_word_in_thai_is_answered_in_thai_with_a_promise_and_a_case(stage: Stage) -> None:
    stage.staff("鈴木")
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    speak(stage, "th")
    someone.say(show_code(purchase.claim_code))
    someone.heard()
    someone.say("ใช้แล้วคันหน้ามากค่ะ")
    said = someone.heard()
    assert "หยุดใช้" in said
    assert "เวลา" in said, "the time is promised in their language"
    (case,) = stage.rows(Case)
    assert case.reason == "health"


def test_a_choice_comes_before_lines_language_and_can_be_given_back() -> None:
    contact = Contact(chosen_language="", language="zh-TW")
    assert language_of(contact) == "zh-Hant"
    assert choose(contact, "th") == "th"
    assert choose(contact, "") == "zh-Hant"
    assert choose(contact, "xx") is None
    assert contact.chosen_language == ""
