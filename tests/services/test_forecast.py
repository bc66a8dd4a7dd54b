"""What a journey will cost, held against lives of it in the time machine."""

from dataclasses import replace

import pytest

from conversations.journey import Journey
from conversations.library import load_library
from conversations.parser import parse_journey
from conversations.simulate.diary import Said
from services.forecast import pushes
from tests.conversations.test_simulate import live, of

LIBRARY = load_library()
OWN = """
  - id: surveyed
    script: delivered
    anchor: surveyed
    offset: 0m
    cap: 1
"""


@pytest.mark.parametrize("name", sorted(LIBRARY.journeys))
def test_the_usual_number_is_what_the_time_machine_bills(name: str) -> None:
    usual, most = pushes(LIBRARY.journeys[name], LIBRARY)
    assert usual == sum(said.billed for said in of(live(name), Said))
    assert 0 < usual <= most


@pytest.mark.parametrize("name", sorted(LIBRARY.journeys))
@pytest.mark.parametrize("persona", ["unhappy", "silent"])
def test_nobody_is_billed_more_than_the_bound(name: str, persona: str) -> None:
    billed = sum(said.billed for said in of(live(name, persona), Said) if said.cause != "staff")
    assert billed <= pushes(LIBRARY.journeys[name], LIBRARY)[1]


def test_a_touchpoint_more_is_a_push_more_also_for_a_milestone_of_the_shops_own() -> None:
    journey = parse_journey(LIBRARY.texts["journey/default"] + OWN, LIBRARY.scripts)
    assert isinstance(journey, Journey)
    before = pushes(LIBRARY.journeys["default"], LIBRARY)
    assert pushes(journey, LIBRARY) == (before[0] + 1, before[1] + 1)


def test_a_changed_script_is_counted_anew() -> None:
    journey = LIBRARY.journeys["default"]
    before = pushes(journey, LIBRARY)
    silent = {**LIBRARY.scripts, "checkin": LIBRARY.scripts["delivered"]}
    assert pushes(journey, replace(LIBRARY, scripts=silent))[1] < before[1]
    assert pushes(journey, LIBRARY) == before
