# ruff: noqa: E501 - sentences stay whole, so that they can be read and found
"""A proposal answered in words, in four languages: a clear yes, no or «another way», else nothing."""

import time

import pytest

from conversations.verdicts import LONGEST, verdict
from line.wording import wording

ACCEPT = (
    "はい、お願いします", "お願いします", "よろしくお願いします！", "はい", "ぜひお願いします", "それでお願いします",
    "返金でお願いします", "それで大丈夫です", "オッケーです", "👍", "進めてください", "お願いできますか？",
    "はい。ありがとうございます、よろしくお願いいたします。", "ＯＫ", "交換をお願いします",
    "Yes please", "Yes, please go ahead. Thank you!", "Sure, that would be great", "OK thanks", "That works for me",
    "Please do.", "I'd like that", "好的，麻煩您了", "好", "可以，謝謝", "請幫我處理", "就這樣吧", "ตกลงค่ะ", "ได้เลยค่ะ", "โอเคครับ",
    "ดำเนินการได้เลยค่ะ",
)  # fmt: skip
DECLINE = (
    "いいえ、結構です", "今回はやめておきます", "今回は結構です", "いりません", "不要です", "せっかくですが、遠慮します",
    "いえ、大丈夫です", "今回は見送ります", "お気持ちだけで十分です", "No thanks", "No, thank you", "No", "不用了，謝謝",
    "先不用", "ไม่เป็นไรค่ะ", "ไม่เอาค่ะ", "ขอผ่านก่อนค่ะ", "ไม่ค่ะ",
)  # fmt: skip
OTHER = (
    "ほかの方法はありますか？", "ほかの方法を相談したいです", "他の方法で", "別の方法がいいです", "相談したいです",
    "いいえ、別の方法をお願いします", "ほかの商品はありますか", "Is there another way?", "I'd like another way",
    "Can we find another option?", "有其他方式嗎？", "想討論其他方式", "ขอปรึกษาวิธีอื่น", "มีวิธีอื่นไหมคะ",
)  # fmt: skip
UNCLEAR = (
    "はい、でも色は変えたいです", "大丈夫です", "結構です", "いいです", "わかりました", "了解です", "ありがとうございます", "考えます",
    "いくらですか？", "返金", "それって無料ですか？", "はい？", "お願いしません", "お願いしたくないです", "返金はいつですか",
    "今回は", "別のお店で買います", "配信停止", "停止", "担当者と話す", "Thanks", "OK?", "yes but not now",
    "No problem, but when?", "Is it fine?", "Not now", "謝謝", "不好", "要不要", "ขอบคุณค่ะ", "ไม่ได้ค่ะ", "ได้ไหมคะ", "", "。",
    "はい。" * LONGEST,
)  # fmt: skip


@pytest.mark.parametrize("text", ACCEPT)
def test_a_clear_yes_is_a_yes(text: str) -> None:
    assert verdict(text) == "accept"


@pytest.mark.parametrize("text", DECLINE)
def test_a_clear_no_is_a_no(text: str) -> None:
    assert verdict(text) == "decline"


@pytest.mark.parametrize("text", OTHER)
def test_a_wish_for_another_way_is_one(text: str) -> None:
    assert verdict(text) == "other"


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_may_mean_something_else_is_read_by_a_person(text: str) -> None:
    assert verdict(text) is None


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hant", "th"])
def test_a_buttons_own_words_mean_the_button_whatever_language_is_spoken_by_now(locale: str) -> None:
    words = wording(locale)  # type: ignore[arg-type]
    assert [verdict(words.accept), verdict(words.other), verdict(words.decline)] == [
        "accept",
        "other",
        "decline",
    ]


def test_no_text_takes_long_to_read() -> None:
    pieces = (
        "はい",
        "お願いします",
        "no",
        "不",
        "不用",
        "i'd",
        "like",
        "another",
        "any",
        "to",
        "ขอ",
        "มี",
        "好",
        "です",
        "ไม่",
        "您",
    )
    began = time.process_time()
    for first in pieces:
        for second in pieces:
            verdict((first + second) * 8 + "x")
    assert time.process_time() - began < 5.0  # 256 texts; half a second where this was written
