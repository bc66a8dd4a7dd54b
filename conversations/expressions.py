"""Conditions: a small, safe corner of CEL (`used == 'yes' && scores.result <= 2`).

Compiled once, checked when a script is loaded: only known names and functions, capped in size and nesting.
At run time nothing raises: what cannot be computed (an answer not given yet) is None, and no condition holds.
`length()` is ours, because CEL's `size()` counts the bytes of Japanese text.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any, Protocol

# The package imports its own command line (prompt_toolkit, typer: 25 MB, 0.3 s), which nobody uses here.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))

import cel  # noqa: E402

MAX_LENGTH = 500
MAX_NESTING = 20
MAX_LOOPS = 2
FUNCTIONS = frozenset({"length", "startsWith", "endsWith", "contains", "matches", "int", "double", "string"})
_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
# Counted in the source as it stands, between quotes too: a raw string or a comment would hide a loop from
# whoever skips what looks quoted.
_ANY_LOOP = re.compile(r"\b(?:all|exists|exists_one|map|filter)(?:\s|//[^\n]*+)*+\(")
_FACT = re.compile(r"\bfacts\s*\.\s*([A-Za-z_]\w*)")
_FACTS = re.compile(r"\bfacts\b")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


class _Program(Protocol):
    def execute(self, context: dict[str, Any] | None = ...) -> Any: ...


class ExpressionError(ValueError):
    """Why an expression is refused: a code for the message table and the word it is about."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code}: {word}")
        self.code = code
        self.word = word


@dataclass(frozen=True, slots=True)
class Expression:
    source: str
    program: _Program
    names: frozenset[str]
    counts: bool = False  # whether it calls length()
    facts: frozenset[str] | None = frozenset()  # which it reads (`facts.name`); None: perhaps any

    def value(self, scope: Mapping[str, Any]) -> Any:
        """What it comes to, or None when it cannot be computed."""
        try:
            return self.program.execute({**scope, "length": _length} if self.counts else dict(scope))
        except (
            Exception
        ):  # the library raises its own kinds; a condition that cannot be computed is not an error
            return None

    def chosen(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Of all these facts, those it reads."""
        if self.facts is None:
            return dict(facts)
        return {name: facts[name] for name in self.facts if name in facts}

    def holds(self, scope: Mapping[str, Any]) -> bool:
        return self.value(scope) is True


def _length(value: Any) -> int:
    return len(value)


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """Compile, or raise ExpressionError."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError("expression_long", source[:40])
    bare = _QUOTED.sub("''", source)
    if _depth(bare) > MAX_NESTING or len(_ANY_LOOP.findall(source)) > MAX_LOOPS:
        raise ExpressionError("expression_nested", source[:40])
    try:
        program = cel.compile(source)
    except Exception as error:
        raise ExpressionError("expression_syntax", _first_line(str(error))) from None
    for function in sorted(program.functions()):
        if function.isidentifier() and not function.startswith("_") and function not in FUNCTIONS:
            raise ExpressionError(
                "expression_size" if function == "size" else "expression_function", function
            )
    names = frozenset(program.variables()) - frozenset(_LOOP.findall(bare))
    return Expression(source, program, names, "length" in program.functions(), _facts_in(source))


def check_expression(source: str, known: Iterable[str]) -> Expression:
    """Compile it and refuse names nobody defines."""
    expression = compile_expression(source)
    for name in sorted(expression.names - frozenset(known)):
        raise ExpressionError("expression_name", name)
    return expression


def _facts_in(source: str) -> frozenset[str] | None:
    """Between quotes too: one too many costs little."""
    named = _FACT.findall(source)
    return frozenset(named) if len(named) == len(_FACTS.findall(source)) else None


def _depth(source: str) -> int:
    deepest = depth = 0
    for char in source:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
    return deepest


def _first_line(message: str) -> str:
    where = re.search(r"<input>:\d+:(\d+): (?:Syntax error: )?([^\n|]+)", message)
    return f"column {where[1]}" if where else message.splitlines()[0][:80]
