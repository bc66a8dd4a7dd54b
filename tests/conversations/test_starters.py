"""The starters a marketer begins with: each is sound, and lived for ninety days it harms nobody."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commands.starting import copy, starter
from conversations.checks import check_text
from conversations.library import Library, built_in_files, files_of, load_files
from conversations.script import AskStep, SayStep, Script
from conversations.simulate import Diary, Stage, simulate
from conversations.simulate.checking import first_win_after
from conversations.simulate.course import COURSES, Course
from conversations.simulate.diary import Answered, CaseOpened, Decided, Said, TalkBegan
from conversations.simulate.personas import PERSONAS, invent, vary
from conversations.simulate.summary import Summary
from conversations.starter import FOLDER

NAMES = sorted(folder.name for folder in FOLDER.iterdir())
# What takes long is told on the way; what has no parcel is only begun.
COURSE_OF = {
    "furniture": {
        "shipped": "26d", "delivered": "30d", "expected_delivery": "30d",
        "events": [
            {"day": 4, "what": "milestone", "name": "started"},
            {"day": 24, "what": "milestone", "name": "made"},
        ],
    },
    "project": {
        "shipped": "never", "delivered": "35d", "expected_delivery": "never",
        "events": [
            {"day": 3, "what": "milestone", "name": "started"},
            {"day": 18, "what": "milestone", "name": "draft"},
        ],
    },
    "course": {"shipped": "never", "delivered": "2d", "expected_delivery": "never"},
}  # fmt: skip


def library_of(name: str) -> Library:
    return load_files([*built_in_files(), *files_of(FOLDER / name)])


def stage_of(name: str, *changes: str) -> Stage:
    library = library_of(name)
    journey = library.journeys[name]
    course = Course(category=journey.audience.categories[0]).changed(COURSE_OF.get(name, {}))
    for change in changes:
        course = course.changed(COURSES[change])
    return Stage(journey, library.scripts, course=course)


def own_scripts(name: str) -> Iterator[Script]:
    built_in = load_files(built_in_files()).scripts
    yield from (s for s in library_of(name).scripts.values() if s.id not in built_in)


def test_there_is_one_for_each_trade_that_has_none_built_in() -> None:
    assert NAMES == ["apparel", "appliance", "course", "food", "furniture", "project"]


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_passes_every_check_without_a_warning(name: str) -> None:
    library = library_of(name)
    assert library.problems == ()
    for file in files_of(FOLDER / name):
        assert check_text(file.read_text(encoding="utf-8"), library.scripts) == [], file.name


@pytest.mark.parametrize("name", NAMES)
def test_every_script_of_a_starter_is_used_and_keeps_its_name(name: str) -> None:
    journey = library_of(name).journeys[name]
    assert journey.wait is not None
    assert journey.first_win is not None
    used = {touchpoint.script for touchpoint in journey.planned}
    assert {script.id for script in own_scripts(name)} <= used
    assert all(script.id.startswith(f"{name}-") for script in own_scripts(name))


@pytest.mark.parametrize("name", NAMES)
def test_its_words_are_those_of_a_person(name: str) -> None:
    cold = re.compile(r"ステータス|更新されました|お客様各位|アンケートにご協力|エラー|無効です|様様")
    for script in own_scripts(name):
        for step in script.steps:
            texts = [step.ask] if isinstance(step, AskStep) else []
            texts += [getattr(said, "text", "") for said in step.say] if isinstance(step, SayStep) else []
            for text in texts:
                assert not cold.search(text), text
                assert "{{ name }}様" not in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", ["", "stuck", "date-moved", "delayed", "told-late", "quota-out"])
def test_ninety_days_of_everybody_wake_tire_corner_and_leave_waiting_nobody(name: str, change: str) -> None:
    stage = stage_of(name, *([change] if change else []))
    summary = Summary(stage)
    for persona in PERSONAS.values():
        summary.add(simulate(stage, persona, random.Random(1)))
    assert (summary.at_night, summary.fatigue, summary.asked_in_case) == ([], [], [])
    assert (summary.endless, summary.silent) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_invented_customers_are_treated_well(name: str) -> None:
    stage = stage_of(name)
    summary = Summary(stage)
    for number in range(100):
        chance = random.Random(f"starters:{number}")
        summary.add(simulate(replace(stage, course=vary(stage.course, chance)), invent(chance), chance))
    assert summary.violations == 0
    assert summary.completed > 10
    assert len(summary.waits) > 30


def kind(name: str) -> tuple[Diary, Stage]:
    stage = stage_of(name)
    return simulate(stage, PERSONAS["kind"], random.Random(1)), stage


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_customer_wins_soon_and_is_asked_about_what_they_hoped_for(name: str) -> None:
    diary, stage = kind(name)
    won, win = first_win_after(diary, stage.journey), stage.journey.first_win
    assert won is not None
    assert win is not None
    assert win.within is not None
    assert won <= win.within
    hoped = next(e.label for e in diary.entries if isinstance(e, Answered) and e.axis == "expectation")
    texts = [getattr(b, "text", "") for e in diary.entries if isinstance(e, Said) for b in e.bubbles]
    assert any(f"「{hoped}」とおっしゃっていましたね" in text for text in texts)
    assert any(text.startswith("●○○ 1/3") for text in texts)
    assert any(text.startswith("●●● 3/3") for text in texts)


def favours(name: str, persona: str) -> dict[str, str]:
    """Which of the partner's talks a customer got whose friend bought on the 85th day, and their words."""
    stage = stage_of(name)
    bought = {"day": 85, "what": "friend_bought"}
    events = [*COURSE_OF.get(name, {}).get("events", ()), bought]
    course = stage.course.changed({"events": events})
    diary = simulate(replace(stage, course=course, days=100), PERSONAS[persona], random.Random(1))
    talks = {e.talk: e.touchpoint for e in diary.entries if isinstance(e, TalkBegan)}
    said: dict[str, str] = {}
    for e in diary.entries:
        if isinstance(e, Said) and (talk := talks.get(e.talk, "")) in ("partner", "tell", "friend-thanks"):
            said[talk] = said.get(talk, "") + "".join(getattr(b, "text", "") for b in e.bubbles)
    return said


@pytest.mark.parametrize("name", NAMES)
def test_a_happy_customer_may_tell_others_and_is_thanked_when_one_of_them_comes(name: str) -> None:
    said = favours(name, "happy")
    assert list(said) == ["partner", "tell", "friend-thanks"]
    assert "紹介ページのリンクを、お渡しできます" in said["tell"]
    assert "新しいお客様をお迎えしました" in said["friend-thanks"]
    words = said["tell"] + said["friend-thanks"]
    assert not re.search("お友だち|お買い", words), "a client of a project is no friend who shops"


@pytest.mark.parametrize("name", NAMES)
def test_an_unhappy_customer_is_asked_no_favour(name: str) -> None:
    assert favours(name, "unhappy").keys() <= {"friend-thanks"}, "thanks ask nothing"


@pytest.mark.parametrize(("name", "step"), [("apparel", "sure"), ("furniture", "sure"), ("project", "sure")])
def test_a_worry_on_the_way_reaches_staff_before_the_delivery(name: str, step: str) -> None:
    stage = stage_of(name)
    course = stage.course.changed({"shipped": "3d", "delivered": "6d"}) if name == "apparel" else stage.course
    worried = PERSONAS["kind"].model_copy(update={"choices": {step: ("worried",)}})
    diary = simulate(replace(stage, course=course), worried, random.Random(1))
    opened = [e.at for e in diary.entries if isinstance(e, CaseOpened)]
    arrived = [e.at for e in diary.entries if isinstance(e, Decided) and e.touchpoint == "delivered"]
    assert opened
    assert opened[0] < arrived[0]


def test_the_command_lists_them_and_copies_one_without_ever_overwriting(tmp_path: Path) -> None:
    listed = CliRunner().invoke(starter, [])
    assert [line.split()[0] for line in listed.output.splitlines()] == NAMES
    written = copy("food", tmp_path / "mine")
    assert {path.name for path in written} == {file.name for file in files_of(FOLDER / "food")}
    assert load_files([*built_in_files(), *files_of(tmp_path / "mine")]).problems == ()
    assert "yaml-language-server" not in (tmp_path / "mine" / "food.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine" / "food.yaml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(click.ClickException, match="nothing was copied"):
        copy("food", tmp_path / "mine")
    assert (tmp_path / "mine" / "food.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert CliRunner().invoke(starter, ["foot"]).exit_code != 0
