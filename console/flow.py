"""A script as steps in words, and as a picture: one column of boxes, jumps in a gutter beside it.

One column, because it has to be read on a phone. Every jump to the same step shares one line of the gutter.
Nothing here is HTML: the template draws it, and the same steps stand beside it as a list to be read aloud.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.conditions import Speaker
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

BOX: Final = 268  # widths and heights in SVG units; one is a pixel on a phone
LEFT: Final = 6
LINE: Final = 19
GAP: Final = 22
LANE: Final = 13
COLUMNS: Final = 37  # half-width letters in one line of a box
MOST_LINES: Final = 4
HANGING: Final = "。、）」？！"  # never first in a line


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on from a step: what leads there, and to which step (None: the end)."""

    text: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One step in words."""

    path: str
    word: str
    text: str
    leads: tuple[Lead, ...]
    part: bool  # of a called script
    goes_on: bool  # simply goes on with the step below it


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    y: int
    to: str = ""  # for a lead: where it leads
    more: str = ""  # for a lead: its second line


@dataclass(frozen=True, slots=True)
class Box:
    step: Told
    y: int
    height: int
    words: tuple[Row, ...]
    leads: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    downs: tuple[tuple[int, int], ...]  # straight on: from y, to y
    jumps: tuple[str, ...]  # SVG paths


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
        told.append(Told(path, step_word(node.step) or "", _text(node, t), leads, "/" in path, goes_on))
    return told


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


def draw(steps: list[Told], t: Words) -> Drawing:
    """Boxes under each other; every step's place follows from what stands above it."""
    boxes, y = [], 4
    for place, step in enumerate(steps):
        below = steps[place + 1].path if place + 1 < len(steps) else None
        words = tuple(
            Row(text, y + 40 + number * LINE)
            for number, text in enumerate(wrap(step.text, COLUMNS, MOST_LINES))
        )
        start = y + 40 + len(words) * LINE
        leads = _lead_rows(step.leads, start, below, t)
        lines = len(words) + len(leads) + sum(bool(row.more) for row in leads)
        height = 30 + lines * LINE + 8
        boxes.append(Box(step, y, height, words, leads))
        y += height + GAP
    downs = tuple((box.y + box.height, box.y + box.height + GAP) for box in boxes[:-1] if box.step.goes_on)
    jumps, lanes = _jumps(boxes)
    return Drawing(LEFT + BOX + 16 + max(lanes, 1) * LANE, y, tuple(boxes), downs, jumps)


def _lead_rows(leads: tuple[Lead, ...], y: int, below: str | None, t: Words) -> tuple[Row, ...]:
    """Long ones take a second line."""
    rows = []
    for lead in leads:
        first, second = [*wrap(lead.text, 23, 2), "", ""][:2]
        rows.append(Row(first, y, _to(lead.target, below, t), second))
        y += LINE * (2 if second else 1)
    return tuple(rows)


def _to(target: str | None, below: str | None, t: Words) -> str:
    if target is None:
        return t("終わり")
    return "↓" if target == below else f"→ {target.rsplit('/', 1)[-1]}"


def _jumps(boxes: list[Box]) -> tuple[tuple[str, ...], int]:
    """One path per step that is jumped to, in the first lane of the gutter that is free there."""
    tops = {box.step.path: box.y for box in boxes}
    sources: dict[str, list[int]] = {}
    for number, box in enumerate(boxes):
        below = boxes[number + 1].step.path if number + 1 < len(boxes) else None
        for lead, row in zip(box.step.leads, box.leads, strict=True):
            if lead.target in tops and lead.target != below:
                sources.setdefault(str(lead.target), []).append(row.y - 5)
    ends: list[int] = []  # the lowest point each lane is used down to
    paths = []
    right = LEFT + BOX
    for target, starts in sorted(sources.items(), key=lambda one: min(*one[1], tops[one[0]])):
        top = tops[target] + 14
        low, high = min(*starts, top), max(*starts, top)
        lane = next((n for n, end in enumerate(ends) if end < low - 4), len(ends))
        ends[lane : lane + 1] = [high]
        x = right + 12 + lane * LANE
        strokes = [f"M{right} {start}H{x}" for start in starts]
        paths.append(" ".join([*strokes, f"M{x} {low}V{high}", f"M{x} {top}H{right + 1}"]))
    return tuple(paths), len(ends)


def wrap(text: str, columns: int, most: int) -> list[str]:
    """Lines of so many half-width letters; what does not fit ends in «…»."""
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        line, used = "", 0
        for letter in paragraph.strip():
            wide = 2 if unicodedata.east_asian_width(letter) in "WFA" else 1
            if used + wide > columns and letter not in HANGING:
                lines.append(line)
                line, used = "", 0
            line, used = line + letter, used + wide
        if line:
            lines.append(line)
    return (
        [*lines[: most - 1], lines[most - 1][:-1] + "…"] if len(lines) > most else lines or [""] * bool(text)
    )
