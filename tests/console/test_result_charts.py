"""What a chart's axis says must be true of its distances, too."""

from typing import Any

from console.result_charts import DAYS_SHOWN, by_day


def plain(text: str, **values: Any) -> str:
    return text.format(**values)


def test_days_on_which_nobody_won_have_their_place_on_the_axis() -> None:
    """0, 3 and 7 days beside one another looked like three days in a row."""
    found = by_day({7: 1, 0: 4, 3: 2}, plain)
    assert [name for name, _ in found] == [f"{day}日" for day in range(8)]
    assert [count for _, count in found] == [4, 0, 0, 2, 0, 0, 0, 1]
    assert by_day({}, plain) == []


def test_one_late_win_does_not_make_the_axis_endless() -> None:
    found = by_day({2: 5, DAYS_SHOWN: 1, DAYS_SHOWN + 1: 1, 300: 2}, plain)
    assert len(found) == DAYS_SHOWN + 2
    assert found[-2:] == [("30日", 1), ("31日以上", 3)]
    assert sum(count for _, count in found) == 9
    assert by_day({DAYS_SHOWN: 1}, plain)[-1] == ("30日", 1)
