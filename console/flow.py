"""A script as numbered steps in words; console/drawing.py makes a picture of them.

Nothing here is HTML. Steps are called by their number and what they say, not by the id an author gave them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from console.conditions import Speaker
from console.gaps import in_words
from console.saying import Words, say_duration, say_milestone, say_outcome
from conversations.authored import ImageSaid, LinkSaid, StickerSaid
from conversations.plan import PlannedAsk, PlannedStep
from conversations.script import (
    AgainStep,
    BranchStep,
    CallStep,
    CaseStep,
    EndStep,
    MarkStep,
    MilestoneStep,
    RememberStep,
    SayStep,
    Script,
    SetStep,
    step_word,
)
from conversations.ways import Way, Ways

SHORT: Final = 14  # letters of what a step says, where something leads to it
_GREETING: Final = re.compile(r"^〔[^〕]*〕[、,]\s*")


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on from a step: what leads there, and to which step (None: the end)."""

    text: str
    target: str | None
    to: str = ""  # what people call that step: its number, and how it begins


@dataclass(frozen=True, slots=True)
class Told:
    """One step in words."""

    path: str
    word: str
    text: str
    leads: tuple[Lead, ...]
    part: bool  # of a called script
    goes_on: bool  # simply goes on with the step below it
    number: int = 0


def tell(script: Script, t: Words) -> list[Told]:
    """Every step in the order of the file, called scripts where they are called."""
    ways, speaker = Ways(script), Speaker(t, {}, script)
    paths = list(ways.nodes)
    told = []
    for place, path in enumerate(paths):
        node, below = ways.nodes[path], paths[place + 1] if place + 1 < len(paths) else None
        leads = tuple(_leads(node, ways.ways[path], t, speaker))
        straight = not isinstance(node, PlannedAsk | PlannedStep) or len(leads) == 0
        goes_on = below is not None and any(way.target == below for way in ways.ways[path])
        if straight and ways.ways[path] and not goes_on:
            leads = (Lead("", ways.ways[path][0].target),)
        told.append(
            Told(path, step_word(node.step) or "", in_words(_text(node, t), t), leads, "/" in path, goes_on)
        )
    return _numbered(told, t)


def _numbered(told: list[Told], t: Words) -> list[Told]:
    """Each with its number, and its leads with what they lead to."""
    called = {step.path: (f"{number} {_beginning(step.text)}").strip() for number, step in enumerate(told, 1)}
    return [
        replace(step, number=number, leads=tuple(
            replace(lead, to=called.get(lead.target, lead.target) if lead.target else t("終わり"))
            for lead in step.leads
        ))
        for number, step in enumerate(told, 1)
    ]  # fmt: skip


def _beginning(text: str) -> str:
    """Its first words, past the name everything begins with."""
    words = _GREETING.sub("", " ".join(text.split()))
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _leads(
    node: PlannedAsk | PlannedStep, ways: tuple[Way, ...], t: Words, speaker: Speaker
) -> Iterator[Lead]:
    if isinstance(node, PlannedAsk):
        for way in ways:
            yield Lead(_answer(node, way, t), way.target)
    elif isinstance(node.step, BranchStep):
        for way in ways:
            condition = getattr(node.step.branch[way.fork], "condition", "") if way.fork >= 0 else ""
            yield Lead(speaker.say(condition) if condition else t("それ以外"), way.target)


def _answer(node: PlannedAsk, way: Way, t: Words) -> str:
    match way.how:
        case "answer":
            return node.choices[way.choice].label if way.choice else t("答えたら")
        case "skip":
            return t("とばしたら")
        case "refuse":
            return t("答えたくないとき")
        case "timeout":
            after = node.timeout[0] if node.timeout else None
            return t("返事がないとき（{after}）", after=say_duration(after, t) if after else "")
        case _:
            return t("読み取れないとき")


def _text(node: PlannedAsk | PlannedStep, t: Words) -> str:
    match node.step:
        case SayStep(say=said):
            return "\n".join(_said(one) for one in said)
        case BranchStep() | EndStep() | CallStep():
            return ""
        case SetStep(set=values) | RememberStep(remember=values):
            return "\n".join(f"{name} = {value}" for name, value in values.items())
        case MilestoneStep(milestone=name):
            return say_milestone(name, t)
        case MarkStep(mark=name):
            return say_outcome(name, t)
        case CaseStep(case=case):
            return case.tell or ""
        case AgainStep(again=after):
            return t("{after}後に、もう一度", after=say_duration(after, t))
    return node.step.ask if isinstance(node, PlannedAsk) else ""


def _said(one: object) -> str:
    match one:
        case LinkSaid(text=text, label=label):
            return f"{text} [{label}]"
        case ImageSaid(alt=alt):
            return f"🖼 {alt}".strip()
        case StickerSaid():
            return "☺"
    return str(getattr(one, "text", ""))
