"""A journey lived through by one invented customer, by this shop's hours and rules; nobody is written to."""

import random
from datetime import date, timedelta
from typing import Final

from conversations.journey import Journey
from conversations.library import Library
from conversations.simulate import Diary, Stage, simulate
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.personas import PERSONAS
from services.shop import Shop

MONTH: Final = 30
LEAST: Final = 60  # days; longer if the journey is
MOST: Final = 200
SEED: Final = 1  # the same customer lives the same life each time


def live_through(journey: Journey, library: Library, shop: Shop, persona: str, start: date) -> Diary:
    longest = max((touchpoint.offset.after.days for touchpoint in journey.touchpoints), default=0)
    days = min(max(LEAST, longest + MONTH), MOST)
    stage = Stage(
        journey, library.scripts, simulated(shop, start, days), Course().changed({"start": start}), days
    )
    return simulate(stage, PERSONAS[persona], random.Random(SEED))  # noqa: S311 - an invented life, no secret


def simulated(shop: Shop, start: date, days: int) -> SimulatedShop:
    """The shop as the time machine takes it."""
    rules, hours = shop.rules, shop.rules.hours
    ahead = (start + timedelta(days=number) for number in range(days + MONTH))
    return SimulatedShop(
        name=shop.name, zone=shop.zone, week=hours.week, closed=hours.closed,
        holidays=tuple(day for day in ahead if hours.is_holiday(day)),
        rest_on_holidays=rules.rest_on_holidays, promise_within=rules.promise_within,
        quiet=rules.quiet, caps=rules.caps,
    )  # fmt: skip
