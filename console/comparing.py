"""Two texts line by line: what went, what came, with the numbers both have."""

import difflib
from dataclasses import dataclass
from typing import Final

AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """`sign` is «+», «-», « », or «…» where unchanged lines are left out."""

    sign: str
    old: int | None
    new: int | None
    text: str


def compare(old: str, new: str) -> list[Line]:
    """The changed lines with a few around them; [] when both say the same.

    Lines that stand everywhere in a long text are no anchors: with them the time grows with the cube of it.
    """
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for group in difflib.SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND):
        if lines or group[0][1]:
            lines.append(Line("…", None, None, ""))
        for what, i1, i2, j1, j2 in group:
            if what == "equal":
                lines += [Line(" ", i + 1, i + 1 + j1 - i1, before[i]) for i in range(i1, i2)]
                continue
            lines += [Line("-", i + 1, None, before[i]) for i in range(i1, i2)]
            lines += [Line("+", None, j + 1, after[j]) for j in range(j1, j2)]
    return lines
