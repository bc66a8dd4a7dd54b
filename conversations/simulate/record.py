"""A simulated life as a file: what it was played with, and the diary in words, one line an entry.

Played again with `replay` it is equal to itself, unless the journey, its scripts or a rule changed: a test.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from conversations.effects import (
    Bubble,
    ImageBubble,
    LinkBubble,
    QuestionBubble,
    StickerBubble,
    TextBubble,
)
from conversations.journey import Journey
from conversations.script import Script
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.diary import Entry, Said
from conversations.simulate.loop import Diary, Stage, simulate
from conversations.simulate.persona import Chance, Persona
from conversations.simulate.summary import Summary
from conversations.transcript import to_plain

MakeChance = Callable[[int], Chance]


def to_json(stage: Stage, persona: Persona, seed: int, diary: Diary) -> dict[str, Any]:
    """What to keep: enough to live it again, and what happened."""
    summary = Summary(stage)
    summary.add(diary)
    return {
        "journey": stage.journey.id,
        "days": stage.days,
        "seed": seed,
        "shop": stage.shop.model_dump(mode="json", exclude_defaults=True),
        "persona": persona.model_dump(mode="json", exclude_defaults=True),
        "course": stage.course.model_dump(mode="json", exclude_defaults=True),
        "billed": summary.billed,
        "violations": summary.violations,
        "diary": [entry_to_json(entry, diary.zone) for entry in diary.entries],
    }


def replay(
    written: Mapping[str, Any],
    journeys: Mapping[str, Journey],
    scripts: Mapping[str, Script],
    make_chance: MakeChance,
) -> dict[str, Any]:
    """Live a recorded life again."""
    shop, course = (
        SimulatedShop.model_validate(written["shop"]),
        Course.model_validate(written["course"]),
    )
    stage = Stage(journeys[written["journey"]], scripts, shop, course, written["days"])
    persona, seed = Persona.model_validate(written["persona"]), written["seed"]
    return to_json(stage, persona, seed, simulate(stage, persona, make_chance(seed)))


def dump(written: Mapping[str, Any]) -> str:
    """One entry a line: a diff shows what became different."""
    head = {name: value for name, value in written.items() if name != "diary"}
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in written["diary"])
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "diary": [\n' + lines + "\n ]\n}\n"


def entry_to_json(entry: Entry, zone: str) -> dict[str, Any]:
    """An entry on the customer's clock, its bubbles in words."""
    plain = to_plain(entry)
    plain["at"] = f"{entry.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    if isinstance(entry, Said):
        plain.pop("facts", None)
        if entry.bubbles:
            plain["bubbles"] = [line for bubble in entry.bubbles for line in in_lines(bubble)]
    return {"at": plain.pop("at"), **plain}


def in_lines(bubble: Bubble) -> list[str]:
    """What the customer sees: the words, then the buttons."""
    match bubble:
        case TextBubble(text=text):
            return [text]
        case ImageBubble(alt=alt, url=url):
            return [f"(image) {alt or url}"]
        case StickerBubble(package_id=package, sticker_id=sticker):
            return [f"(sticker {package}/{sticker})"]
        case LinkBubble(text=text, label=label, url=url):
            return [text, f"[{label}] {url}"]
        case QuestionBubble(text=text, buttons=buttons):
            return [text, " ".join(f"({b.label})" if b.quiet else f"[{b.label}]" for b in buttons)]
