"""The lines of a file as YAML sees them, without what stands between quotes and under `|`: no one blames it.

One pass, no more than needed to find slips: quotes and brackets count where a value begins, as in YAML.
"""

import re
from dataclasses import dataclass, field
from typing import Final

_BLOCK: Final = re.compile(r":\s+[|>][+-]?\d?\s*(?:#.*)?$")
_PAIRS: Final = {"]": "[", "}": "{"}
_MAY_FOLLOW: Final = re.compile(r"\s*(?:[,\]}:#]|$)")  # what may stand behind a closed quote


@dataclass(frozen=True, slots=True)
class Sign:
    """A quote or bracket, and where it stands. Lines and columns count from 1."""

    sign: str
    line: int
    column: int


@dataclass(slots=True)
class Lines:
    """`bare[n]`: line n + 1 without what is quoted. `open_before[n]`: the brackets open where it begins."""

    bare: list[str] = field(default_factory=list)
    open_before: list[tuple[Sign, ...]] = field(default_factory=list)
    unclosed: Sign | None = None  # the first quote that does not end where it should
    inside: Sign | None = None  # the first text that goes on behind a closed quote
    wrong: Sign | None = None  # the first bracket that closes another kind


def look_at(text: str) -> Lines:
    """Stops at the first quote that is wrong: whatever follows is read inside out."""
    written = text.split("\n")
    found = Lines()
    stack: list[Sign] = []
    deeper, number = -1, 0  # the indentation of a `|`; deeper lines are its text
    while number < len(written):
        raw = written[number]
        found.open_before.append(tuple(stack))
        if deeper >= 0 and (not raw.strip() or _indent(raw) > deeper):
            found.bare.append("")
            number += 1
            continue
        deeper = _indent(raw) if _BLOCK.search(raw) else -1
        bare, number = _one(written, number, stack, found)
        found.bare.append(bare)
        number += 1
        if found.unclosed or found.inside:
            break
        while len(found.bare) < number:  # a sentence in quotes went on for some lines
            found.bare.append("")
            found.open_before.append(tuple(stack))
    return found


def _one(written: list[str], number: int, stack: list[Sign], found: Lines) -> tuple[str, int]:
    """One line without its quoted parts; how far a quoted sentence took us."""
    line, bare, column = written[number], _Bare(), 0
    while column < len(line):
        letter = line[column]
        if letter == "#" and bare.spaced:
            break
        if letter in "\"'" and bare.begins_value:
            opened = Sign(letter, number + 1, column + 1)
            end, last = _close(written, number, column)
            if end < 0 or not _MAY_FOLLOW.match(written[last], end + 1):
                if end >= 0 and last == number:
                    found.inside = opened
                else:
                    found.unclosed = opened
                break
            number, line, column = last, written[last], end + 1
            bare.add("…")
            continue
        if letter in "[{" and (bare.begins_value or stack):
            stack.append(Sign(letter, number + 1, column + 1))
        elif letter in "]}" and stack and stack.pop().sign != _PAIRS[letter]:
            found.wrong = found.wrong or Sign(letter, number + 1, column + 1)
        bare.add(letter)
        column += 1
    return "".join(bare.letters).rstrip(), number


@dataclass(slots=True)
class _Bare:
    """A line as far as it was read: it is asked at every letter, so it does not look back."""

    letters: list[str] = field(default_factory=list)
    last: str = ""  # of what is no space
    spaced: bool = True  # whether nothing or a space was last
    is_dashes: bool = True  # whether there is nothing but «- » so far

    @property
    def begins_value(self) -> bool:
        """At a line's start, behind «- » or «: », in brackets behind a comma."""
        return self.last in ("", "[", "{", ",") or (self.spaced and (self.last == ":" or self.is_dashes))

    def add(self, letter: str) -> None:
        self.letters.append(letter)
        self.spaced = letter.isspace()
        if not self.spaced:
            self.last = letter
            self.is_dashes = self.is_dashes and letter == "-"


def _close(written: list[str], number: int, column: int) -> tuple[int, int]:
    """Where the quote that opens here closes: column and line, or -1."""
    sign, at = written[number][column], column + 1
    while number < len(written):
        line = written[number]
        while at < len(line):
            if sign == '"' and line[at] == "\\":
                at += 1
            elif line[at] == sign:
                if sign == '"' or line[at + 1 : at + 2] != "'":
                    return at, number
                at += 1
            at += 1
        number, at = number + 1, 0
    return -1, number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
