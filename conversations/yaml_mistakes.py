"""A file YAML cannot read: which of the usual slips it is, in an author's words, at the line it was made in.

The reader complains late (a full-width colon is one line, its complaint another) and in its own words. So the
lines themselves are looked at, from where it complained upwards; what no rule knows gets a general sentence.
"""

import re
from collections.abc import Iterator
from typing import Final

from conversations.problems import Problem, problem
from conversations.yaml_lines import Lines, look_at

UPWARDS: Final = 4  # lines with something on them, the one complained of included
MOST_LETTERS: Final = 500  # of a line: the rules take their time on very long ones
_WORD: Final = r"[A-Za-z_][\w-]*"
_WORDS: Final = (
    "id|title|purpose|version|locale|variables|every_question|words|steps|say|ask|choices|label|go|also|branch|if"
    "|else|call|case|remember|set|mark|milestone|again|timeout|reminder|refuse|optional|after|text"
    "|touchpoints|script|anchor|offset|window|late|for|wait|supply"
)
# code → what it looks like; the first group is where it stands, the second the word of its sentence
_SLIPS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("yaml_tab", re.compile(r"(\t)()")),
    ("yaml_wide_space", re.compile(rf"(?:^ *(?:- *)?|\b{_WORD}:|[{{,] *)(　+)()")),
    ("yaml_wide_colon", re.compile(rf"(?:^ *(?:- *)?|[{{,] *){_WORD}(：)()")),
    ("yaml_wide_dash", re.compile(rf"^ *([－ー‐–—―・])()\s*{_WORD}(?:[:：]|\s|$)")),
    ("yaml_dash_space", re.compile(rf"^ *(-)({_WORD})\s*:")),
    ("yaml_colon_space", re.compile(rf"^ *(?:- +)?({_WORD}:)(?!//)()\S")),
    ("yaml_no_colon", re.compile(rf"^ *(?:- +)?(({_WORDS}))(?:\s+[^\s:：]+)?\s*$")),
)
_AT_THE_LINE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("yaml_gap_bare", re.compile(r"(?::\s+|^\s*- +)(\{[{%])()")),
    ("yaml_wide_quote", re.compile(r"(?::\s+|^\s*- +|[\[{,]\s*)([“”＂‘’＇])()")),
    ("yaml_wide_bracket", re.compile(r"(?::\s+|^\s*- +|[\[{,]\s*)(([［｛]))")),
    ("yaml_special_start", re.compile(r"(?::\s+|^\s*- +|[\[{,]\s*)(([@`%!]))")),
    ("yaml_colon_inside", re.compile(rf"^\s*(?:- +)?{_WORD}:\s+[^\s\[{{|>].*?(:)()(?:\s|$)")),
)
_WIDE: Final = re.compile(r"([［］｛｝【】「」〔〕])")
_ITEM: Final = re.compile(r"^( *)- ")


def mistake_in(text: str, at: tuple[int, int], since: int) -> Problem:
    """`at`: where the reader gave up; `since`: the line where what it was reading began."""
    lines = look_at(text)
    line = min(at[0], len(lines.bare))
    if (quote := lines.unclosed) is not None:
        return problem("yaml_quote_open", (quote.line, quote.column), quote.sign)
    near = [number for number in _upwards(lines, line, since) if number]
    for code, slip in _SLIPS:
        if (found := _first(code, slip, lines, near)) is not None:
            return found
    if (quote := lines.inside) is not None and quote.line <= at[0]:
        return problem("yaml_quote_inside", (quote.line, quote.column), quote.sign)
    for code, slip in _AT_THE_LINE:
        if (found := _first(code, slip, lines, [line])) is not None:
            return found
    return _bracket(lines, line) or _row(lines, line, since) or problem("yaml", at)


def _upwards(lines: Lines, line: int, since: int) -> Iterator[int]:
    """The lines to look at: where its reading began, if that is near, then upwards from where it gave up."""
    written = [number for number in range(line, 0, -1) if lines.bare[number - 1].strip()][:UPWARDS]
    if since in written:
        yield since
    yield from (number for number in written if number != since)


def _first(code: str, slip: re.Pattern[str], lines: Lines, near: list[int]) -> Problem | None:
    for number in near:
        if found := slip.search(lines.bare[number - 1][:MOST_LETTERS]):
            return problem(code, (number, found.start(1) + 1), found[2])
    return None


def _bracket(lines: Lines, line: int) -> Problem | None:
    """Brackets that do not pair; one in full width on the same line is why."""
    wrong = lines.wrong if lines.wrong is not None and lines.wrong.line <= line else None
    opened = lines.open_before[line - 1] if line <= len(lines.open_before) else ()
    sign = wrong or (opened[-1] if opened else None)
    if sign is None:
        return None
    if wide := _WIDE.search(lines.bare[sign.line - 1]):
        return problem("yaml_wide_bracket", (sign.line, wide.start(1) + 1), wide[1])
    code = "yaml_bracket_wrong" if wrong else "yaml_bracket_open"
    return problem(code, (sign.line, sign.column), sign.sign)


def _row(lines: Lines, line: int, since: int) -> Problem | None:
    """A line that does not stand in one row with those above: without its «- », or too far left or right."""
    if not lines.bare[line - 1].strip():
        return None
    for number in (line, since):
        bare = lines.bare[number - 1]
        indent = len(bare) - len(bare.lstrip(" "))
        if bare.strip() and not _ITEM.match(bare) and _stands_among_items(lines, number, indent):
            return problem("yaml_no_dash", (number, indent + 1))
    bare = lines.bare[line - 1]
    indent = len(bare) - len(bare.lstrip(" "))
    if indent and re.match(rf" *(?:- |- *$|{_WORD}:)", bare):
        return problem("yaml_indent", (line, indent + 1), indent)
    return None


def _stands_among_items(lines: Lines, number: int, indent: int) -> bool:
    """Whether the nearest line above that is not further right is an item of a list in the same column."""
    for above in reversed(lines.bare[: number - 1]):
        if above.strip() and len(above) - len(above.lstrip(" ")) <= indent:
            item = _ITEM.match(above)
            return item is not None and len(item[1]) == indent
    return False
