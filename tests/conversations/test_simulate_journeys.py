"""Every shipped journey, lived for 90 days by many kinds of people and through many kinds of trouble.

`pytest tests/conversations --update-transcripts` rewrites tests/transcripts/journeys/*.json. Other files
there (recorded with `python bot.py simulate JOURNEY --record FILE`) are lived again as they are.
"""

import json
import random
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from conversations.library import BUILT_IN, load_library
from conversations.parser import parse_script
from conversations.simulate import Diary, Stage, simulate
from conversations.simulate.course import COURSES, Course, StaffHabits
from conversations.simulate.diary import Decided, Did, Said
from conversations.simulate.happening import ByCustomer, ByShop, ByStaff, Happening
from conversations.simulate.persona import Delay, Persona
from conversations.simulate.personas import PERSONAS
from conversations.simulate.reading import read_written
from conversations.simulate.record import dump, replay, to_json
from conversations.simulate.summary import Summary

FOLDER = Path(__file__).parent.parent / "transcripts" / "journeys"
LIBRARY = load_library()
CHECK_INS = {"cosmetics": "cosmetics-checkin", "default": "checkin"}


@cache
def edited(script_id: str):
    """The check-in as somebody might publish it anew: version 2, its questions in other words."""
    text = (BUILT_IN / "scripts" / f"{script_id}.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1", "version: 2").replace("もう使ってみましたか", "お使いになれましたか")
    return parse_script(
        text.replace("ありがとうございます。", "（新）ありがとうございます。"), LIBRARY.scripts
    )


def scenarios_of(journey_id: str) -> dict[str, tuple[Persona, Course]]:
    course = Course()
    found = {name: (persona, course) for name, persona in PERSONAS.items() if name != "kind"}
    for name, changes in COURSES.items():
        who = "unhappy" if name in ("golden-week", "staff-takeover", "staff-never") else "kind"
        found[name] = (PERSONAS[who], course.changed(changes))
    published = {"day": 18, "what": "publish", "script": edited(CHECK_INS[journey_id])}
    slow = Persona(delay={"at": "23:50"}, choices={"used": ["not-yet", "some"], "not-yet": ["busy"]})
    found["script-edited"] = (slow, course.changed({"events": [published]}))
    return found


SCENARIOS = {
    f"{journey_id}.{name}": (journey_id, *scenario)
    for journey_id in sorted(LIBRARY.journeys)
    for name, scenario in scenarios_of(journey_id).items()
}
GOLDEN = [
    name for name in SCENARIOS if name.startswith("cosmetics.") or name.endswith((".happy", ".unhappy"))
]


@cache
def live(name: str) -> tuple[Stage, Persona, Diary]:
    journey_id, persona, course = SCENARIOS[name]
    stage = Stage(LIBRARY.journeys[journey_id], LIBRARY.scripts, course=course)
    return stage, persona, simulate(stage, persona, random.Random(1))


def test_there_are_scenarios_for_every_shipped_journey() -> None:
    assert set(CHECK_INS) == set(LIBRARY.journeys)


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_rule_is_broken_in_ninety_days(name: str) -> None:
    stage, _, diary = live(name)
    summary = Summary(stage)
    summary.add(diary)
    assert (summary.fatigue, summary.at_night, summary.asked_in_case, summary.endless) == ([], [], [], [])
    assert all(
        earlier.at <= later.at for earlier, later in zip(diary.entries, diary.entries[1:], strict=False)
    )


@pytest.mark.parametrize("name", GOLDEN)
def test_a_scenario_goes_as_written(name: str, request: pytest.FixtureRequest) -> None:
    stage, persona, diary = live(name)
    text = dump(to_json(stage, persona, 1, diary))
    golden = FOLDER / f"{name}.json"
    if request.config.getoption("--update-transcripts", default=False):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_a_recorded_life_lived_again_is_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert dump(replay(json.loads(text), LIBRARY.journeys, LIBRARY.scripts, random.Random)) == text


def test_the_examples_in_the_documentation_work_and_leave_nothing_out() -> None:
    doc = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text(encoding="utf-8")
    hana, parcel = re.findall(r"```yml\n(.*?)```", doc, re.DOTALL)
    persona, course = read_written(Persona, hana), read_written(Course, parcel)
    assert isinstance(persona, Persona), persona
    assert isinstance(course, Course), course
    stage = Stage(LIBRARY.journeys["cosmetics"], LIBRARY.scripts, course=course)
    assert len(simulate(stage, persona, random.Random(1)).entries) > 20
    for model in (Persona, Delay, Course, StaffHabits, Happening):
        assert [w for w in model.model_fields if w != "script" and not re.search(rf"\b{w}\b", doc)] == []
    kinds = get_args(ByShop) + get_args(ByStaff) + get_args(ByCustomer)
    assert [word for word in (*kinds, *PERSONAS, *COURSES) if word not in doc] == []


def test_who_asked_for_an_hour_gets_everything_but_news_within_it() -> None:
    _, _, diary = live("cosmetics.own-hour")
    zone = ZoneInfo(diary.zone)
    news = {"shipped", "delivered", "behind-day3"}
    sent = [e for e in diary.entries if isinstance(e, Decided) and e.verdict == "send" and not e.free]
    asked = [e for e in sent if e.touchpoint not in news]
    assert {"howto", "checkin", "remaining"} <= {e.touchpoint for e in asked}
    assert {e.at.astimezone(zone).hour for e in asked} == {20}
    assert "own_hour" in {e.why for e in diary.entries if isinstance(e, Decided)}


def test_who_is_away_hears_nothing_of_ours_until_they_are_back() -> None:
    _, _, diary = live("cosmetics.away")
    (wished,) = [e.at for e in diary.entries if isinstance(e, Did) and "旅行中" in e.text]
    back = wished + timedelta(days=14)
    ours = [e.at for e in diary.entries if isinstance(e, Said) and e.cause in ("touchpoint", "timer")]
    assert [at for at in ours if wished < at < back - timedelta(days=1)] == []
    assert [at for at in ours if at > back - timedelta(days=1)]
