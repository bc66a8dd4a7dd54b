"""The hour a customer usually answers at."""

from datetime import UTC, datetime, time, timedelta

import pytest

from conversations.habits import habit_hour

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
QUIET = (time(20), time(9))


def answers(*hours: int) -> list[datetime]:
    """One a day, at these hours in Tokyo."""
    return [MONDAY + timedelta(days=day, hours=hour - 9) for day, hour in enumerate(hours)]


@pytest.mark.parametrize(
    ("hours", "hour"),
    [
        ((), None),
        ((12, 12), None),  # twice is no habit
        ((12, 12, 12), 12),
        ((12, 13, 12, 18), 12),
        ((21, 21, 22, 21), 19),  # nobody is disturbed at night: the nearest open hour
        ((3, 2, 3, 3), None),
        ((9, 12, 15, 18, 9, 12, 15, 18, 6, 21), None),  # all over the day
    ],
)
def test_a_habit_is_where_most_answers_lie(hours: tuple[int, ...], hour: int | None) -> None:
    assert habit_hour(answers(*hours), "Asia/Tokyo", QUIET) == hour


def test_one_talk_is_one_time_however_many_answers_it_has() -> None:
    talk = [MONDAY + timedelta(minutes=m) for m in range(5)]
    assert habit_hour(talk, "Asia/Tokyo") is None


def test_the_hour_is_the_customers_own() -> None:
    assert habit_hour(answers(12, 12, 12), "Europe/Berlin") == 5
