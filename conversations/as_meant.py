"""A script whose `go` leads nowhere, followed as its author most likely meant it.

One typo would else be told twice: once where it is, and once more at the step nobody comes to because of
it, with the advice to take out a good step.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conversations.parser_meaning import lost_targets
from conversations.problems import Problem
from conversations.yaml_tree import Tree


@dataclass(frozen=True, slots=True)
class Meant:
    """The tree with its typos mended, and the lines of those nobody can guess."""

    tree: Tree
    unknown: frozenset[int]

    def explains(self, problem: Problem) -> bool:
        """Whether this only follows from a `go` that leads nobody knows where."""
        if problem.code == "dead_end":
            return problem.line in self.unknown
        return problem.code == "unreachable" and bool(self.unknown)


def as_meant(tree: Tree, ids: Iterable[str]) -> Meant:
    known, unknown = list(ids), set()
    values = _copy(tree.values)
    for path, word in lost_targets(tree, known):
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
        if not near:
            unknown.add(tree.at(path)[0])
            continue
        inside: Any = values
        for part in path[:-1]:
            inside = inside[part]
        inside[path[-1]] = near[0]
    return Meant(Tree(values, tree.marked), frozenset(unknown))


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value
