"""YAML 1.2 text → plain values that remember their lines. Capped in size, depth and count; no aliases.

`no`, `yes` and `on` stay words (YAML 1.2); dates become their text again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedKeyMap, CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken

from conversations.problems import Problem, problem
from conversations.yaml_mistakes import mistake_in

MAX_BYTES = 256 * 1024
MAX_VALUES = 20_000
MAX_DEPTH = 12
MAX_OPEN = 100  # brackets open at once: the YAML reader's time grows with the square of them
_START = (1, 1)
_BRACKETS = re.compile(r"[\[\]{}]")


@dataclass(frozen=True, slots=True)
class Tree:
    """The values, and beside them the nodes that know where they stood."""

    values: dict[str, Any]
    marked: CommentedMap

    def at(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` (or, with `key`, of its name). The nearest known one."""
        node: Any = self.marked
        place = _START
        for index, part in enumerate(path):
            last = key and index == len(path) - 1
            if isinstance(node, CommentedMap) and part in node:
                line, column = (
                    node.lc.key(part) if last or not _has_place(node[part]) else node.lc.value(part)
                )
                place, node = (line + 1, column + 1), node[part]
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line, column = node.lc.item(part)
                place, node = (line + 1, column + 1), node[part]
        return place


def _has_place(value: Any) -> bool:
    return value is not None


@lru_cache(maxsize=256)
def read_tree(text: str) -> Tree | Problem:
    """Read the text, or say what is wrong with it. Nobody changes what it returns.

    Saving one script reads all files of the library again, its translations too: the same texts as before.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return problem("too_big", _START, f"{MAX_BYTES // 1024} KB")
    if _open_brackets(text) > MAX_OPEN:
        return problem("too_big", _START, f"{MAX_DEPTH} levels")
    yaml = YAML(typ="rt", pure=True)
    yaml.version = (1, 2)
    try:
        if "&" in text or "*" in text:
            for token in YAML(typ="rt", pure=True).scan(text):
                if isinstance(token, (AliasToken, AnchorToken)):
                    return problem("aliases", (token.start_mark.line + 1, token.start_mark.column + 1))
        marked = yaml.load(text)
        if not isinstance(marked, CommentedMap):
            return problem("not_mapping", _START)
        values = _plain(marked, 0, [0])
    except DuplicateKeyError as error:
        return problem("duplicate_key", _mark(error), _duplicate(error))
    except MarkedYAMLError as error:
        at, since = _mark(error), error.context_mark
        return mistake_in(text, at, since.line + 1 if since is not None else at[0])
    except RecursionError:
        return problem("too_big", _START, f"{MAX_DEPTH} levels")
    except _BareGap as gap:
        return problem("yaml_gap_bare", gap.at)
    except _TooMuch as much:
        return problem("too_big", _START, str(much))
    except (
        YAMLError,
        ValueError,
        AttributeError,
        TypeError,
        AssertionError,
        KeyError,
        IndexError,
        NotImplementedError,
    ):  # ruamel's own stumbles over odd input
        return problem("yaml", _START)
    return Tree(values, marked)


def _open_brackets(text: str) -> int:
    """The most brackets that are open at once, quoted ones too."""
    most = now = 0
    for bracket in _BRACKETS.findall(text):
        now = now + 1 if bracket in "[{" else max(now - 1, 0)
        most = max(most, now)
    return most


class _TooMuch(Exception):
    pass


class _BareGap(Exception):
    """`say: {{ name }}` without quotes: to YAML a mapping whose name is a mapping."""

    def __init__(self, at: tuple[int, int]) -> None:
        self.at = at


def _plain(value: Any, depth: int, count: list[int]) -> Any:
    count[0] += 1
    if depth > MAX_DEPTH:
        raise _TooMuch(f"{MAX_DEPTH} levels")
    if count[0] > MAX_VALUES:
        raise _TooMuch(f"{MAX_VALUES} values")
    if isinstance(value, CommentedMap):
        if any(isinstance(key, CommentedKeyMap) for key in value):
            raise _BareGap((value.lc.line + 1, value.lc.col + 1))
        return {str(k): _plain(v, depth + 1, count) for k, v in value.items()}
    if isinstance(value, CommentedSeq):
        return [_plain(v, depth + 1, count) for v in value]
    if value is None or isinstance(value, bool):
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, date):
        return value.isoformat()
    return None


def _mark(error: MarkedYAMLError) -> tuple[int, int]:
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else _START


def _duplicate(error: MarkedYAMLError) -> str:
    words = (error.problem or "").split('"')
    return words[1] if len(words) > 1 else ""
