"""What a sentence may read: standard words, variables, facts, answers as the customer saw them.

What comes later in this list counts. Nothing is gathered beforehand: a fact is asked for when a sentence
names it, so that a turn pays for no other (services/facts.py). It is a value all the same: whenever it is
read within a turn, it is the same.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from conversations.events import Facts
from conversations.plan import Plan


class Scope(Mapping[str, Any]):
    """`extra`: names this one sentence has besides. A fact that is None hides nothing, and is not there."""

    __slots__ = ("_extra", "_facts", "_plan", "_values")

    def __init__(
        self, plan: Plan, facts: Facts, values: Mapping[str, Any], extra: Mapping[str, str] | None = None
    ) -> None:
        self._plan, self._facts, self._values, self._extra = plan, facts, values, extra or {}

    def __getitem__(self, name: str) -> Any:
        if name in self._extra:
            return self._extra[name]
        if name == "facts":
            return self._facts
        if name in self._values:
            value, labels = self._values[name], self._plan.labels.get(name)
            return labels.get(value, value) if labels is not None else value
        if name in self._facts:
            fact = self._facts[name]
            standard = self._plan.base.get(name) if fact is None else fact
            if standard is None:
                raise KeyError(name)
            return standard
        return self._plan.base[name]

    def __iter__(self) -> Iterator[str]:
        named = dict.fromkeys(chain(self._plan.base, self._facts, self._values, self._extra, ("facts",)))
        return (name for name in named if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
