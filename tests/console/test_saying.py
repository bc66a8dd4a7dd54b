"""Signs of authors in words, and what is left as it was written."""

from datetime import timedelta

import pytest

from console.comparing import compare
from console.conditions import Speaker
from console.display import Display
from console.saying import say_anchor, say_duration, say_offset, say_waits
from conversations.journey import Anchor, read_anchor, read_offset
from conversations.library import load_library
from tests.conftest import FakeClock

JA, EN = Display("ja", FakeClock()()).t, Display("en", FakeClock()()).t


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("scores.face >= 4 && scores.result <= 2", "気持ち が 4 以上 かつ 成果 が 2 以下"),
        ("used == 'not-yet' || expectation != null", "「used」 が not-yet または 期待していること がある"),
        ("!('delivered' in milestones)", "「お届け」の前"),
        ("'measured' in milestones", "「measured」のあと"),
        ("facts.category == 'skincare'", "カテゴリー が skincare"),
        ("'checkin.used' in answers", "「もう使ってみましたか？」にお答えがある"),
        ("!('checkin.used' in answers)", "「もう使ってみましたか？」にまだお答えがない"),
        ("answers['checkin.used'] == 'not-yet'", "「もう使ってみましたか？」 が 「まだ使っていない」"),
        ("scores['checkin.result'] >= 4", "成果 が 4 以上"),
        ("answers['gone.used'] == 'yes'", "「gone.used」 が yes"),
        ("length(comment) > 3", "くわしい条件（書かれた式：length(comment) > 3）"),
        ("(a == 1 || b == 2) && c == 3", "くわしい条件（書かれた式：(a == 1 || b == 2) && c == 3）"),
        ("used == 'a && b'", "くわしい条件（書かれた式：used == 'a && b'）"),
    ],
)
def test_a_condition_in_words(written: str, said: str) -> None:
    assert Speaker(JA, load_library().scripts).say(written) == said


def test_a_scripts_own_steps_are_named_by_their_questions_and_buttons() -> None:
    scripts = load_library().scripts
    said = Speaker(JA, scripts, scripts["checkin"]).say("used == 'not-yet'")
    assert said == "「もう使ってみましたか？」 が 「まだ使っていない」"


def test_no_condition_that_ships_is_left_as_it_is_written() -> None:
    library = load_library()
    for t, signs in ((JA, "くわしい条件"), (EN, "A condition of its own")):
        speaker = Speaker(t, library.scripts)
        written = [p.condition for j in library.journeys.values() for p in j.touchpoints if p.condition]
        assert len(written) > 5
        for condition in written:
            said = speaker.say(condition)
            assert not said.startswith(signs)
            assert not set(said) & set("[]!='&|")


@pytest.mark.parametrize(
    ("written", "said"),
    [("day 3 at 11:00", "3日目 11:00"), ("day -2 at 9:00", "2日前 09:00"), ("2d", "2日後"), ("0m", "すぐ")],
)
def test_how_long_after(written: str, said: str) -> None:
    assert say_offset(read_offset(written), JA) == said


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


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("delivered", "「お届け」がわかると予定が決まります（8日後）。"),
        ("delivery_moved", "「お届け予定日の変更」がわかると予定が決まります（8日後）。"),
        ("completed(cosmetics-partner)", "「いちばん役に立ったこと」が終わると、予定が決まります（8日後）。"),
        (
            "completed(checkin=happy)",
            "「その後、いかがですか」が「よい声」で終わると、予定が決まります（8日後）。",
        ),
        (
            "answered(checkin.used=yes)",
            "「その後、いかがですか」にお答えいただくと、予定が決まります（8日後）。",
        ),
    ],
)
def test_what_a_touchpoint_without_a_time_waits_for(written: str, said: str) -> None:
    assert say_waits(read_anchor(written), "8日後", JA, load_library().scripts) == said


def test_a_touchpoint_of_silence_waits_for_nothing_to_move() -> None:
    assert (
        say_waits(Anchor("silence"), "8日後", JA, {})
        == "動きがないまま日がたつと、予定が決まります（8日後）。"
    )


def test_every_shipped_touchpoint_says_in_words_what_it_waits_for() -> None:
    library = load_library()
    for journey in library.journeys.values():
        for touchpoint in journey.planned:
            for t in (JA, EN):
                said = say_waits(touchpoint.anchor, "2d", t, library.scripts)
                assert touchpoint.anchor.kind == "milestone" or touchpoint.anchor.kind not in said
                assert "_" not in said, touchpoint.id


def test_how_long() -> None:
    assert say_duration(timedelta(days=1, hours=12), JA) == "1日12時間"
    assert say_duration(timedelta(minutes=30), JA) == "30分"
    assert say_duration(timedelta(days=2), EN).strip() == "2 d"


def test_a_long_text_of_the_same_lines_is_compared_all_the_same() -> None:
    lines = compare("id: a\n" + "#\n" * 18_000, "id: b\n" + "# \n#\n" * 9_000)
    assert {line.text for line in lines if line.sign == "-"} >= {"id: a"}
