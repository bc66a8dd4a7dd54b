"""Static checks: what is unwise or unlawful in a script or journey that is written correctly.

The parser says what cannot be read; these say what would go wrong with people: ways that end in silence,
questions without an end, messages LINE refuses, bills nobody expected, reviews asked of the happy only.
Errors stop publishing, warnings do not. To add a check: a sentence in `check_messages`, a function here or
in `check_flow` / `check_texts`, a planted fault in tests/data/eight_faults.yaml or a test beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from conversations.as_meant import Meant, as_meant
from conversations.check_flow import check_flow
from conversations.check_messages import found
from conversations.check_texts import asks_for_reviews, check_texts, depends_on_scores
from conversations.check_translations import check_translation
from conversations.expressions import ExpressionError
from conversations.journey import Journey
from conversations.library import with_parts
from conversations.parser import Written, parse_tree
from conversations.parser_shape import read_model
from conversations.places import Places
from conversations.plan import plan_of
from conversations.problems import Problem
from conversations.script import END, Script
from conversations.templates import TemplateError
from conversations.translation import Translation
from conversations.ways import Ways, longest_asks, worst_pushes
from conversations.windows import Hours
from conversations.yaml_tree import Tree, read_tree

__all__ = [
    "Cost",
    "Limits",
    "check_journey",
    "check_script",
    "check_text",
    "cost",
    "cost_ja",
    "notes_ja",
    "read_and_check",
]

QUIET_BY_DEFAULT = (time(20), time(9))
BEFORE_USE = ("purchased", "befriended", "shipped", "expected_delivery")
MOST_STEPS = 1500  # laid flat; more is no conversation and would take long to check


@dataclass(frozen=True, slots=True)
class Limits:
    """What a shop allows itself."""

    asks: int = 5
    pushes: int = 3  # per person and run, the invitation included
    quiet: tuple[time, time] | None = QUIET_BY_DEFAULT


@dataclass(frozen=True, slots=True)
class Cost:
    """Billed pushes per person for one run of a script."""

    usual: int
    worst: int
    asks: int


def check_text(
    text: str,
    scripts: Mapping[str, Script] | None = None,
    *,
    limits: Limits | None = None,
) -> list[Problem]:
    """Everything wrong with one file, lines in order: read it, then check it. `scripts`: what it may name."""
    return read_and_check(text, scripts, limits=limits)[1]


def read_and_check(
    text: str,
    scripts: Mapping[str, Script] | None = None,
    *,
    limits: Limits | None = None,
) -> tuple[Written | None, list[Problem]]:
    """What it says (None if it cannot be read whole), and everything wrong with it; the text is read once."""
    tree = read_tree(text)
    if isinstance(tree, Problem):
        return None, [tree]
    parsed = parse_tree(tree, scripts)
    wrong = parsed if isinstance(parsed, list) else []
    places = Places(tree)
    if isinstance(parsed, Journey):
        return parsed, check_journey(parsed, scripts or {}, places, limits=limits)
    if isinstance(parsed, Translation):
        of = (scripts or {}).get(parsed.translates)
        return parsed, check_translation(parsed, tree, of) if of is not None else []
    script, meant = (parsed, None) if isinstance(parsed, Script) else _readable(tree, scripts or {})
    content = None if isinstance(parsed, list) else parsed
    if script is None:
        return content, wrong
    called = any(script.id in other.calls for other in (scripts or {}).values())
    known = {(problem.line, problem.code) for problem in wrong}
    more = check_script(script, places, limits=limits, is_part=called)
    lost = "lost_target" if wrong else ""  # the parser has named it already
    more = [p for p in more if p.code != lost and not (meant is not None and meant.explains(p))]
    return content, sorted([*wrong, *(p for p in more if (p.line, p.code) not in known)])


def _readable(tree: Tree, scripts: Mapping[str, Script]) -> tuple[Script | None, Meant | None]:
    """A script with mistakes in it that can be followed all the same, so that all its faults come at once."""
    if "touchpoints" in tree.values or "translates" in tree.values:
        return None, None
    script = read_model(Script, tree)
    if isinstance(script, list):
        return None, None
    meant = as_meant(tree, {*(step.id for step in script.steps), END})
    script = read_model(Script, meant.tree)
    if isinstance(script, list):
        return None, None
    script = with_parts(script, scripts)
    try:
        return (None if script.cyclic else _planned(script)), meant
    except (ExpressionError, TemplateError):
        return None, None


def _planned(script: Script) -> Script:
    plan_of(script)
    return script


def check_script(
    script: Script,
    places: Places | None = None,
    *,
    limits: Limits | None = None,
    is_part: bool = False,
) -> list[Problem]:
    """`is_part`: other scripts call it, so its ends are not the conversation's."""
    places, limits = places or Places(), limits or Limits()
    if len(plan_of(script).nodes) > MOST_STEPS:
        return [found("too_many_steps", places.title(), len(plan_of(script).nodes))]
    ways = Ways(script)
    problems = [
        *check_flow(script, ways, places, most_asks=limits.asks, is_part=is_part),
        *check_texts(script, ways, places),
    ]
    worst = worst_pushes(ways)
    if worst > limits.pushes:
        problems.append(found("costly", places.title(), f"{worst}通"))
    return sorted(set(problems))


def check_journey(
    journey: Journey,
    scripts: Mapping[str, Script],
    places: Places | None = None,
    *,
    limits: Limits | None = None,
) -> list[Problem]:
    places, limits = places or Places(), limits or Limits()
    problems: list[Problem] = []
    for number, touchpoint in enumerate(journey.touchpoints):
        script = scripts.get(touchpoint.script)
        if touchpoint.window is not None:
            hours = Hours("UTC", limits.quiet, touchpoint.window)
            if hours.next_opening(datetime(2026, 1, 1, tzinfo=UTC)) is None:
                problems.append(found("never_open", places.touchpoint(number, "window"), touchpoint.window))
        if script is None:
            continue
        before_use = (
            touchpoint.anchor.kind in ("purchased", "befriended") or str(touchpoint.anchor) == "shipped"
        )
        if script.purpose == "check_in" and before_use:
            problems.append(found("before_use", places.touchpoint(number, "anchor"), touchpoint.id))
        behind = touchpoint.condition is not None and depends_on_scores(touchpoint.condition)
        if (behind or touchpoint.anchor.choice) and (host := asks_for_reviews(script)):
            problems.append(found("review_gating", places.touchpoint(number, "script"), host))
    return sorted(set(problems))


def cost(script: Script) -> Cost:
    ways = Ways(script)
    return Cost(1, worst_pushes(ways), len(longest_asks(ways)))


def cost_ja(script: Script) -> str:
    """「この台本: 1人あたり最大 2通（ふつうは1通）、質問は最大5つ」"""
    spent = cost(script)
    most = f"1人あたり最大 {spent.worst}通（ふつうは{spent.usual}通）"
    pushes = most if spent.worst != spent.usual else f"1人あたり {spent.usual}通"
    asks = f"質問は最大{spent.asks}つ" if spent.asks else "質問はありません"
    return f"この台本: {pushes}、{asks}"


def notes_ja(script: Script) -> list[str]:
    """What happens without being written: said once at check time, so nobody misses an unhappy path."""
    ways = Ways(script)
    scored = [
        node.path
        for node in (ways.nodes[path] for path in ways.nodes)
        if getattr(node.step, "axis", None) in ("result", "feeling")
    ]
    return [
        f"「{path}」で低い答え（5段階の1〜2）が来ると、自動で対応が始まり、連絡の時間を約束します"
        for path in scored
    ]
