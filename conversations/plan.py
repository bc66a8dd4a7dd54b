"""A script made ready to run: every step by its path, sub-scripts laid flat, texts and conditions compiled.

Made once per Script object and kept with it. Where a sub-script ends is known here, so the engine needs no
call stack. A path nobody defines stays a path: the engine finds no node there and fails the conversation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from conversations.authored import (
    AskDefaults,
    Quiet,
    Scalar,
)
from conversations.effects import (
    Button,
    CaseReason,
    Outcome,
)
from conversations.expressions import Expression, compile_expression
from conversations.feelings import FACES, RESULT
from conversations.locales import Locale
from conversations.replies import Option, fold
from conversations.sayings import barred, bubble_maker, over, value_maker
from conversations.script import (
    END,
    AgainStep,
    AnyStep,
    AskStep,
    BranchStep,
    CallStep,
    CaseStep,
    EndStep,
    MarkStep,
    MilestoneStep,
    RememberStep,
    SayStep,
    Script,
    SetStep,
    Step,
    When,
    merged,
    settled,
)
from conversations.templates import Template, compile_template
from conversations.words import STANDARD_FACTS, WORDS

Paths = Callable[[str | None, str | None], str | None]  # a written target and what follows → a path
_KEPT = "plan of this script"
REFUSE, HUMAN, SKIP = "_refuse", "_human", "_skip"  # the choices behind the small buttons


@dataclass(frozen=True, slots=True)
class PlannedChoice:
    id: str
    label: str
    next: str | None
    mark: Outcome | None = None
    score: int | None = None
    written: str = ""  # its label in the language the script was written in: what staff read


@dataclass(frozen=True, slots=True)
class PlannedAsk:
    """A question with all that belongs to it. `next` None is the end. `written`: in the author's language."""

    path: str
    step: AskStep
    name: str
    question: Template
    written: Template
    repeat: Template
    choices: dict[str, PlannedChoice]
    options: tuple[Option, ...]
    spoken: dict[str, str]  # folded label or other word → choice, the small buttons too
    buttons: tuple[Button, ...]
    next: str | None
    retry: tuple[Template, ...]
    unreadable: tuple[str | None] | None  # where to go on; None = a human gets it
    reminder: tuple[timedelta, Template] | None
    timeout: tuple[timedelta, str | None, bool] | None  # after, next, and whether there is a next
    refuse: tuple[str | None, bool] | None  # next, and whether there is one
    skip: str | None
    pattern: Expression | None


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """Any other step. What it needs beside the step itself is compiled into `work`."""

    path: str
    step: AnyStep
    next: str | None
    work: Any = None


@dataclass(frozen=True, slots=True)
class Plan:
    first: str
    nodes: dict[str, PlannedAsk | PlannedStep]
    labels: dict[str, dict[str, str]]  # answer name → choice → label
    scores: dict[str, dict[str, int]]
    variables: dict[str, Scalar]
    standard: dict[str, str]
    base: dict[str, Scalar]  # what sentences may read before any fact or answer: standard words, variables
    words: dict[str, Template]
    photo: str = ""  # what a photo is called among the answers
    offers: bool = False  # it asks a favour (purpose `referral`): it ends at the first sign of trouble
    listens: bool = (
        True  # it asks how they are; else (a tip, a welcome) its question is dropped after a complaint
    )
    values: frozenset[str] = field(default=frozenset())  # every name an answer or `set` gives


def plan_of(script: Script) -> Plan:
    """The plan of this script; compiled at the first call.

    Kept in the object's `__dict__`, as `cached_property` does it (pydantic compares and dumps fields only);
    with the id it was made for, because a changed copy inherits the dict but needs a plan of its own.
    """
    kept = script.__dict__.get(_KEPT)
    if kept is not None and kept[0] == id(script):
        plan: Plan = kept[1]
        return plan
    plan = _make_plan(script)
    script.__dict__[_KEPT] = (id(script), plan)
    return plan


def _make_plan(script: Script) -> Plan:
    words = {**WORDS[script.locale], **{k: v for k, v in script.words if v is not None}}
    plan = Plan(
        first=script.steps[0].id,
        nodes={},
        labels={},
        scores={},
        variables=dict(script.variables),
        standard=STANDARD_FACTS[script.locale],
        base={},
        words={name: compile_template(text) for name, text in words.items()},
        photo=words["photo"],
        offers=script.purpose == "referral",
        listens=script.purpose in ("check_in", "recovery"),
    )
    values: set[str] = set()
    _lay(plan, script, script, script.written_as, "", None, script.every_question, (script.id,), values)
    return replace(plan, values=frozenset(values), base={**plan.standard, **plan.variables})


def _lay(
    plan: Plan,
    root: Script,
    script: Script,
    written: Script,
    prefix: str,
    after: str | None,
    defaults: AskDefaults,
    callers: tuple[str, ...],
    values: set[str],
) -> None:
    """Lay one script's steps under `prefix`; where it ends, `after` follows."""

    def path(target: str | None, following: str | None) -> str | None:
        if target is None:
            return following
        return after if target == END else prefix + target

    for place, step in enumerate(script.steps):
        here = prefix + step.id
        below = prefix + script.steps[place + 1].id if place + 1 < len(script.steps) else after
        follows = path(step.go, below)
        if isinstance(step, AskStep):
            ask = _plan_ask(root, settled(step, defaults), written.steps[place], here, follows, path)
            plan.nodes[here] = ask
            plan.labels.setdefault(ask.name, {}).update({c.id: c.label for c in ask.choices.values()})
            scored = {c.id: c.score for c in ask.choices.values() if c.score is not None}
            plan.scores.setdefault(ask.name, {}).update(scored)
            values.add(ask.name)
        elif isinstance(step, CallStep):
            part = root.parts.get(step.call)
            if part is None or part.id in callers:
                continue  # no node: the engine fails kindly; library and checks refuse it long before
            plan.nodes[here] = PlannedStep(here, step, f"{here}/{part.steps[0].id}")
            plan.variables.update({k: v for k, v in part.variables.items() if k not in plan.variables})
            inner = merged(part.every_question, defaults)
            theirs = root.written_as.parts[part.id]
            _lay(plan, root, part, theirs, f"{here}/", follows, inner, (*callers, part.id), values)
        else:
            if isinstance(step, SetStep):
                values.update(step.set)
            plan.nodes[here] = PlannedStep(here, step, follows, _compile_work(step, path, below))


def _compile_work(step: AnyStep, path: Paths, below: str | None) -> Any:
    match step:
        case SayStep(say=said):
            return tuple(bubble_maker(s) for s in barred(said, step.bar))
        case BranchStep(branch=ways):
            return tuple(
                (compile_expression(w.condition) if isinstance(w, When) else None, path(w.go, below))
                for w in ways
            )
        case SetStep(set=given) | RememberStep(remember=given):
            return {name: value_maker(value) for name, value in given.items()}
        case CaseStep(case=case):
            reason: CaseReason = case.reason
            return reason, compile_template(case.tell) if case.tell else None
        case MarkStep() | MilestoneStep() | AgainStep() | EndStep():
            return None
    return None


def _plan_ask(
    root: Script,
    step: AskStep,
    written: Step,
    here: str,
    follows: str | None,
    path: Paths,
) -> PlannedAsk:
    words = WORDS[root.locale]
    author = written if isinstance(written, AskStep) else step
    read = {c.id: c.label for c in _choices(author, None, path, root.written_as.locale)}
    choices = {c.id: replace(c, written=read[c.id]) for c in _choices(step, follows, path, root.locale)}
    also = {c.id: c.also for c in step.choices}
    options = tuple(Option(c.id, c.label, also.get(c.id, ())) for c in choices.values())
    small = ((REFUSE, "refuse", step.refuse), (SKIP, "skip", step.optional), (HUMAN, "human", step.human))
    quiet = [
        (choice, button.label or words[f"button_{word}"])
        for choice, word, button in small
        if isinstance(button, Quiet)
    ]
    spoken = {fold(label): choice for choice, label in quiet}
    spoken |= {fold(word): option.id for option in options for word in (*option.also, option.label)}
    fallback = "retry" if step.kind in ("choice", "scale", "checklist") else "retry_text"
    refuse, timeout, skip = step.refuse, step.timeout, step.optional
    return PlannedAsk(
        path=here,
        step=step,
        name=step.name,
        question=compile_template(over(step.ask, step.bar)),
        written=compile_template(over(author.ask, step.bar)),
        repeat=compile_template(over(step.repeat or step.ask, step.bar)),
        choices=choices,
        options=options,
        spoken=spoken,
        buttons=tuple(Button(c.id, c.label) for c in choices.values())
        + tuple(Button(choice, label, quiet=True) for choice, label in quiet),
        next=follows,
        retry=tuple(compile_template(t) for t in (step.retry or (words[fallback], words["retry_again"]))),
        unreadable=(path(step.unreadable.go, None),) if step.unreadable else None,
        reminder=(step.reminder.after, compile_template(step.reminder.text)) if step.reminder else None,
        timeout=(timeout.after, path(timeout.go, None), timeout.go is not None) if timeout else None,
        refuse=(path(refuse.go, None), refuse.go is not None) if isinstance(refuse, Quiet) else None,
        skip=path(skip.go, follows) if isinstance(skip, Quiet) else follows,
        pattern=compile_expression(f"value.matches({step.pattern!r})") if step.pattern else None,
    )


def _choices(step: AskStep, follows: str | None, path: Paths, locale: Locale) -> list[PlannedChoice]:
    """The scale's five steps, if it is one, then the choices written out."""
    written = [PlannedChoice(c.id, c.label, path(c.go, follows), c.mark, c.score) for c in step.choices]
    if step.kind != "scale":
        return written
    steps = FACES if step.scale == "faces" else RESULT
    labels = step.labels or tuple(level.labels[locale] for level in steps)
    scale = [
        PlannedChoice(level.id, label, follows, None, level.score)
        for level, label in zip(steps, labels, strict=True)
    ]
    return scale + written
