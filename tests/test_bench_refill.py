"""The refill bench knows only what was known, and its forecast beats what it is compared with."""

import random
from dataclasses import replace
from datetime import timedelta

from bench.refill import SPLIT, Life, errors, groups, live, roll
from conversations.pace import Forecast


def small() -> list[Life]:
    return live(random.Random(5), 160)


def test_the_same_seed_gives_the_same_figures() -> None:
    assert errors(roll(small())) == errors(roll(small()))


def test_the_forecast_beats_both_baselines_and_its_interval_holds_most() -> None:
    cases = roll(small())
    ours, fixed, last, inside = errors(cases)
    assert ours < fixed
    assert ours < last
    assert 0.6 < inside < 0.95
    assert sum(len(mine) for _, mine in groups(cases)[1:]) == len(cases)


def test_no_forecast_knows_the_future() -> None:
    """Whatever comes after the first month changes nothing about the forecasts of that month."""
    until = SPLIT + timedelta(days=30)
    other = small()
    for life in other:
        later = [replace(b, at=b.at + timedelta(hours=1), quantity=3) for b in life.orders if b.at >= until]
        life.orders = [b for b in life.orders if b.at < until] + later

    def first_month(lives: list[Life]) -> list[Forecast]:
        return [case.found for case in roll(lives) if case.start < until]

    assert first_month(small()) == first_month(other) != []
