"""Dates of a purchase that cannot be true together, by days on the shop's calendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from conversations.sequence import clash_of, clashes

TOKYO = ZoneInfo("Asia/Tokyo")


def at(day: int, hour: int = 3) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


KNOWN = {"purchased": at(5), "delivered": at(10)}


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("delivered", 4, "before_purchased"), ("first_used", 9, "before_delivered"),
        ("shipped", 11, "after_delivered"), ("purchased", 11, "after_delivered"),
        ("wrapped", 4, "before_purchased"), ("wrapped", 30, ""), ("shipped", 5, ""), ("shipped", 10, ""),
        ("first_used", 10, ""), ("delivered", 30, ""), ("purchased", 1, ""),
    ],
)  # fmt: skip
def test_each_step_lies_between_its_neighbours(name: str, day: int, code: str) -> None:
    found = clash_of(KNOWN, name, at(day), TOKYO)
    assert (found.code if found else "") == code


def test_a_day_written_as_its_midnight_is_not_before_the_order_of_that_day() -> None:
    ordered = {"purchased": datetime(2026, 12, 5, 10, tzinfo=TOKYO)}
    assert clash_of(ordered, "delivered", datetime(2026, 12, 5, 0, tzinfo=TOKYO), TOKYO) is None
    late = datetime(2026, 12, 4, 16, tzinfo=UTC)  # the fifth, in the shop
    assert clash_of(ordered, "delivered", late, TOKYO) is None


def test_a_milestone_of_ones_own_that_lies_before_a_later_order_has_no_name_of_ours() -> None:
    found = clash_of({"wrapped": at(5)}, "purchased", at(6), TOKYO)
    assert found is not None
    assert found.code == "after_other"


def test_of_all_dates_of_an_order_those_that_come_too_early_are_named() -> None:
    told = {"purchased": at(5), "shipped": at(6), "delivered": at(4), "first_used": at(20)}
    assert [(clash.name, clash.other) for clash in clashes(told, TOKYO)] == [("delivered", "purchased")]
    assert list(clashes({"purchased": at(5), "delivered": at(5)}, TOKYO)) == []
