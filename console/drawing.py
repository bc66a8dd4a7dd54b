"""The picture of a script: one column of boxes, jumps in a gutter beside it; for phones and for desks.

One column, because it has to be read on a phone. Every jump to the same step shares one line of the gutter.
Nothing here is HTML: the template draws it, and the same steps stand beside it as a list to be read aloud.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

from console.flow import Lead, Told

LEFT: Final = 6
LINE: Final = 19
GAP: Final = 22
LANE: Final = 13
HANGING: Final = "。、）」？！〕"  # never first in a line


@dataclass(frozen=True, slots=True)
class Format:
    """Widths in SVG units (one is a pixel on a phone) and in half-width letters."""

    name: str
    box: int
    columns: int  # letters in one line of a box
    most: int  # lines of text
    lead: int  # letters of what leads on …
    to: int  # … and of where it leads; 0: its number only
    indent: int = 0  # of words that stand on the line of their box's head; 0: below it
    beside: "Beside | None" = None  # where what leads on stands beside the words instead of below them


@dataclass(frozen=True, slots=True)
class Beside:
    """What leads on, in a column of its own."""

    x: int
    columns: int  # letters left for the words
    most: int
    lead: int
    to: int


NARROW: Final = Format("narrow", 268, 37, 4, 23, 0)
WIDE: Final = Format("wide", 560, 66, 3, 36, 26, 114, Beside(280, 38, 7, 22, 20))


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
    word_x: int
    lead_x: int


@dataclass(frozen=True, slots=True)
class Drawing:
    format: Format
    width: int
    height: int
    boxes: tuple[Box, ...]
    downs: tuple[tuple[int, int], ...]  # straight on: from y, to y
    jumps: tuple[str, ...]  # SVG paths


def draw(steps: list[Told], form: Format = NARROW) -> Drawing:
    """Boxes under each other; every step's place follows from what stands above it."""
    boxes, y = [], 4
    for place, step in enumerate(steps):
        below = steps[place + 1].path if place + 1 < len(steps) else None
        beside = form.beside if step.leads and step.text.strip() else None
        indent = 0 if beside else form.indent
        top, left = y + (20 if indent else 40), LEFT + (indent or 10)
        lines = wrap(step.text, (beside or form).columns, (beside or form).most)
        words = tuple(Row(text, top + number * LINE) for number, text in enumerate(lines))
        leads = _lead_rows(step.leads, top + (0 if beside else len(words) * LINE), below, beside or form)
        under = len(leads) + sum(bool(row.more) for row in leads)
        rows = max(len(words), under) if beside else len(words) + under
        height = top - y + max(rows, 1 if indent else 0) * LINE - 2
        boxes.append(Box(step, y, height, words, leads, left, beside.x if beside else left))
        y += height + GAP
    downs = tuple((box.y + box.height, box.y + box.height + GAP) for box in boxes[:-1] if box.step.goes_on)
    jumps, lanes = _jumps(boxes, LEFT + form.box)
    return Drawing(form, LEFT + form.box + 16 + max(lanes, 1) * LANE, y, tuple(boxes), downs, jumps)


def _lead_rows(leads: tuple[Lead, ...], y: int, below: str | None, form: Format | Beside) -> tuple[Row, ...]:
    """Long ones take a second line."""
    rows = []
    for lead in leads:
        first, second = [*wrap(lead.text, form.lead, 2), "", ""][:2]
        rows.append(Row(first, y, _to(lead, below, form), second))
        y += LINE * (2 if second else 1)
    return tuple(rows)


def _to(lead: Lead, below: str | None, form: Format | Beside) -> str:
    if lead.target is None:
        return lead.to
    if lead.target == below:
        return "↓"
    return f"→ {wrap(lead.to, form.to, 1)[0] if form.to else lead.to.partition(' ')[0]}"


def _jumps(boxes: list[Box], right: int) -> tuple[tuple[str, ...], int]:
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
