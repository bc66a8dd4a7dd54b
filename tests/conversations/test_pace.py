"""When something runs out: what the forecast may never do, and what it learns from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp, log

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.journey import Supply
from conversations.pace import LEVELS, REACH, Bought, Pace, Tap, forecast, steps_of, written_pace
from conversations.pace_learning import learn
from conversations.pace_words import because

START = datetime(2026, 6, 4, 3, tzinfo=UTC)
DAY = timedelta(days=1)
WRITTEN = written_pace(Supply.model_validate({"lasts": "45d", "by_sku": {"BIG": "90d"}}), "SKU-1")


def orders(*days: float, quantity: int = 1) -> list[Bought]:
    """Bought so many days after one another, the last one at START."""
    found, at = [Bought(START, quantity)], START
    for gap in reversed(days):
        at -= gap * DAY
        found.insert(0, Bought(at, quantity))
    return found


def length(told: object) -> float:
    return (told.at - START) / DAY  # type: ignore[attr-defined]


gaps = st.lists(st.floats(5, 300), max_size=6)
quantities = st.integers(1, 6)
levels = st.sampled_from(sorted(LEVELS))
taps = st.lists(st.tuples(st.floats(0.5, 200), levels), max_size=4).map(
    lambda told: [Tap(START + days * DAY, level) for days, level in sorted(told)]
)


@given(gaps, quantities, taps)
@settings(max_examples=150)
def test_the_interval_holds_the_day_and_no_day_lies_before_the_delivery(
    days: list[float], quantity: int, told: list[Tap]
) -> None:
    found = forecast(WRITTEN, START, quantity, orders(*days), told)
    assert START <= found.earliest <= found.at <= found.latest


@given(gaps, quantities)
@settings(max_examples=100)
def test_more_pieces_last_longer(days: list[float], quantity: int) -> None:
    few = forecast(WRITTEN, START, quantity, orders(*days))
    more = forecast(WRITTEN, START, quantity + 1, orders(*days))
    assert more.at > few.at
    assert more.latest > few.latest


@given(st.floats(20, 120), st.integers(1, 8))
@settings(max_examples=60)
def test_each_interval_like_the_others_draws_the_forecast_to_it_and_makes_it_surer(
    gap: float, many: int
) -> None:
    fewer, more = (forecast(WRITTEN, START, 1, orders(*[gap] * n)) for n in (many, many + 1))
    assert abs(length(more) - gap) <= abs(length(fewer) - gap) + 1
    assert log((more.latest - START) / (more.earliest - START)) <= (
        log((fewer.latest - START) / (fewer.earliest - START)) + 0.1  # whole days
    )


@given(gaps, st.floats(2, 120), st.sampled_from(["plenty", "half", "little", "still"]))
@settings(max_examples=100)
def test_what_is_not_empty_yet_runs_out_later(days: list[float], said_after: float, level: str) -> None:
    found = forecast(WRITTEN, START, 1, orders(*days), [Tap(START + said_after * DAY, level)])
    assert length(found) >= said_after


@given(gaps, st.floats(2, 120))
@settings(max_examples=60)
def test_what_is_empty_has_run_out(days: list[float], said_after: float) -> None:
    found = forecast(WRITTEN, START, 1, orders(*days), [Tap(START + said_after * DAY, "gone")])
    assert length(found) <= said_after + 0.5  # whole days


@given(st.floats(5, 40))
@settings(max_examples=50)
def test_the_less_is_left_the_sooner_it_runs_out(said_after: float) -> None:
    found = [
        forecast(WRITTEN, START, 1, (), [Tap(START + said_after * DAY, level)]).at
        for level in ("gone", "little", "half", "plenty")
    ]
    assert found == sorted(found)


def test_one_tap_after_the_first_order_weighs_more_the_more_is_used() -> None:
    slow = [Tap(START + 45 * DAY, "half")]  # at the day it should be empty
    early = [Tap(START + 22 * DAY, "plenty")]
    assert 70 <= length(forecast(WRITTEN, START, 1, (), slow)) <= 90
    assert 45 < length(forecast(WRITTEN, START, 1, (), early)) < 75


def test_a_long_pause_hardly_counts() -> None:
    steady = length(forecast(WRITTEN, START, 1, orders(40, 41, 40, 39)))
    with_pause = length(forecast(WRITTEN, START, 1, orders(40, 41, 200, 40, 39)))
    assert abs(with_pause - steady) <= 3


def test_the_order_comes_after_it_was_empty() -> None:
    """Whoever said it is empty has not ordered yet: the range reaches on, though the day does not."""
    told = [Tap(START + 30 * DAY, "gone")]
    found = forecast(WRITTEN, START, 1, orders(30, 30), told)
    assert found.earliest <= found.at <= START + 30 * DAY < found.latest


def test_an_interval_counts_from_the_day_the_parcel_came() -> None:
    """A parcel that was two weeks late was not used meanwhile; without a known day, the order's counts."""
    gap = 40 * DAY
    late = [Bought(START - gap, came=START - gap + 14 * DAY), Bought(START)]
    assert steps_of(late)[0].length == log(26)
    assert steps_of([Bought(START - gap), Bought(START)])[0].length == log(40)
    beside = [Bought(START - gap, came=START + DAY), Bought(START)]  # the next order came before the parcel
    assert steps_of(beside)[0].length == log(40)


def shop_of(pause: int, gap: float = 40, level: str = "", people: int = 300) -> list[list[Bought]]:
    """Everybody orders every `gap` days, and every seventh after `pause` days; one tap on each supply."""
    told = 30 * DAY
    lives = []
    for person in range(people):
        second = START - (pause if person % 7 == 0 else gap) * DAY
        taps = (Tap(second + told, level), Tap(START + told, level)) if level else ()
        lives.append([Bought(second, told=taps), Bought(START)])
    return lives


def test_the_reach_is_learnt_apart_for_what_was_spoken_of() -> None:
    """A tap narrows the forecast; whether the order then comes within it, only such supplies can tell."""
    silent, told = learn(WRITTEN, shop_of(90)), learn(WRITTEN, shop_of(90, level="little"))
    assert silent.reach_told == told.reach == REACH
    assert told.reach_told != REACH
    assert silent.reach != REACH
    assert told.reach_told[1] > silent.reach[1] + 0.3, "a tap makes the pause a bigger surprise"


def test_what_was_said_after_the_next_order_was_not_said_of_this_supply() -> None:
    bought = [Bought(START - 40 * DAY, told=(Tap(START + DAY, "half"),)), Bought(START)]
    assert steps_of(bought)[0].said == []


def test_two_parcels_of_one_order_are_one_order() -> None:
    twice = [Bought(START - 80 * DAY), Bought(START - 79 * DAY), Bought(START)]
    once = [Bought(START - 80 * DAY, 2), Bought(START)]
    assert forecast(WRITTEN, START, 1, twice).at == forecast(WRITTEN, START, 1, once).at


def test_with_no_history_the_product_is_as_written_and_with_much_as_it_is() -> None:
    assert learn(WRITTEN, []) == WRITTEN
    assert learn(WRITTEN, [[Bought(START)]]) == WRITTEN
    one = learn(WRITTEN, [orders(90, 90)])
    many = learn(WRITTEN, [orders(90, 90)] * 200)
    assert 45 < exp(one.mean) < 75
    assert 85 < exp(many.mean) < 95
    assert many.customers == 200


def test_a_season_is_learnt_where_there_is_one_and_not_where_there_is_little() -> None:
    def year(summer: float) -> list[Bought]:
        at, found = datetime(2024, 1, 1, tzinfo=UTC), [Bought(datetime(2024, 1, 1, tzinfo=UTC))]
        while at.year < 2026:
            at += 30 * DAY * (summer if at.month in (6, 7, 8) else 1.0)
            found.append(Bought(at))
        return found

    many = learn(WRITTEN, [year(0.7)] * 40)
    assert many.months[6] < many.months[0] - 0.2
    little = learn(WRITTEN, [orders(30)])
    assert max(abs(month) for month in little.months) < 0.05
    july, january = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert forecast(many, july).season
    assert forecast(many, july).at - july < forecast(many, january).at - january


def test_the_same_knowledge_gives_the_same_day() -> None:
    told = [Tap(START + 20 * DAY, "half")]
    assert forecast(WRITTEN, START, 2, orders(40), told) == forecast(WRITTEN, START, 2, orders(40), told)


def test_the_reason_names_what_it_rests_on_in_both_languages() -> None:
    found = forecast(WRITTEN, START, 1, orders(41, 45), [Tap(START + 20 * DAY, "half")])
    assert because(found) == "これまでの間隔（41日・45日）と、「半分くらい」とのお答えから"
    assert because(found, "en") == "From the intervals so far (41, 45 days) and the answer “about half”"
    assert because(forecast(WRITTEN, START)) == "シナリオに書かれた目安から"
    shops = forecast(replace(Pace(log(40)), customers=12), START, 2)
    assert because(shops) == "ほかのお客様12人の間隔から（2個）"
    assert "12 other customers" in because(shops, "en")


def test_a_product_may_last_its_own_time() -> None:
    supply = Supply.model_validate({"lasts": "45d", "by_sku": {"BIG": "90d"}})
    assert length(forecast(written_pace(supply, "BIG"), START)) == 90
    assert length(forecast(written_pace(supply, "OTHER"), START)) == 45
