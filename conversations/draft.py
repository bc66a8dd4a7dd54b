"""A turn in the making: what one event is doing to one conversation. Lives only inside `advance`.

State values are copied at the first change and never changed in place. `finish` merges everything said into
one Say of at most five bubbles, counts the turn if the customer sees or the state shows anything new, and
sets the timers if the conversation ends up waiting.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from conversations.authored import MAX_BUBBLES
from conversations.counting import cut_to_units
from conversations.effects import (
    Bubble,
    CaseReason,
    Effect,
    Ignored,
    MarkOutcome,
    OpenCase,
    Outcome,
    QuestionBubble,
    Say,
    SetTimer,
    ShowStaff,
    TextBubble,
)
from conversations.events import Event
from conversations.expressions import Expression
from conversations.plan import Plan, PlannedAsk
from conversations.ready import ready_name
from conversations.sayings import sayable
from conversations.scope import Scope
from conversations.state import State, Status
from conversations.templates import Missing, Template

MAX_TOLD = 60
MAX_SOURCES = 100
_SHORTEST = timedelta(minutes=1)


class Draft:
    """Mutable on purpose, and never seen outside of one `advance`."""

    __slots__ = (
        "asked_at", "asked_from", "before", "bubbles", "effects", "event", "locale", "marks",
        "plan", "reminded", "reminding", "sorry", "sources", "status", "step", "told", "tries", "values",
    )  # fmt: skip

    def __init__(self, plan: Plan, state: State, event: Event, locale: str = "") -> None:
        self.plan, self.before, self.event, self.locale = plan, state, event, locale
        self.status, self.step, self.tries = state.status, state.step, state.tries
        self.values, self.marks, self.told = state.values, state.marks, state.told
        self.asked_at, self.asked_from, self.sources = state.asked_at, state.asked_from, state.sources
        self.reminded, self.reminding = state.reminded, False
        self.sorry = False  # an apology with its promise was said in this turn
        self.effects: list[Effect] = []
        self.bubbles: list[Bubble] = []

    # what is known ----------------------------------------------------------------------------------------

    @property
    def turn(self) -> int:
        """The number this turn will have, should it be counted."""
        return self.before.turn + 1

    def is_ready(self, choice: str) -> bool:
        """Whether this entry of a checklist is ticked: in this conversation, or on the customer's page."""
        name = ready_name(choice)
        return name in self.values or self.event.facts.get(name) is not None

    def as_shown(self, ask: PlannedAsk) -> PlannedAsk:
        """The question with what can still be chosen: a checklist offers only what is not ticked."""
        if ask.step.kind != "checklist":
            return ask
        left = {choice for choice in ask.choices if not self.is_ready(choice)}
        return replace(
            ask,
            options=tuple(option for option in ask.options if option.id in left),
            buttons=tuple(b for b in ask.buttons if b.quiet or b.choice in left),
        )

    def open_question(self) -> PlannedAsk | None:
        node = self.plan.nodes.get(self.step)
        return node if isinstance(node, PlannedAsk) else None

    def scope(self, **extra: str) -> Scope:
        """What templates may read now."""
        return Scope(self.plan, self.event.facts, self.values, extra)

    def compute(self, expression: Expression) -> Any:
        """The value of an expression; answers are read as choice ids and numbers."""
        return expression.value({name: self._named(name, expression) for name in expression.names})

    def _named(self, name: str, expression: Expression) -> Any:
        match name:
            case "facts":
                return {**expression.chosen(self.plan.standard), **expression.chosen(self.event.facts)}
            case "scores":
                scored = ((n, by.get(self.values.get(n, ""))) for n, by in self.plan.scores.items())
                return {n: score for n, score in scored if score is not None}
            case "labels":
                labelled = ((n, by.get(self.values.get(n, ""))) for n, by in self.plan.labels.items())
                return {n: label for n, label in labelled if label is not None}
        return self.values.get(name, self.plan.variables.get(name))

    def photo_label(self) -> str:
        return self.plan.photo

    # what is done -----------------------------------------------------------------------------------------

    def keep(self, name: str, value: Any, message_id: str = "") -> None:
        self.values = {**self.values, name: value}
        if message_id:
            kept = list(self.sources.items())[-MAX_SOURCES:]
            self.sources = {**dict(kept), message_id: name}

    def forget(self, message_id: str) -> None:
        name = self.sources.get(message_id)
        if name is not None:
            self.sources = {m: n for m, n in self.sources.items() if m != message_id}
            self.values = {n: v for n, v in self.values.items() if n != name}

    def do(self, effect: Effect) -> None:
        self.effects.append(effect)

    def ignore(self, why: str) -> None:
        self.effects.append(Ignored(why))

    def show_staff(self, why: str, message_id: str = "") -> None:
        self.effects.append(ShowStaff(why, message_id))

    def say(self, template: Template, **extra: str) -> None:
        text = sayable(template, self.scope(**extra))
        if text:
            self.bubbles.append(TextBubble(text))

    def say_word(self, word: str, **extra: str) -> None:
        """One of the engine's own sentences."""
        self.say(self.plan.words[word], **extra)

    def tell(self, what: str) -> bool:
        """True the first time `what` is told in this conversation; then it is remembered."""
        if what in self.told:
            return False
        told = (*self.told, what)
        if len(told) > MAX_TOLD:  # the oldest «already answered» may be said again; a case is never forgotten
            cases = tuple(t for t in told if t.startswith("case:"))
            told = cases + tuple(t for t in told if not t.startswith("case:"))[-MAX_TOLD // 2 :]
        self.told = told
        return True

    def mark(self, outcome: Outcome, step: str) -> None:
        if outcome not in self.marks:
            self.marks = (*self.marks, outcome)
            self.effects.append(MarkOutcome(outcome, step))

    def open_case(
        self,
        reason: CaseReason,
        *,
        level: int = 0,
        matched: tuple[str, ...] = (),
        text: str = "",
        each: bool = False,
    ) -> bool:
        """Once per reason (and per health level) in one conversation, or `each` time; True the first time."""
        first = self.tell(f"case:{reason}{level or ''}")
        if not (first or each):
            return False
        message_id = getattr(self.event, "message_id", "")
        self.effects.append(OpenCase(reason, self.step, level, matched, cut_to_units(text), message_id))
        return first

    def has_case(self) -> bool:
        """Whether a case was opened in this conversation."""
        return any(told.startswith("case:") for told in self.told)

    def ask(self, node: PlannedAsk, *, again: bool = False) -> None:
        """Show the question and wait. `again`: it is the same asking, older bubbles still count."""
        question = sayable(node.repeat if again else node.question, self.scope())
        step, hint = node.step, node.step.hint
        kind = "choice" if step.kind in ("scale", "checklist") else step.kind
        if self.sorry and not again:  # the apology has its own bubble; whoever is asked on hears why
            question = f"{sayable(self.plan.words['ask_on'], self.scope())}\n\n{question}"
        if step.kind == "checklist":
            done = [choice.label for choice in node.choices.values() if self.is_ready(choice.id)]
            question = "\n".join([question, *([""] if done else []), *(f"✓ {label}" for label in done)])
            hint = hint or self.plan.words["checklist"].render(self.scope())
            node = self.as_shown(node)
        by_number = _is_plain_choice(node) and self._tells_numbers(again)
        style = "faces" if step.kind == "scale" and step.scale == "faces" else "list"
        self.bubbles.append(
            QuestionBubble(question, node.path, self.turn, node.buttons, style, kind, hint, by_number)  # type: ignore[arg-type]
        )
        if not again:
            self.asked_from, self.tries, self.reminded = self.turn, 0, False
        self.asked_at = {**self.asked_at, node.path: self.turn}
        self.step, self.status = node.path, Status.WAITING

    def _tells_numbers(self, again: bool) -> bool:
        """That a number answers, too: with a talk's first choice, and when an answer was not understood."""
        if again:
            return self.tries > 0
        return not any(_is_plain_choice(self.plan.nodes.get(path)) for path in self.asked_at)

    def end(self, status: Status) -> None:
        self.status = status
        if status is not Status.EXPIRED:
            self.step = ""

    def fail(self, why: str) -> None:
        """The script no longer fits: a human gets the conversation."""
        self.show_staff(why)
        self.open_case("failed")
        self.status = Status.FAILED
        try:
            self.say_word("failed")
        except Missing:  # the author's own sentence cannot be said: better none
            self.bubbles = [b for b in self.bubbles if not isinstance(b, QuestionBubble)]

    # the finished turn ------------------------------------------------------------------------------------

    def finish(self) -> tuple[State, tuple[Effect, ...]]:
        before = self.before
        moved = bool(self.bubbles) or self.status is not before.status or self.step != before.step
        turn = before.turn + 1 if moved else before.turn
        if self.bubbles:
            self.effects.append(Say(merge(self.bubbles)))
        if moved and self.status is Status.WAITING:
            self._set_timers(turn)
        state = State(
            self.status, self.step, turn, self.tries, self.values, self.marks, (), self.asked_at,
            self.asked_from, self.reminded, self.told, self.sources, self.locale,
        )  # fmt: skip
        return (before if not moved and state == before else state), tuple(self.effects)

    def _set_timers(self, turn: int) -> None:
        node = self.open_question()
        if node is None:
            return
        gone = node.reminder[0] if self.reminding and node.reminder else timedelta(0)
        if node.reminder is not None and not self.reminded:
            self.effects.append(SetTimer("reminder", node.reminder[0], turn))
        if node.timeout is not None:
            self.effects.append(SetTimer("timeout", max(node.timeout[0] - gone, _SHORTEST), turn))


def _is_plain_choice(node: object) -> bool:
    """A question answered by its buttons, about which its author says nothing more."""
    return isinstance(node, PlannedAsk) and node.step.kind in ("choice", "scale") and not node.step.hint


def merge(bubbles: list[Bubble]) -> tuple[Bubble, ...]:
    """At most five: neighbouring texts become one; should that not do, the question stays."""
    merged = list(bubbles)
    place = 0
    while len(merged) > MAX_BUBBLES and place < len(merged) - 1:
        first, second = merged[place], merged[place + 1]
        if isinstance(first, TextBubble) and isinstance(second, TextBubble):
            merged[place : place + 2] = [TextBubble(cut_to_units(f"{first.text}\n\n{second.text}"))]
        else:
            place += 1
    return tuple(merged) if len(merged) <= MAX_BUBBLES else (*merged[: MAX_BUBBLES - 1], merged[-1])
