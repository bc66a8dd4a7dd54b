"""Signs of authors in words, and what is left as it was written."""

from datetime import timedelta

import pytest

from console.comparing import compare
from console.display import Display
from console.saying import say_anchor, say_condition, say_duration
from conversations.journey import read_anchor
from conversations.library import load_library
from tests.conftest import FakeClock

JA, EN = Display("ja", FakeClock()()).t, Display("en", FakeClock()()).t


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("scores.face >= 4 && scores.result <= 2", "face が 4 以上 かつ result が 2 以下"),
        ("used == 'not-yet' || expectation != null", "used が not-yet または expectation がある"),
        ("!('delivered' in milestones)", "「お届け」の前"),
        ("'measured' in milestones", "「measured」のあと"),
        ("length(comment) > 3", "length(comment) > 3"),
        ("(a == 1 || b == 2) && c == 3", "(a == 1 || b == 2) && c == 3"),
        ("used == 'a && b'", "used == 'a && b'"),
    ],
)
def test_a_condition_in_words_or_as_it_is_written(written: str, said: str) -> None:
    assert say_condition(written, JA) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("purchased", "ご購入"),
        ("delivered", "お届け"),
        ("delivery_moved", "お届け予定日が変わったとき"),
        ("measured", "measured"),
        ("completed(checkin=happy)", "「その後、いかがですか」：よい声"),
        ("completed(checkin)", "「その後、いかがですか」のあと"),
        ("completed(gone)", "「gone」のあと"),
        ("answered(checkin.used=yes)", "「その後、いかがですか」：yes"),
        ("completed(cosmetics-refill)", "「そろそろ、なくなるこ…」のあと"),
    ],
)
def test_what_a_time_is_counted_from_in_words(written: str, said: str) -> None:
    assert say_anchor(read_anchor(written), JA, load_library().scripts) == said


def test_how_long() -> None:
    assert say_duration(timedelta(days=1, hours=12), JA) == "1日12時間"
    assert say_duration(timedelta(minutes=30), JA) == "30分"
    assert say_duration(timedelta(days=2), EN).strip() == "2 d"


def test_a_long_text_of_the_same_lines_is_compared_all_the_same() -> None:
    lines = compare("id: a\n" + "#\n" * 18_000, "id: b\n" + "# \n#\n" * 9_000)
    assert {line.text for line in lines if line.sign == "-"} >= {"id: a"}
