"""The meaning of a file that has the right shape: every id, target, name, sentence and condition fits.

What is merely unwise (dead ends, too many questions, cost) is for `conversations.checks`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from conversations.expressions import ExpressionError, check_expression, compile_expression
from conversations.journey import CONDITION_NAMES, Journey
from conversations.pace import LEVELS
from conversations.partner import CHOICES
from conversations.problems import Problem, meant, problem
from conversations.script import END, AskStep, BranchStep, CallStep, Script, SetStep, Step, When
from conversations.templates import TemplateError, compile_template
from conversations.waits import SILENCE
from conversations.words import STANDARD_FACTS
from conversations.yaml_tree import Tree

RESERVED = frozenset({"facts", "scores", "labels", "answer", "value"})
Path = tuple[str | int, ...]


def check_script(script: Script, tree: Tree, *, linked: bool) -> Iterator[Problem]:
    """`linked`: the called scripts are put in, so their answers' names are known."""
    yield from _check_ids(script, tree)
    yield from _check_calls(script, tree, linked)
    yield from _check_targets(script, tree)
    for place, step in enumerate(script.steps):
        if isinstance(step, AskStep):
            yield from _check_ask(script, step, ("steps", place), tree)
        elif isinstance(step, BranchStep):
            for number, way in enumerate(step.branch[:-1]):
                if not isinstance(way, When):
                    yield problem("else_last", tree.at(("steps", place, "branch", number)))
    names = _Names.of(script)
    if linked or not script.calls:
        yield from _check_words(tree, names)


def check_journey(journey: Journey, tree: Tree, scripts: Mapping[str, Script] | None) -> Iterator[Problem]:
    if journey.wait is not None and scripts is not None and journey.wait.script not in scripts:
        yield _unknown_script(tree, ("wait", "script"), journey.wait.script, scripts)
    for place, touchpoint in enumerate(journey.touchpoints):
        at: Path = ("touchpoints", place)
        if touchpoint.id == SILENCE:
            yield problem("reserved", tree.at((*at, "id")), SILENCE)
        if touchpoint.condition is not None:
            try:
                check_expression(touchpoint.condition, CONDITION_NAMES)
            except ExpressionError as error:
                known = CONDITION_NAMES if error.code == "expression_name" else ()
                yield problem(error.code, tree.at((*at, "if")), error.word, meant(error.word, known))
        if touchpoint.anchor.kind == "runs_out" and journey.supply is None:
            yield problem("no_supply", tree.at((*at, "anchor")), "runs_out")
        if scripts is None:
            continue
        if touchpoint.script not in scripts:
            yield _unknown_script(tree, (*at, "script"), touchpoint.script, scripts)
        anchor = touchpoint.anchor
        if anchor.kind == "completed" and anchor.script not in scripts:
            yield _unknown_script(tree, (*at, "anchor"), anchor.script, scripts)
        if anchor.kind == "answered":
            answered = scripts.get(anchor.script)
            if answered is None:
                yield _unknown_script(tree, (*at, "anchor"), anchor.script, scripts)
            elif (unknown := _unknown_answer(answered, anchor.step, anchor.choice)) is not None:
                yield problem("unknown_answer", tree.at((*at, "anchor")), *unknown)


def _unknown_script(tree: Tree, path: Path, script_id: str, scripts: Mapping[str, Script]) -> Problem:
    return problem("unknown_script", tree.at(path), script_id, meant(script_id, scripts))


def _unknown_answer(script: Script, step: str, choice: str) -> tuple[str, tuple[str, str]] | None:
    asks = {path: ask for path, ask in script.walk() if isinstance(ask, AskStep)}
    if step not in asks:
        return step, meant(step, asks)
    choices = script.choice_ids(asks[step])
    return (choice, meant(choice, choices)) if choice and choice not in choices else None


def _check_ids(script: Script, tree: Tree) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, step in enumerate(script.steps):
        at = tree.at(("steps", place, "id"))
        if step.id == END:
            yield problem("reserved", at, step.id)
        elif step.id in seen:
            yield problem("duplicate_id", at, step.id)
        seen.add(step.id)
        if isinstance(step, AskStep) and step.name in RESERVED:
            yield problem("reserved", at, step.name)
        if isinstance(step, SetStep):
            for name in RESERVED & set(step.set):
                yield problem("reserved", tree.at(("steps", place, "set", name), key=True), name)
    for name in RESERVED & set(script.variables):
        yield problem("reserved", tree.at(("variables", name), key=True), name)


def _check_calls(script: Script, tree: Tree, linked: bool) -> Iterator[Problem]:
    for place, step in enumerate(script.steps):
        if not isinstance(step, CallStep):
            continue
        at = tree.at(("steps", place, "call"))
        if step.call == script.id or script.id in _reached(step.call, script.parts):
            yield problem("call_cycle", at, step.call)
        elif linked and step.call not in script.parts:
            yield problem("unknown_script", at, step.call, meant(step.call, script.parts))


def _reached(script_id: str, parts: Mapping[str, Script]) -> set[str]:
    """Every script a call leads to; rings are walked once."""
    found: set[str] = set()
    todo = [script_id]
    while todo:
        part = parts.get(todo.pop())
        for called in part.calls if part is not None else ():
            if called not in found:
                found.add(called)
                todo.append(called)
    return found


def lost_targets(tree: Tree, known: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Every `go` and `else` that leads to no step, and what it says."""
    return ((path, word) for path, word in _targets(tree) if word not in known)


def _targets(tree: Tree) -> Iterator[tuple[Path, str]]:
    for path, word in _walk(tree.values):
        if path and path[-1] in ("go", "else") and path[0] != "variables" and isinstance(word, str):
            yield path, word


def _check_targets(script: Script, tree: Tree) -> Iterator[Problem]:
    known = {step.id for step in script.steps} | {END}
    for path, word in lost_targets(tree, known):
        yield problem("unknown_target", tree.at(path), word, meant(word, known))
    for path, word in _targets(tree):
        if len(path) == 3 and path[0] == "steps" and isinstance(path[1], int):
            step = script.steps[path[1]]
            if step.id == word and not isinstance(step, AskStep):
                yield problem("self_target", tree.at(path), word)


def _check_ask(script: Script, ask: AskStep, path: Path, tree: Tree) -> Iterator[Problem]:
    at = tree.at(path)
    if ask.kind in ("choice", "checklist") and not ask.choices:
        yield problem("choices_missing", at)
    if ask.kind == "scale" and ask.scale is None:
        yield problem("scale_missing", at)
    for word in ("scale", "labels"):
        if ask.kind != "scale" and getattr(ask, word) is not None:
            yield problem("scale_only", tree.at((*path, word), key=True), word)
    ids: set[str] = set()
    labels: set[str] = set()
    for number, choice in enumerate(ask.choices):
        if choice.id in ids or (ask.kind == "scale" and choice.id in script.scale_ids(ask)):
            yield problem("duplicate_id", tree.at((*path, "choices", number, "id")), choice.id)
        if choice.label in labels:
            yield problem("duplicate_label", tree.at((*path, "choices", number, "label")), choice.label)
        ids.add(choice.id)
        labels.add(choice.label)
    if ask.axis == "remaining" and not ids & LEVELS.keys():
        yield problem("no_level", tree.at((*path, "axis")), ask.id)
    if (known := CHOICES.get(ask.axis)) and (ask.kind != "choice" or not ids or ids - set(known)):
        yield problem("axis_choices", tree.at((*path, "axis")), f"{ask.axis}: {', '.join(known)}")
    if ask.reminder and ask.timeout and ask.reminder.after >= ask.timeout.after:
        yield problem("reminder_late", tree.at((*path, "reminder")))
    for word in ("min", "max"):
        limit = getattr(ask, word)
        if limit is not None and not _is_limit(ask.kind, limit):
            yield problem("bad_value", tree.at((*path, word)), limit)
    if ask.pattern is not None:
        try:
            valid = compile_expression(f"value.matches({ask.pattern!r})").value({"value": ""}) is not None
        except ExpressionError:
            valid = False
        if not valid:
            yield problem("bad_value", tree.at((*path, "pattern")), ask.pattern)


def _is_limit(kind: str, limit: float | str) -> bool:
    try:
        if kind == "number":
            return float(limit) == float(limit)
        return kind == "date" and (limit == "today" or bool(date.fromisoformat(str(limit))))
    except ValueError:
        return False


class _Names:
    """Which names sentences and conditions of this script may use."""

    def __init__(self, certain: frozenset[str], possible: frozenset[str]) -> None:
        self.certain = certain  # always have something to show
        self.possible = possible  # may be empty: need a default

    @classmethod
    def of(cls, script: Script) -> "_Names":
        variables = set(script.variables)
        answers: set[str] = set()
        steps: list[Step] = [step for _, step in script.walk()] if not script.cyclic else list(script.steps)
        for step in steps:
            if isinstance(step, AskStep):
                answers.add(step.name)
            elif isinstance(step, SetStep):
                answers.update(step.set)
        for part in script.parts.values():
            variables.update(part.variables)
        certain = frozenset(STANDARD_FACTS[script.locale]) | variables
        return cls(certain, frozenset(answers))

    @property
    def for_conditions(self) -> frozenset[str]:
        return self.certain | self.possible | {"facts", "scores", "labels"}


def _check_words(tree: Tree, names: _Names) -> Iterator[Problem]:
    """Every sentence and every condition, found by where they stand."""
    for path, text in _walk(tree.values):
        if not isinstance(text, str) or not path:
            continue
        name = path[-1]
        if name == "if":
            yield from _check_condition(text, path, tree, names)
        elif _is_given(path) and text.startswith("="):
            yield from _check_condition(text[1:].strip(), path, tree, names)
        elif _is_sentence(path):
            yield from _check_sentence(text, path, tree, names)


def _is_given(path: Path) -> bool:
    return len(path) >= 2 and path[-2] in ("set", "remember")


def _is_sentence(path: Path) -> bool:
    words = [p for p in path if isinstance(p, str)]
    return (
        words[-1] in ("text", "say", "ask", "repeat", "tell", "retry", "link")
        or _is_given(path)
        or words[0] == "words"
    )


def _check_condition(source: str, path: Path, tree: Tree, names: _Names) -> Iterator[Problem]:
    try:
        check_expression(source, names.for_conditions)
    except ExpressionError as error:
        hint = meant(error.word, names.for_conditions) if error.code == "expression_name" else ("", "")
        yield problem(error.code, tree.at(path), error.word, hint)


def _check_sentence(text: str, path: Path, tree: Tree, names: _Names) -> Iterator[Problem]:
    try:
        template = compile_template(text)
    except TemplateError as error:
        yield problem(error.code, tree.at(path), error.word)
        return
    known = names.certain | {"facts"} | ({"answer"} if path[0] == "words" else frozenset())
    for name in sorted(template.names - known - names.possible):
        if not name.startswith("facts."):
            yield problem("template_name", tree.at(path), name, meant(name, known | names.possible))
    for name in sorted(template.needs - known):
        if name in names.possible or name.startswith("facts."):
            yield problem("template_default", tree.at(path), name)


def _walk(values: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _walk(value, (*path, key))
    elif isinstance(values, Sequence) and not isinstance(values, str):
        for place, value in enumerate(values):
            yield from _walk(value, (*path, place))
    else:
        yield path, values
