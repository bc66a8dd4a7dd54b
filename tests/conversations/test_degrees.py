"""How well it goes, said in one's own words where a scale asks."""

from datetime import UTC, datetime

import pytest

from conversations.answers import from_text
from conversations.degrees import VERY, WELL, read_degree
from conversations.library import load_library
from conversations.plan import PlannedAsk, plan_of

LIBRARY = load_library()
AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "degree"),
    [
        ("だいぶいい感じ", VERY),
        ("だいぶいい感じです！", VERY),
        ("とてもいいです", VERY),
        ("すごくよくなりました", VERY),
        ("最高です", VERY),
        ("いい感じ", WELL),
        ("いい感じです😊", WELL),
        ("今のところ調子いいです", WELL),
        ("前よりよくなった気がします", WELL),
        ("少しずつ良くなってきました", WELL),
        ("けっこういい", WELL),
        ("It's great", VERY),
        ("much better now", VERY),
        ("pretty good so far", WELL),
        ("好很多了", VERY),
        ("還不錯喔", WELL),
        ("ดีมากเลยค่ะ", VERY),
        ("ดีขึ้นค่ะ", WELL),
    ],
)
def test_good_news_is_understood_in_own_words(said: str, degree: int) -> None:
    assert read_degree(said) == degree


@pytest.mark.parametrize(
    "said",
    [
        "いいです",  # may be «no, thank you»
        "結構です",
        "いい感じじゃない",
        "いい感じだけどかゆい",
        "いい感じだったのに",
        "いい感じですか？",
        "だいぶいい感じではない",
        "よくならない",
        "微妙",
        "悪くない",
        "not so good",
        "good question",
        "不太好",
        "ไม่ดี",
        "",
    ],
)
def test_anything_else_is_not_guessed_at(said: str) -> None:
    assert read_degree(said) is None


@pytest.mark.parametrize(
    ("script", "step", "said", "score"),
    [
        ("cosmetics-checkin", "result", "だいぶいい感じ", 5),
        ("cosmetics-checkin", "result", "前よりいい感じです", 4),
        ("cosmetics-checkin", "feeling/face", "いい感じです", 4),
        ("checkin", "result", "pretty good", 4),
    ],
)
def test_a_scale_takes_it_as_the_answer_of_that_score(script: str, step: str, said: str, score: int) -> None:
    ask = plan_of(LIBRARY.scripts[script]).nodes[step]
    assert isinstance(ask, PlannedAsk)
    answer = from_text(ask, said, AT)
    assert answer is not None
    assert (answer.score, answer.exact) == (score, False)


def test_no_other_question_takes_it() -> None:
    ask = plan_of(LIBRARY.scripts["cosmetics-checkin"]).nodes["used"]
    assert isinstance(ask, PlannedAsk)
    assert from_text(ask, "だいぶいい感じ", AT) is None
