# ruff: noqa: E501 - a row of words stays whole
"""No text is read for ever: the same few words over and over, up to as long as LINE lets one be.

Every customer's message is read by all of these, in the process that serves everybody.
"""

from collections.abc import Callable
from datetime import date
from itertools import product
from time import process_time
from typing import Final

import pytest

from conversations.claim_words import is_without_code
from conversations.codes import count_letters, find_codes
from conversations.completion import complete
from conversations.leaving import leaving
from conversations.left import read_left
from conversations.order_numbers import read
from conversations.questions import question
from conversations.replies import command, is_closing, read_place
from conversations.requests import asks_for, beside, greets
from conversations.translation_cells import written
from conversations.urgent import hurries, order_change
from conversations.verdicts import verdict
from conversations.wanted import wanted
from conversations.wishes import wish

# Words that can be cut in two ways, or that a pattern may repeat, alone and in pairs.
WORDS: Final = (
    "不了", "麻煩您", "もちろんです", "ok", "okです", "ありがとうw", "w", "感謝", "謝謝您", "またね", "またです", "よろしくお願いします", "助かりました",
    "thank you so much", "นะคะ", "ขอปรึกษา", "ไม่", "お願いします", "はい", "👍", "SN-", "2345-", "注文 1001 ", "でで", "a", "請", "ช่วยส่ง", "ので", "いるいて", "また、", "これからも", "i will answer later ",
    "please ", "届", "早く", "残り", "あと", "電話を", "領収書", "間違えて", "名前", "もう一本", "please also ", "另外", "ขอ", "配信停止", "もうこれ以上の", "もう", "stop the ", "please ", "、停止で", "「停止」", "煩", "不要再",
)  # fmt: skip
LENGTHS: Final = (60, 80, 120, 5000)  # where the readers' own limits are, and LINE's
READERS: Final[tuple[Callable[[str], object], ...]] = (
    is_closing, verdict, command, read_place, is_without_code, find_codes, count_letters, read_left, read, question, hurries, order_change,
    asks_for, beside, greets, leaving, lambda text: asks_for(text, adrift=True),
    lambda text: wish(text, date(2026, 11, 26)),
)  # fmt: skip


@pytest.mark.parametrize("length", LENGTHS)
def test_no_text_takes_long_to_read(length: int) -> None:
    """The slowest took as good as for ever; each of these takes a few thousandths of a second."""
    pairs = [a + b for a, b in product(WORDS[:14], repeat=2)] if length < 120 else []
    for unit in (*WORDS, *pairs):
        text = (unit * length)[: length - 1] + "ゐ"
        whole = unit * ((length - 1) // len(unit)) + "ゐ"
        for reader in READERS:
            before = process_time()
            reader(text)
            reader(whole)
            assert process_time() - before < 2, (unit, reader)


@pytest.mark.parametrize(
    "text",
    [
        "ありがとうございますwww", "okです", "okですー", "またね", "了解です！承知ですー", "よろしくです", "さんきゅー", "感謝です", "thank you so much",
        "謝謝您", "謝謝你們", "ขอบคุณนะคะ", "ขอบคุณมากๆ เลยนะครับ", "了解", "okay thanks",
        "どうもありがとうございました。承知いたしました。よろしくお願いいたします",
    ],
)  # fmt: skip
def test_polite_ends_are_still_such(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("between", [" ", "\n ", "\u3000", ", also 1 ", "あと 1 ", ". "])
def test_what_stands_between_words_does_not_count_by_its_square(between: str) -> None:
    """Four times LINE's longest: a reader that looks anew at each of them takes many seconds here."""
    text = "a" + (between * 20_000)[:20_000] + "x"
    for reader in (beside, leaving, wanted_of):
        before = process_time()
        reader(text)
        assert process_time() - before < 2, (between, reader)


@pytest.mark.parametrize("filling", [" ", "\n", "- "])
def test_what_an_author_types_is_completed_at_once(filling: str) -> None:
    """Five thousand spaces took more than a minute of the process that serves everybody."""
    text = "steps:\n  - id: a\n  - {id: b}\n    go: \n" + filling * 20_000 + "x"
    before = process_time()
    assert complete("script", text, 4, {}) == ["a", "b", "end"]
    assert process_time() - before < 2


def test_other_words_are_divided_at_once() -> None:
    text = written(
        "s", "en", {("steps", "a", "choices", "b", "also"): "x /  y" + " " * 20_000 + "z ／ w "}, {}
    )
    assert "- x\n" in text
    assert "- w\n" in text


def wanted_of(text: str) -> object:
    return wanted(text, has_case=True, adrift=True)


@pytest.mark.parametrize("line", [0, 2, 3, 99_999])
def test_a_line_the_text_does_not_have_is_completed_none_the_less(line: int) -> None:
    assert "title: " in complete("script", "id: thanks", line, {})
