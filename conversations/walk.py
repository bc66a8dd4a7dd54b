"""From one step to the next until the script asks or ends. Bounded: a script cannot loop forever."""

from collections.abc import Callable
from typing import Any

from conversations.draft import Draft
from conversations.effects import AskAgain, ReachMilestone, Remember
from conversations.expressions import Expression
from conversations.plan import PlannedAsk, PlannedStep
from conversations.script import (
    AgainStep,
    BranchStep,
    CallStep,
    CaseStep,
    EndStep,
    MarkStep,
    MilestoneStep,
    RememberStep,
    SayStep,
    SetStep,
    Step,
)
from conversations.state import Status
from conversations.templates import Missing, Template

MAX_STEPS_PER_TURN = 100


def walk(draft: Draft, path: str | None) -> None:
    """Go on at `path` (None is the end)."""
    for _ in range(MAX_STEPS_PER_TURN):
        if path is None:
            return draft.end(Status.COMPLETED)
        node = draft.plan.nodes.get(path)
        draft.step = path
        if node is None:
            return draft.fail(f"step {path} is missing")
        try:
            if isinstance(node, PlannedAsk):
                if all_ready(draft, node):
                    path = node.next
                    continue
                return draft.ask(node)
            if type(node.step) is EndStep:
                return draft.end(Status.REFUSED if node.step.end == "refused" else Status.COMPLETED)
            path = _TAKE[type(node.step)](draft, node)
        except Missing as missing:
            return draft.fail(f"step {path}: {missing} is missing")
    return draft.fail(f"more than {MAX_STEPS_PER_TURN} steps without a question")


def all_ready(draft: Draft, ask: PlannedAsk) -> bool:
    """Whether there is nothing left to tick."""
    return ask.step.kind == "checklist" and all(draft.is_ready(choice) for choice in ask.choices)


def _say(draft: Draft, node: PlannedStep) -> str | None:
    draft.bubbles.extend(b for make in node.work if (b := make(draft.scope())) is not None)
    return node.next


def _branch(draft: Draft, node: PlannedStep) -> str | None:
    ways: tuple[tuple[Expression | None, str | None], ...] = node.work
    for condition, target in ways:
        if condition is None or draft.compute(condition) is True:
            return target
    return node.next


def _set(draft: Draft, node: PlannedStep) -> str | None:
    for name, made in node.work.items():
        draft.keep(name, _value(draft, made))
    return node.next


def _remember(draft: Draft, node: PlannedStep) -> str | None:
    for name, made in node.work.items():
        value = _value(draft, made)
        if value not in (None, ""):
            draft.do(Remember(name, str(value)))
    return node.next


def remember_again(draft: Draft, name: str) -> None:
    """What was remembered of this answer is remembered anew."""
    for node in draft.plan.nodes.values():
        if isinstance(node.step, RememberStep) and name in node.step.remember:
            _remember(draft, node)


def call_human(draft: Draft, path: str | None) -> None:
    """If this answer calls a human: the case and its promise, and no step more."""
    node = draft.plan.nodes.get(path) if path is not None else None
    if isinstance(node, PlannedStep) and type(node.step) is CaseStep:
        draft.step = node.path
        _case(draft, node)


def _case(draft: Draft, node: PlannedStep) -> str | None:
    reason, tell = node.work
    if draft.open_case(reason) and tell is not None:
        draft.say(tell)
    return node.next


def _tell(draft: Draft, node: PlannedStep) -> str | None:
    """The steps that only say something to the shop: a milestone, an outcome, a new date."""
    match node.step:
        case MilestoneStep(milestone=name):
            draft.do(ReachMilestone(name))
        case MarkStep(mark=outcome):
            draft.mark(outcome, node.path)
        case AgainStep(again=after):
            draft.do(AskAgain(after))
    return node.next


def _call(draft: Draft, node: PlannedStep) -> str | None:
    """The called script's steps follow, laid flat in the plan."""
    return node.next


# By exact type: `match` would ask pydantic's metaclass about each kind in turn, on the hot path.
_TAKE: dict[type[Step], Callable[[Draft, PlannedStep], str | None]] = {
    SayStep: _say,
    BranchStep: _branch,
    SetStep: _set,
    RememberStep: _remember,
    CaseStep: _case,
    MilestoneStep: _tell,
    MarkStep: _tell,
    AgainStep: _tell,
    CallStep: _call,
}


def _value(draft: Draft, made: Template | Expression | Any) -> Any:
    if isinstance(made, Template):
        return made.render(draft.scope())
    if isinstance(made, Expression):
        value = draft.compute(made)
        return value if isinstance(value, (bool, int, float, str)) else None
    return made
