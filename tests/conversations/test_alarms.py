"""What an answer sets off by itself: who counts as unhappy."""

import pytest

from conversations.alarms import is_unhappy


@pytest.mark.parametrize(
    ("scores", "unhappy"),
    [
        ({}, False), ({"result": 3, "feeling": 3}, False), ({"result": 2}, True), ({"feeling": 1}, True),
        ({"result": 5, "feeling": 2}, True), ({"remaining": 1}, False), ({"result": None}, False),
    ],
)  # fmt: skip
def test_somebody_is_unhappy_whose_newest_result_or_feeling_was_low(
    scores: dict[str, int | None], unhappy: bool
) -> None:
    assert is_unhappy(scores) is unhappy
