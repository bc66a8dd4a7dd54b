"""Somebody without a purchase of theirs: they always hear the next thing they can do, in their language."""

import pytest

from conversations.claim_words import is_without_code
from conversations.codes import count_letters, show_code
from models.case import Case
from tests.spine.stage import Stage

WITHOUT = (
    "買ったんですけどコードがありません",
    "コードをなくしてしまいました",
    "コードが見当たらないのですが",
    "購入コードはどこに書いてありますか",
    "先日購入しました",
    "注文した者です。コードがわかりません",
    "I have no code",
    "I bought it last week but I lost the code",
    "找不到代碼",
    "我買了，可是沒有代碼",
    "ไม่มีรหัสค่ะ",
    "ซื้อแล้วแต่หารหัสไม่เจอค่ะ",
)
WITHIN = (
    "こんにちは",
    "コードを送りますね",
    "買いたいです",
    "何時まで？",
    "I have a code",
    "你好",
    "สวัสดีค่ะ",
    "",
)


@pytest.mark.parametrize("text", WITHOUT)
def test_who_bought_and_has_no_code_is_read(text: str) -> None:
    assert is_without_code(text)


@pytest.mark.parametrize("text", WITHIN)
def test_who_says_something_else_is_not(text: str) -> None:
    assert not is_without_code(text)


def test_whoever_has_no_code_is_never_met_with_silence(stage: Stage) -> None:
    stage.staff()
    someone = stage.person()
    someone.follow()
    someone.say("こんにちは")
    someone.say("SN-AAAA-BBBB")
    someone.received()
    someone.say("買ったんですけどコードがありません")
    assert "ご注文番号と、ご注文のときのお電話番号の下4けたを" in someone.heard()
    assert stage.rows(Case) == []
    assert stage.contact().unread is True
    someone.say("どちらもわかりません。コードが見つからなくて")
    assert "鈴木が" in someone.heard(), "the second time it is a person's"
    assert [case.reason for case in stage.rows(Case)] == ["wants_human"]
    assert stage.billed() == 0


def test_a_customer_of_whom_we_know_is_not_told_how_to_claim(stage: Stage) -> None:
    purchase = stage.buy()
    someone = stage.person()
    someone.follow()
    someone.say(show_code(purchase.claim_code))
    someone.tap("うるおい")
    someone.tap("あとでやります")
    someone.received()
    someone.say("先日購入しました")
    assert "下4けた" not in someone.heard()


COUNTED = {
    "SN-87ZMGQ3": 7,
    "sn-87zm-gq3": 7,
    "ＳＮ－８７ＺＭ－ＧＱ": 6,
    "コードは SN-87ZMGQ3 です": 7,
    "SN-87ZM GQ3": 7,
    "SN-7K3M-Q2XHZ": 9,
    "SN-87ZM-GQ3A": None,
    "SN-1001": None,
    "SN-20261": None,
    "SNSで見ました": None,
    "A-1001": None,
    "SN-A1": None,
}


@pytest.mark.parametrize("text", COUNTED)
def test_a_code_with_too_few_or_too_many_characters_is_counted(text: str) -> None:
    assert count_letters(text) == COUNTED[text]


def test_who_left_out_a_character_is_told_so_and_not_asked_for_a_telephone_number(stage: Stage) -> None:
    someone = stage.person()
    someone.follow()
    someone.received()
    someone.say("SN-87ZMGQ3")
    heard = someone.heard()
    assert "いただいたのは7文字のようです" in heard
    assert "お電話番号" not in heard


HOW = {
    "English": ("eight characters after “SN-”", "7", "without a code"),
    "中文": ("「SN-」後面的8個字元", "7個", "沒有代碼也沒關係"),
    "ไทย": ("ตัวอักษร 8 ตัวหลัง “SN-”", "7 ตัว", "ไม่มีรหัสก็ไม่เป็นไร"),
    "日本語": ("「SN-」に続く8文字", "7文字", "コードがなくても大丈夫です"),
}
NONE = {"English": "I have no code", "中文": "找不到代碼", "ไทย": "ไม่มีรหัสค่ะ", "日本語": "コードがないです"}


@pytest.mark.parametrize("language", HOW)
def test_who_chooses_a_language_before_claiming_is_told_in_it_how_to_claim(
    stage: Stage, language: str
) -> None:
    stage.staff()
    someone = stage.person()
    someone.follow()
    someone.received()
    someone.say(language)
    how, count, without = HOW[language]
    assert how in someone.heard()
    someone.say("SN-87ZMGQ3")
    assert count in someone.heard()
    someone.say(NONE[language])
    assert without in someone.heard()
