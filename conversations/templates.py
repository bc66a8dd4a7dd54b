"""Sentences with gaps: `{{ name }}、{{ product }}はいかがですか`. Sandboxed, compiled once, no loops.

Plain texts and texts with bare names never reach Jinja (most of them; it keeps a turn short). Allowed beside
names: `| default('…')` and a few harmless filters, `{% if %}`, comparisons. Everything that could take long
or grow big (loops, multiplication, macros) is refused when the script is loaded.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from conversations.counting import cut_to_units

MAX_LENGTH = 5000
FILTERS = ("default", "d", "lower", "upper", "trim", "int", "round", "length", "truncate")
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.Filter, nodes.Keyword, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Test, nodes.Add, nodes.Sub, nodes.Concat,
)  # fmt: skip
_EMPTY = re.compile(r"\{\{\s*\}\}")
_HALF = re.compile(r"\{\{(?:(?!\}\}).)*\Z|\{\{[^{}]*\}(?!\})|\{%(?:(?!%\}).)*\Z", re.S)
_IF = re.compile(r"\{%-?\s*if\b")
_ENDIF = re.compile(r"\{%-?\s*endif\b")
_GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_SIMPLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_WIDE = re.compile(r"(?:｛[{｛%％]|\{[｛％])[^{}｛｝\n]{0,60}[}｝%％]{0,2}[}｝]?|｛\s*[A-Za-z_]\w*\s*｝")

_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_environment.filters = {name: _environment.filters[name] for name in FILTERS}
_environment.globals.clear()


class TemplateError(ValueError):
    """Why a template is refused: a code for the message table and the word it is about."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code}: {word}")
        self.code = code
        self.word = word


class Missing(KeyError):
    """A value the sentence needs is not there (a check would have refused the script)."""


@dataclass(frozen=True, slots=True)
class Template:
    """`names` is every name it reads, `needs` those without a default; `facts.x` appears as «facts.x»."""

    source: str
    pieces: tuple[tuple[str, str], ...] = ()  # (text before, name) … of the simple kind
    tail: str = ""
    jinja: JinjaTemplate | None = None
    names: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()  # what Jinja may look up
    facts: frozenset[str] | None = frozenset()  # … of `facts`; None: perhaps any
    plain: str = ""  # the whole text, ready to say, if it has no gaps

    def render(self, scope: Mapping[str, Any]) -> str:
        """The finished sentence; raises Missing, and nothing else (but what reading the scope may raise)."""
        if self.jinja is not None:
            given = self._chosen(scope)  # before trying: what goes wrong in reading a fact is no missing word
            try:
                return self.jinja.render(given)
            except Exception as error:  # undefined, sandbox, wrong types: all mean «cannot be said»
                raise Missing(str(error)) from None
        if not self.pieces:
            return self.tail
        said = [text + _shown(scope[name]) if name in scope else _missing(name) for text, name in self.pieces]
        return "".join(said) + self.tail

    def _chosen(self, scope: Mapping[str, Any]) -> dict[str, Any]:
        """Of all there is, what it may look up."""
        given = {name: scope[name] for name in self.asks if name in scope}
        if "facts" in given:
            facts = given["facts"]
            named = facts if self.facts is None else self.facts
            given["facts"] = {name: facts[name] for name in named if name in facts}
        return given


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _missing(name: str) -> str:
    raise Missing(name)


@lru_cache(maxsize=8192)
def compile_template(source: str) -> Template:
    """Compile, or raise TemplateError."""
    if "{{" not in source and "{%" not in source and "{#" not in source:
        return Template(source, tail=source, plain=cut_to_units(source.strip()))
    if len(source) > MAX_LENGTH:
        raise TemplateError("template_long", source[:40])
    try:
        tree = _environment.parse(source)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                raise TemplateError("template_forbidden", type(node).__name__.lower())
            if isinstance(node, nodes.Filter) and not _is_harmless(node):
                raise TemplateError("template_filter", node.name)
            if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
                raise TemplateError("template_forbidden", node.attr)
        jinja = _environment.from_string(source)
    except TemplateSyntaxError:
        raise _slip(source) from None
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        if isinstance(error, TemplateError):
            raise
        raise TemplateError("template_long", source[:40]) from None
    names, guarded = frozenset(_reads(tree)), frozenset(_guards(tree))
    needs = frozenset(_reads(tree, skip_defaults=True)) - guarded
    if _SIMPLE.sub("", source).find("{") < 0:
        found = _SIMPLE.split(source)
        return Template(
            source, tuple(zip(found[0:-1:2], found[1::2], strict=True)), found[-1], None, names, needs
        )
    asks = frozenset(meta.find_undeclared_variables(tree))
    return Template(source, jinja=jinja, names=names, needs=needs, asks=asks, facts=_facts_in(tree))


def wide_gaps(source: str) -> list[str]:
    """｛｛name｝｝: gaps typed in full width. They are plain text and would be sent as they stand."""
    return [found[0].strip() for found in _WIDE.finditer(source)]


def _slip(source: str) -> TemplateError:
    """What an author did, from the sentence itself: Jinja's own words help nobody who does not know Jinja."""
    if _EMPTY.search(source):
        return TemplateError("template_empty")
    if half := _HALF.search(source):
        return TemplateError("template_open", half[0].strip()[:20])
    if len(_IF.findall(source)) != len(_ENDIF.findall(source)):
        return TemplateError("template_if")
    return TemplateError("template_syntax", next((gap[0] for gap in _GAP.finditer(source)), source)[:40])


def _is_harmless(node: nodes.Filter) -> bool:
    """`round(99999999, 'floor')` computes 10⁹⁹⁹⁹⁹⁹⁹⁹: only small numbers, written out."""
    if node.name != "round":
        return node.name in FILTERS
    plain = not node.kwargs and node.dyn_args is None and node.dyn_kwargs is None
    digits = [arg.value if isinstance(arg, nodes.Const) else None for arg in node.args]
    return plain and (not digits or digits in [[few] for few in range(10)])


def _reads(node: nodes.Node, *, skip_defaults: bool = False) -> Iterator[str]:
    """Names read below this node, in the order they are written."""
    if skip_defaults and isinstance(node, nodes.Filter) and node.name in ("default", "d"):
        for argument in node.args:
            yield from _reads(argument, skip_defaults=True)
        return
    if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
        return
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "facts":
        yield f"facts.{node.attr}"
        return
    if isinstance(node, nodes.Name):
        yield node.name
    for child in node.iter_child_nodes():
        yield from _reads(child, skip_defaults=skip_defaults)


def _facts_in(tree: nodes.Node) -> frozenset[str] | None:
    named = [node.attr for node in tree.find_all(nodes.Getattr) if _is_facts(node.node)]
    return frozenset(named) if len(named) == sum(map(_is_facts, tree.find_all(nodes.Name))) else None


def _is_facts(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "facts"


def _guards(tree: nodes.Node) -> Iterator[str]:
    """Names the author asks about with `is defined`: taken as handled."""
    for test in tree.find_all(nodes.Test):
        if test.name == "defined":
            yield from _reads(test.node)
