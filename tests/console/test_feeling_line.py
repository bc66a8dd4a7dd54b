"""The small drawing of how somebody's feelings went."""

from datetime import UTC, datetime, timedelta

from console.feeling_line import HEIGHT, MOST, WIDTH, feeling_line
from models.conversation import Answer

BEGAN = datetime(2026, 11, 2, 10, tzinfo=UTC)


def answer(axis: str, score: int | None, hours: int, *, conversation: int = 0, step: str = "") -> Answer:
    return Answer(
        axis=axis, score=score, label="…", step=step or axis, conversation_id=conversation or hours,
        answered_at=BEGAN + timedelta(hours=hours),
    )  # fmt: skip


def test_one_answer_is_no_line() -> None:
    assert feeling_line([]) is None
    assert feeling_line([answer("feeling", 2, 0)]) is None
    assert feeling_line([answer("result", 2, 1), answer("feeling", 2, 0)]) is None


def test_a_feeling_that_recovers_rises_from_left_to_right() -> None:
    line = feeling_line([answer("feeling", 5, 48), answer("feeling", 1, 0)])
    assert line is not None
    before, after = line.dots
    assert before.score == 1
    assert before.x < after.x
    assert before.y > after.y
    assert line.paths == {"feeling": f"{before.x},{before.y} {after.x},{after.y}"}


def test_the_key_names_a_single_dot_too() -> None:
    line = feeling_line([answer("feeling", 4, 48), answer("feeling", 2, 1), answer("result", 4, 0)])
    assert line is not None
    assert line.axes == ("feeling", "result")
    assert set(line.paths) == {"feeling"}, "one dot is no line"


def test_only_scores_are_drawn_and_of_a_corrected_answer_the_correction() -> None:
    corrected = [
        answer("feeling", 4, 2, conversation=1, step="face"),
        answer("feeling", 2, 1, conversation=1, step="face"),
    ]
    words = [answer("word", None, 3), answer("comment", None, 4)]
    line = feeling_line([*words, answer("feeling", 5, 9), *corrected])
    assert line is not None
    assert [dot.score for dot in line.dots] == [4, 5]


def test_many_answers_stay_inside_and_the_newest_are_kept() -> None:
    line = feeling_line([answer("feeling", 1 + n % 5, 100 - n) for n in range(40)])
    assert line is not None
    assert len(line.dots) == MOST
    assert line.dots[-1].at == BEGAN + timedelta(hours=100)
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in line.dots)
    assert len({dot.x for dot in line.dots}) == MOST
