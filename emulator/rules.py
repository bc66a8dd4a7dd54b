"""The words in which rules about messages are written: shape, text, choice, url, list_of, by_type.

A rule is a function of (value, path, problems) that appends what is wrong. Rules never raise and
know nothing of how a refusal is worded on the wire; that is validation.py's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from emulator.counting import grapheme_length, utf16_length

Path = tuple[str | int, ...]
EMPTY = "May not be empty"
INVALID = "invalid property"


class Problem(NamedTuple):
    path: Path
    message: str
    wrong_type: bool = False
    whole_message: bool = False  # told as "A message (messages[0]) … is invalid"


class Problems(list[Problem]):
    """What is wrong so far, and what must be counted over a whole message."""

    animated = 0

    def add(self, path: Path, message: str) -> None:
        self.append(Problem(path, message))

    def wrong_type(self, path: Path) -> None:
        self.append(Problem(path, INVALID, wrong_type=True))

    def of_message(self, path: Path, message: str) -> None:
        self.append(Problem(path, message, whole_message=True))


Rule = Callable[[Any, Path, Problems], None]


def shape(
    fields: Mapping[str, Rule],
    required: Sequence[str] = (),
    closed: bool = False,
    also: Sequence[Rule] = (),
) -> Rule:
    """An object. Unknown properties are passed over unless it is closed; null counts as absent.

    The checks of `also` compare properties; they only run once each property is right by itself.
    """

    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not dict:
            problems.wrong_type(path)
            return
        before = len(problems)
        for name, given in value.items():
            field = fields.get(name)
            if field is not None:
                if given is not None:
                    field(given, (*path, name), problems)
            elif closed:
                problems.add((*path, name), "unknown field")
        for name in required:
            if value.get(name) is None:
                problems.add((*path, name), EMPTY)
        if len(problems) == before:
            for check in also:
                check(value, path, problems)

    return rule


def text(longest: int, shortest: int = 1, graphemes: bool = False, pattern: str | None = None) -> Rule:
    count = grapheme_length if graphemes else utf16_length
    most_units = 1 if graphemes else 2
    matches = re.compile(pattern).fullmatch if pattern else None

    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not str:
            problems.wrong_type(path)
        elif len(value) < shortest:
            problems.add(path, EMPTY)
        elif len(value) * most_units > longest and count(value) > longest:
            problems.add(path, f"Length must be between 0 and {longest}")
        elif matches and not matches(value):
            problems.add(path, INVALID)

    return rule


def choice(*values: str, pattern: str | None = None) -> Rule:
    """One of these words, or what fits the pattern."""
    known = frozenset(values)
    matches = re.compile(pattern).fullmatch if pattern else None
    listed = f"Must be one of the following values: [{', '.join(values)}]"

    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not str:
            problems.wrong_type(path)
        elif value not in known and not (matches and matches(value)):
            problems.add(path, INVALID if matches else listed)

    return rule


def matching(pattern: str) -> Rule:
    return choice(pattern=pattern)


def boolean(value: Any, path: Path, problems: Problems) -> None:
    if type(value) is not bool:
        problems.wrong_type(path)


def number(least: float, most: float, whole: bool = True) -> Rule:
    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not int and (whole or type(value) is not float):
            problems.wrong_type(path)
        elif not least <= value <= most:
            problems.add(path, f"Must be between {least} and {most}")

    return rule


def uri(longest: int, schemes: Sequence[str] = ("https",)) -> Rule:
    """Percent-encoded, so visible ASCII only."""
    starts = tuple(f"{scheme}:" for scheme in schemes)
    matches = re.compile(r"(?:https?|line)://[!-~]+|tel:[!-~]+", re.IGNORECASE).fullmatch

    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not str:
            problems.wrong_type(path)
        elif not value:
            problems.add(path, EMPTY)
        elif len(value) > longest:
            problems.add(path, f"Length must be between 0 and {longest}")
        elif not value.lower().startswith(starts):
            problems.add(path, "invalid uri scheme")
        elif not matches(value):
            problems.add(path, "invalid uri")

    return rule


def list_of(item: Rule, least: int, most: int) -> Rule:
    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not list:
            problems.wrong_type(path)
            return
        if not least <= len(value) <= most:
            problems.add(path, f"Size must be between {least} and {most}")
            return
        for index, one in enumerate(value):
            item(one, (*path, index), problems)

    return rule


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """The rule that fits the object's type. The mapping may be filled later, as components nest."""

    def rule(value: Any, path: Path, problems: Problems) -> None:
        if type(value) is not dict:
            problems.wrong_type(path)
            return
        kind = value.get("type")
        chosen = rules.get(kind) if type(kind) is str else None
        if chosen is not None:
            chosen(value, path, problems)
        elif kind is None or kind == "":
            problems.add((*path, "type"), EMPTY)
        else:
            listed = ", ".join(rules)
            problems.add((*path, "type"), f"Must be one of the following values: [{listed}]")

    return rule


def anything(value: Any, path: Path, problems: Problems) -> None:
    """A property that was looked at already, such as `type`."""
