"""From one step to the next until the script asks or ends. Bounded: a script cannot loop forever."""

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
                return draft.ask(node)
            if isinstance(node.step, EndStep):
                return draft.end(Status.REFUSED if node.step.end == "refused" else Status.COMPLETED)
            path = _take(draft, node)
        except Missing as missing:
            return draft.fail(f"step {path}: {missing} is missing")
    return draft.fail(f"more than {MAX_STEPS_PER_TURN} steps without a question")


def _take(draft: Draft, node: PlannedStep) -> str | None:
    """Do one step; the path of the next."""
    match node.step:
        case SayStep():
            draft.bubbles.extend(b for make in node.work if (b := make(draft.scope())) is not None)
        case BranchStep():
            for condition, target in node.work:
                if condition is None or draft.compute(condition) is True:
                    chosen: str | None = target
                    return chosen
        case SetStep():
            for name, made in node.work.items():
                draft.keep(name, _value(draft, made))
        case RememberStep():
            for name, made in node.work.items():
                value = _value(draft, made)
                if value not in (None, ""):
                    draft.do(Remember(name, str(value)))
        case MilestoneStep(milestone=name):
            draft.do(ReachMilestone(name))
        case MarkStep(mark=outcome):
            draft.mark(outcome, node.path)
        case CaseStep():
            reason, tell = node.work
            if draft.open_case(reason) and tell is not None:
                draft.say(tell)
        case AgainStep(again=after):
            draft.do(AskAgain(after))
        case CallStep():
            pass  # its steps follow, laid flat in the plan
    return node.next


def _value(draft: Draft, made: Template | Expression | Any) -> Any:
    match made:
        case Template():
            return made.render(draft.scope())
        case Expression():
            value = draft.compute(made)
            return value if isinstance(value, (bool, int, float, str)) else None
    return made
