"""A parcel and a case that both lie, and a human who says nothing: the one silence a year of 2,000 had."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest

from rehearsal.year import staffroom, town, vows
from rehearsal.year.phones import Phones
from rehearsal.year.tables import Row, Tables, read
from rehearsal.year.town import Customer, Parcel
from rehearsal.year.ways import ways_of
from services.shop import Shop
from tests import databases
from tests.rehearsal.small_year import ENDS, RULES, live

pytestmark = pytest.mark.timeout(300)  # lives months
DAY = timedelta(days=1)


def late(at: datetime, chance: Random) -> Parcel:
    return Parcel(at + 4 * DAY, at + 24 * DAY, at + 26 * DAY)


def says_nothing(shop: Shop, opened_at: datetime, chance: Random) -> datetime:
    return opened_at + 40 * DAY


def wants_somebody(self: Phones, customer: Customer) -> None:
    self._agenda.later(self._agenda.now + timedelta(hours=1), partial(self._say, customer, "担当者と話す"))


def lies(tables: Tables, order: Row) -> bool:
    """Bound for longer than the limit, with a case that nobody has answered in all that time."""
    if order["bound_at"] is None or (order["delivered"] or ENDS) - order["bound_at"] <= RULES.silence + DAY:
        return False
    until = order["bound_at"] + RULES.silence + DAY
    return any(
        case["contact_id"] == order["contact_id"]
        and order["bound_at"] <= case["opened_at"] <= order["bound_at"] + DAY
        and (case["first_response_at"] or ENDS) > until
        and (case["closed_at"] or ENDS) > until
        for case in tables.cases
    )


def test_who_waits_for_parcel_and_human_at_once_hears_the_truth_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(town, "parcel", late)
    monkeypatch.setattr(staffroom, "answers_at", says_nothing)
    monkeypatch.setattr(Phones, "_tell_wishes", wants_somebody)
    lived = live("sqlite", customers=14)
    with lived.sonogo.database.read() as session:
        tables = read(session)
    databases.close(lived.sonogo.database)
    assert sum(lies(tables, order) for order in tables.orders) >= 3, "nobody was in that state"
    ways = ways_of(tables, RULES.zone)
    assert vows.silences(tables, RULES, ways, ENDS) == 0
    words = {t["id"] for t in tables.touchpoints if t["key"] == "silence"}
    kept_back = replace(tables, messages=[m for m in tables.messages if m["touchpoint_id"] not in words])
    assert vows.silences(kept_back, RULES, ways, ENDS) >= 3, "without that word they would have heard nothing"
