"""What the console says in English of one thing, and of what was written down in Japanese."""

from datetime import timedelta

import pytest

from console.display import Display
from conversations.moments import say_when
from services.proposal_words import TITLES
from tests.conftest import FakeClock

NOW = FakeClock()()
EN, JA = Display("en", NOW), Display("ja", NOW)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 message"), ("1", "1 message"), (0, "0 messages"), (11, "11 messages")]
)
def test_one_is_not_many(n: object, said: str) -> None:
    assert EN.t("{n}通", n=n) == said
    assert JA.t("{n}通", n=n) == f"{n}通"


def test_only_the_number_that_is_one_changes_its_word() -> None:
    assert EN.t("{usual}〜{most}通", usual=1, most=2) == "1–2 messages"
    assert EN.t("あと{n}日", n=1) == "1 day left"
    assert EN.t("今月は {limit} 通のうち {used} 通を使いました。", limit=200, used=1).startswith(
        "1 of 200 messages"
    )


@pytest.mark.parametrize(
    ("days", "said"), [(0, ""), (1, ""), (3, "{0.day} {0:%b}, "), (400, "{0.day} {0:%b} {0.year}, ")]
)
def test_a_call_at_a_chosen_time_is_said_in_english(days: int, said: str) -> None:
    at = NOW + timedelta(days=days)
    written = f"{TITLES['ja']['call']}（{say_when(at, NOW, 'UTC')}）"
    assert EN.task(written) == f"{EN.t(TITLES['ja']['call'])} ({said.format(at)}{at.hour}:{at:%M})"
    assert JA.task(written) == written


def test_an_order_wish_is_said_in_english_and_what_staff_typed_stays() -> None:
    assert (
        EN.task("ご注文をうけたまわる：しずく美容液（SER-30）× 2")
        == "Take the order: しずく美容液（SER-30）× 2"
    )
    assert EN.task("店長に電話（本日15:00）") == "店長に電話（本日15:00）"
    assert EN.task("店長に相談する") == "店長に相談する"


def test_the_day_that_held_before_reads_like_every_other_day() -> None:
    assert JA.noted("delivery_moved", "2026-12-04") == "それまで 12/4（金）"
    assert EN.noted("delivery_moved", "2026-12-04") == "before: Fri 4 Dec"
    assert JA.noted("delivery_moved", "") == ""
    assert JA.noted("shipped", "2026-12-04 〇〇便") == "2026-12-04 〇〇便"
