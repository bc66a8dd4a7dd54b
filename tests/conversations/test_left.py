"""What a customer says of what is left, in four languages; and how the refill talk takes it."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations.answers import from_text
from conversations.left import nearest, read_left
from conversations.library import load_library
from conversations.plan import PlannedAsk, plan_of

LIBRARY = load_library()
AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("あと2週間くらいでなくなります", "14d"),
        ("あと１か月はもちます", "30d"),
        ("残りは3日分です", "3d"),
        ("残り半分くらい", "half"),
        ("半分くらい残っています", "half"),
        ("まだたっぷりあります", "plenty"),
        ("残りわずか", "little"),
        ("残りわずかです", "little"),
        ("もう残り少ないです", "little"),
        ("残り少なくなってきました", "little"),
        ("あと少ししかありません", "little"),
        ("もうすぐなくなりそうです", "little"),
        ("そろそろ無くなります", "little"),
        ("ほとんど残っていません", "little"),
        ("only a little left", "little"),
        ("It is almost empty", "little"),
        ("只剩一點點了", "little"),
        ("快用完了", "little"),
        ("เหลือนิดเดียวค่ะ", "little"),
        ("ใกล้จะหมดแล้วค่ะ", "little"),
        ("It will run out in about two weeks", "14d"),
        ("It should last another month", "30d"),
        ("two weeks left", "14d"),
        ("about half left", "half"),
        ("大概再兩週就用完", "14d"),
        ("還可以用一個月", "30d"),
        ("再二十天就用完", "14d"),
        ("還剩一半", "half"),
        ("อีกประมาณ 2 สัปดาห์ก็หมดค่ะ", "14d"),
        ("น่าจะหมดใน 2 สัปดาห์ค่ะ", "14d"),
        ("เหลือครึ่งหนึ่งค่ะ", "half"),
    ],
)
def test_what_is_left_is_understood_even_unasked(said: str, level: str) -> None:
    left = read_left(said)
    assert left is not None
    assert (left.level, left.plain) == (level, True)


@pytest.mark.parametrize("said", ["あと2週間くらい", "two weeks", "半分", "あと少しです", "一半", "2 สัปดาห์"])
def test_a_bare_time_or_share_is_understood_where_it_was_asked_only(said: str) -> None:
    left = read_left(said)
    assert left is not None
    assert not left.plain


@pytest.mark.parametrize(
    "said",
    ["2週間使いました", "あと少しで届きますね", "少し残念です", "もうすぐ旅行です",
     "a little sad", "時間が残り少ない",
     "あと2週間で旅行です", "あと2週間くらいで届きますか？",
     "用了兩週", "ใช้มา 2 สัปดาห์แล้ว",
     "I used it for two weeks", "plenty of questions", "あと0日", ""],
)  # fmt: skip
def test_anything_else_says_nothing_of_it(said: str) -> None:
    assert read_left(said) is None


def test_a_time_is_the_nearest_that_staff_may_note() -> None:
    assert [nearest(days) for days in (1, 5, 10, 21, 90)] == ["3d", "7d", "14d", "30d", "60d"]


def ask_of(script: str, step: str) -> PlannedAsk:
    ask = plan_of(LIBRARY.scripts[script]).nodes[step]
    assert isinstance(ask, PlannedAsk)
    return ask


@pytest.mark.parametrize(
    ("script", "step", "said", "value", "as_after"),
    [
        ("cosmetics-remaining", "left", "残り半分くらい", "half", "half"),
        ("cosmetics-remaining", "left", "あと2週間くらいでなくなります", "14d", "half"),
        ("cosmetics-remaining", "left", "あと3日くらい", "3d", "little"),
        ("cosmetics-refill", "next", "あと2週間くらいでなくなります", "14d", "still"),
        ("cosmetics-refill", "next", "残り半分くらい", "half", "still"),
        ("cosmetics-refill", "next", "残りわずかです", "little", "still"),
        ("cosmetics-remaining", "left", "もう残り少ないです", "little", "little"),
    ],
)
def test_the_refill_talk_goes_on_as_after_the_button_it_comes_to(
    script: str, step: str, said: str, value: str, as_after: str
) -> None:
    ask = ask_of(script, step)
    answer = from_text(ask, said, AT)
    assert answer is not None
    assert (answer.value, answer.next) == (value, ask.choices[as_after].next)


def test_a_label_is_still_the_label() -> None:
    answer = from_text(ask_of("cosmetics-remaining", "left"), "半分くらい", AT + timedelta(days=1))
    assert answer is not None
    assert (answer.value, answer.exact) == ("half", True)
