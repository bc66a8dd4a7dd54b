"""Who goes without when the month's quota runs low, and how the two meanings of 429 are told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations import sacrifice
from conversations.sacrifice import KINDS, Quota, allows, month_passed
from delivery.quota import QuotaWatch, forecast, state_of
from line.errors import Ambiguous, RateLimited

FIRST = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)  # November begins in Japan
MIDDLE = FIRST + timedelta(days=15)
LAST = FIRST + timedelta(days=29, hours=23)
BURST = RateLimited("The API rate limit has been exceeded. Try again later.", status=429)


def test_months_are_japans() -> None:
    assert month_passed(FIRST) == 0
    assert month_passed(FIRST - timedelta(minutes=1)) > 0.99
    assert month_passed(MIDDLE) == 0.5


@pytest.mark.parametrize(
    ("limit", "used", "now", "expected"),
    [
        (None, 10**6, MIDDLE, "ok"),
        (1000, 0, FIRST, "ok"),
        (1000, 400, MIDDLE, "ok"),
        (1000, 600, MIDDLE, "low"),  # 1,200 by the end of the month
        (1000, 950, LAST, "ok"),  # little is left, and little is needed
        (1000, 1000, MIDDLE, "out"),
        (1000, 1200, MIDDLE, "out"),
        (0, 0, FIRST, "out"),
    ],
)
def test_the_state_of_the_quota(limit: int | None, used: int, now: datetime, expected: str) -> None:
    assert state_of(Quota(limit, used), now) == expected


def test_the_forecast_goes_on_as_the_month_went() -> None:
    assert forecast(Quota(1000, 300), MIDDLE) == 600
    assert forecast(Quota(1000, 30), FIRST + timedelta(days=1)) == 30


def test_kinds_go_without_in_the_order_of_sacrifice() -> None:
    allowed = [
        [kind for kind in KINDS if allows(Quota(1000, used), "low", kind, FIRST)]
        for used in (750, 820, 870, 920, 960, 990, 1000)
    ]
    assert allowed == [list(KINDS[:count]) for count in (6, 5, 4, 3, 2, 1, 0)]


def test_answers_and_promises_stay_first_whatever_is_chosen() -> None:
    for chosen in (["referral", "case_reply", "promise"], ["referral", "referral", "x"], []):
        order = sacrifice.read(chosen)
        assert order[:2] == ("case_reply", "promise")
        assert sorted(order) == sorted(KINDS)
    assert sacrifice.read(["referral"])[2:] == ("referral", "milestone", "check_in", "replenishment")


def test_a_kind_moves_one_place_and_stops_at_the_ends() -> None:
    order = sacrifice.moved(KINDS, "referral", up=True)
    assert order[2:] == ("milestone", "check_in", "referral", "replenishment")
    ends = (("milestone", True), ("referral", False), ("promise", True), ("promise", False), ("x", True))
    for kind, up in ends:
        assert sacrifice.moved(KINDS, kind, up=up) == KINDS


def test_kinds_go_without_in_the_order_that_was_chosen() -> None:
    order = sacrifice.read(["referral", "replenishment", "check_in", "milestone"])
    allowed = [
        [kind for kind in order if allows(Quota(1000, used), "low", kind, FIRST, order)]
        for used in (750, 820, 870, 920, 960, 990, 1000)
    ]
    assert allowed == [list(order[:count]) for count in (6, 5, 4, 3, 2, 1, 0)]


def test_nothing_is_kept_back_when_the_month_will_do_or_has_no_limit() -> None:
    assert all(allows(Quota(1000, 950), "ok", kind, LAST) for kind in KINDS)
    assert all(allows(Quota(None, 950), "ok", kind, FIRST) for kind in KINDS)
    assert not any(allows(Quota(None, 0), "out", kind, FIRST) for kind in KINDS)


class Source:
    def __init__(self, limit: int | None, used: int) -> None:
        self.limit, self.used, self.asked = limit, used, 0

    def quota(self) -> int | None:
        self.asked += 1
        if self.limit == -1:
            raise Ambiguous("timeout")
        return self.limit

    def consumption(self) -> int:
        return self.used


@pytest.mark.parametrize(
    ("limit", "used", "exhausted"), [(10, 10, True), (10, 9, False), (None, 99, False), (-1, 0, False)]
)
def test_a_429_is_the_quota_only_if_line_says_that_it_is_used_up(
    limit: int | None, used: int, exhausted: bool
) -> None:
    assert QuotaWatch(Source(limit, used), lambda: MIDDLE).is_exhausted(BURST) is exhausted


def test_a_quota_reserved_by_other_sends_is_taken_at_its_word() -> None:
    refusal = RateLimited("You have reached your monthly limit.", status=429)
    assert QuotaWatch(Source(10, 0), lambda: MIDDLE).is_exhausted(refusal)


def test_line_is_asked_once_in_half_a_minute_however_many_rows_ask() -> None:
    times = [MIDDLE]
    source = Source(10, 9)
    watch = QuotaWatch(source, lambda: times[-1])
    for _ in range(50):
        watch.is_exhausted(BURST)
    assert source.asked == 1
    times.append(MIDDLE + timedelta(seconds=31))
    watch.is_exhausted(BURST)
    assert source.asked == 2
