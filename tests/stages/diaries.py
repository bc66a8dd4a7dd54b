"""A stage's diary: what `bot.py simulate` writes about its days."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from io import StringIO
from typing import Final

from rich.console import Console

from commands.diary_page import DiaryPage
from commands.simulated_words import titles_of
from commands.summary_page import pages
from conversations.journey import Journey
from conversations.library import Library, load_library
from conversations.simulate import Stage, simulate
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.personas import KIND, PERSONAS, invent, vary
from conversations.simulate.summary import Summary
from demo.world import StoryBroke
from tests.stages.chapter import Life
from tests.stages.town import PRODUCT

JOURNEY: Final = "cosmetics"
SEED: Final = 1
_DAY: Final = re.compile(r"── (\d+)日目 ")


def diary_of(life: Life) -> str:
    """Its days only, as text; StoryBroke if the sentence of the stage is not in it."""
    course = Course(category=JOURNEY, product=PRODUCT).changed(life.course)
    stage = Stage(_journey(), _library().scripts, SimulatedShop(staff="鈴木"), course, life.last + 1)
    told = _figures(stage, life) if life.customers > 1 else _diary(stage, life)
    if life.says not in told:
        raise StoryBroke(f"the simulator's diary does not say 「{life.says}」:\n{told}")
    return told


def _diary(stage: Stage, life: Life) -> str:
    persona = PERSONAS[KIND].model_validate(PERSONAS[KIND].model_dump(exclude_defaults=True) | life.customer)
    diary = simulate(stage, persona, random.Random(SEED))
    page = DiaryPage(diary, "ja", titles_of(stage, "ja"))
    head = f"▶ {stage.journey.title} · {persona.name} · {life.first}〜{life.last}日目"
    return "\n".join([head, *_between(life.first, life.last, (line.plain for line in page.lines())), ""])


def _figures(stage: Stage, life: Life) -> str:
    summary, paper = Summary(stage), Console(file=StringIO(), width=96)
    for number in range(life.customers):
        chance = random.Random(f"{SEED}:{number}")
        lived = replace(stage, course=vary(stage.course, chance))
        summary.add(simulate(lived, invent(chance), chance))
    for page in pages(summary, "ja"):
        paper.print(page)
    head = f"▶ {stage.journey.title} · {life.customers}名 · {life.last}日間\n"
    return head + paper.file.getvalue()


def _between(first: int, last: int, lines: Iterable[str]) -> Iterator[str]:
    """The lines of these days: a diary is cut when it is written, for it counts the days without a word."""
    day = -1
    for line in lines:
        if heading := _DAY.match(line):
            day = int(heading[1])
        if first <= day <= last:
            yield line


def _journey() -> Journey:
    return _library().journeys[JOURNEY]


@cache
def _library() -> Library:
    return load_library()
