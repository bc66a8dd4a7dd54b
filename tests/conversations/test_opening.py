"""Business hours, closed days and quiet hours, as a shop's owner writes them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.journey import Window
from conversations.opening import read_business_hours, read_closed_days, read_quiet_hours


def open_days(text: str) -> list[int]:
    return [day for day, windows in enumerate(read_business_hours(text)) if windows]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri 10:00-18:00", [0, 1, 2, 3, 4]),
        ("MON 10:00-18:00; sat-sun 10:00-12:00", [0, 5, 6]),
        ("fri-mon 10:00-18:00", [0, 4, 5, 6]),
        ("月-金 10:00-18:00、日 9:00-10:00", [0, 1, 2, 3, 4, 6]),
    ],
)
def test_days_are_read_in_english_and_japanese(text: str, days: list[int]) -> None:
    assert open_days(text) == days


def test_several_hours_of_a_day_are_put_in_order() -> None:
    monday = read_business_hours("mon 13:00-18:00, mon 9:00-12:00")[0]
    assert monday == (Window(time(9), time(12)), Window(time(13), time(18)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no day is open"),
        ("mon", "not days and hours"),
        ("mun 10:00-18:00", "'mun' is not a day"),
        ("mon 18:00-10:00", "ends before it starts"),
        ("mon 10:00-25:00", "'25:00' is not a time"),
        ("mon 10:00", "not two times"),
        ("mon 10:00-12:00 11:00-13:00", "overlap"),
        ("mon 10:00-24:00 11:00-13:00", "overlap"),
    ],
)
def test_hours_that_make_no_sense_are_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_business_hours(text)


def test_days_off_of_every_year_may_wrap_the_new_year() -> None:
    (span,) = read_closed_days("12-29..01-03")
    shut = [date(2026, 12, 29), date(2027, 1, 1), date(2030, 1, 3)]
    assert all(span.includes(day) for day in shut)
    assert not any(span.includes(day) for day in (date(2026, 12, 28), date(2027, 1, 4), date(2027, 6, 1)))


def test_days_off_of_one_year_do_not_come_back() -> None:
    (span,) = read_closed_days("2026-08-13..2026-08-16")
    assert span.includes(date(2026, 8, 13))
    assert not span.includes(date(2027, 8, 13))


@pytest.mark.parametrize("text", ["2026-08-16..2026-08-13", "12-29..2027-01-03", "02-30", "soon"])
def test_days_off_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a day|ends before|mixes"):
        read_closed_days(text)


def test_no_days_off_is_fine() -> None:
    assert read_closed_days("") == ()


@given(st.times(), st.times())
def test_quiet_hours_are_read_back_as_written(start: time, end: time) -> None:
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    if start == end:
        with pytest.raises(ValueError, match="same time"):
            read_quiet_hours(f"{start:%H:%M}-{end:%H:%M}")
    else:
        assert read_quiet_hours(f"{start:%H:%M}-{end:%H:%M}") == Window(start, end)
