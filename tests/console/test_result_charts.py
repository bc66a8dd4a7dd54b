"""What a chart's axis says must be true of its distances, too."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from console.chart_shapes import as_bars
from console.display import Display
from console.result_charts import DAYS_SHOWN, STAGES_JA, _funnel, _staff, by_day
from services.figures import Asked, Cared
from tests.conftest import FakeClock


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


@pytest.mark.parametrize(
    ("seconds", "japanese", "english", "minutes"),
    [
        (150, "2分", "2 min", 2.5),
        (5100, "1時間25分", "1 h 25 min", 85),
        (20, "1分未満", "under a minute", 0.3),
    ],
)
def test_how_fast_somebody_answers_is_said_with_its_unit(
    seconds: int, japanese: str, english: str, minutes: float
) -> None:
    """«0.04» stood there, and nobody knew of what."""
    counts = Counter(opened=2, kept=1, answered=2, business_seconds=2 * seconds)
    found: Any = SimpleNamespace(cared_by_staff={7: Cared(counts)})
    for language, said in (("ja", japanese), ("en", english)):
        chart = _staff(found, {7: "佐藤"}, Display(language, FakeClock()()).t)
        assert chart.shown[0][3] == said
        assert chart.rows[0][3] == minutes, "a file has plain numbers"
        assert chart.file_head[3].endswith("[分]" if language == "ja" else "[min]"), "and says of what"
        assert not chart.head[3].endswith("]")


def test_a_state_at_the_head_of_a_row_begins_with_a_capital_in_english() -> None:
    shown = _funnel(Asked(Counter(scheduled=1)), Display("en", FakeClock()()).t).shown
    assert [row[0] for row in shown][:2] == ["Planned", "Sent"]
    assert _funnel(Asked(Counter(scheduled=1)), plain).shown[0][0] == STAGES_JA["scheduled"]


def test_an_axis_of_counts_has_whole_numbers_only() -> None:
    """«0.2, 0.4, 0.6» stood beside one purchase; an average may lie between."""
    assert as_bars(["0日", "1日"], {"件数": [0, 1]})["yAxis"]["minInterval"] == 1
    assert "minInterval" not in as_bars(["1回目"], {"気持ち": [3.5]})["yAxis"]


def test_two_long_names_below_an_axis_take_two_lines_and_leave_no_bracket_behind() -> None:
    names = ["その後、いかがですか（化粧品・14日目）", "その後の気持ち（対応のあと・化粧品）"]
    label = as_bars(names, {"": [1, 2]})["xAxis"]["axisLabel"]
    assert 2 * label["width"] >= 12 * max(map(len, names)), "twelve pixels a letter"
