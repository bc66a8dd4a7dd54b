"""The same customer, another version: what somebody did in a conversation, done again with a changed script.

A tap is found again as a person would: the same button of the same question, else the one that reads the
same in the newest question. Where there is none, it does not fit, and says so. Timers ring as the version
at hand sets them. `differences` lays two plays side by side, message by message.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final, Literal

from conversations.effects import Effect, OpenCase, QuestionBubble, RecordAnswer, Remember, Say, SetTimer
from conversations.engine import advance
from conversations.events import Event, Fact, Replied, ShowedMedia, Started, Stopped, Tapped, TimedOut, Unsent
from conversations.script import Script
from conversations.simulate.record import in_lines
from conversations.state import State

Deed = Replied | Tapped | ShowedMedia | Unsent | Stopped  # what can be done again
Who = Literal["shop", "customer", "clock", "note"]
Change = Literal["same", "changed", "added", "removed"]
MOST_RINGS: Final = 200  # no script sets more clocks than that for one customer


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody sees, or that is kept. `fits` is False for a tap this version has no button for."""

    who: Who
    text: str
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of both plays side by side; one of them is None where only the other has it."""

    change: Change
    old: Line | None
    new: Line | None


@dataclass(slots=True)
class _Play:
    script: Script
    facts: dict[str, Fact]
    labels: dict[tuple[str, str], str]
    rings_at: Callable[[datetime], datetime]
    state: State = field(default_factory=State)
    timers: list[tuple[datetime, SetTimer]] = field(default_factory=list)
    questions: list[QuestionBubble] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def happen(self, event: Event) -> None:
        turn = advance(self.script, self.state, event)
        self.state = turn.state
        for effect in turn.effects:
            self.take(effect, event.at)

    def take(self, effect: Effect, at: datetime) -> None:
        match effect:
            case Say(bubbles=bubbles):
                for bubble in bubbles:
                    self.lines.append(Line("shop", "\n".join(in_lines(bubble))))
                    if isinstance(bubble, QuestionBubble):
                        self.questions.append(bubble)
            case SetTimer(after=after):
                self.timers.append((self.rings_at(at + after), effect))
            case Remember(name=name, value=value):
                self.facts[name] = value
            case RecordAnswer(axis=axis, label=label, score=score):
                self.lines.append(Line("note", f"✎ {axis}: {label}{f' ({score}/5)' if score else ''}"))
            case OpenCase(reason=reason):
                self.lines.append(Line("note", f"⚑ {reason}"))

    def wait(self, until: datetime) -> None:
        """Clocks that ring before `until` ring, in their order; stale ones mean nothing to the engine."""
        for _ in range(MOST_RINGS):
            due = sorted((t for t in self.timers if t[0] <= until), key=lambda t: t[0])
            if not due:
                return
            at, timer = due[0]
            self.timers.remove(due[0])
            if timer.turn == self.state.turn and not self.state.is_final:
                self.lines.append(Line("clock", timer.kind))
            self.happen(TimedOut(at, timer.kind, timer.turn, dict(self.facts)))

    def do(self, deed: Deed) -> None:
        self.wait(deed.at)
        deed = replace(deed, facts=dict(self.facts))
        match deed:
            case Tapped():
                said = self.labels.get((deed.step, deed.choice)) or "・".join(deed.params.values())
                found = self._find(deed, said)
                self.lines.append(Line("customer", f"［{said or deed.choice}］", found is not None))
                if found is not None:
                    self.happen(found)
                return
            case Replied(text=text):
                self.lines.append(Line("customer", text))
            case ShowedMedia(kind=kind):
                self.lines.append(Line("customer", f"({kind})"))
        self.happen(deed)

    def _find(self, tapped: Tapped, said: str) -> Tapped | None:
        for bubble in reversed(self.questions):
            is_date = bubble.input == "date" and not tapped.choice
            if bubble.step == tapped.step and (is_date or _button(bubble, choice=tapped.choice)):
                return replace(tapped, turn=bubble.turn)
        newest = self.questions[-1] if self.questions else None
        if newest is None or not said or (choice := _button(newest, label=said)) is None:
            return None
        return replace(tapped, step=newest.step, turn=newest.turn, choice=choice)


def replay(
    script: Script,
    began: Started,
    deeds: Iterable[Deed],
    until: datetime,
    *,
    labels: Mapping[tuple[str, str], str],
    rings_at: Callable[[datetime], datetime] = lambda at: at,
) -> list[Line]:
    """What would have been said if it had run with `script`. `labels`: what the buttons read."""
    play = _Play(script, dict(began.facts), dict(labels), rings_at)
    play.happen(began)
    for deed in deeds:
        play.do(deed)
    play.wait(until)
    if play.state.is_final:
        play.lines.append(Line("note", f"■ {play.state.status.value}"))
    return play.lines


def differences(old: Sequence[Line], new: Sequence[Line]) -> list[Difference]:
    """Both plays side by side: the longest common run stays together, what stands between is compared."""
    found: list[Difference] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            found += [Difference("same", line, line) for line in old[from_old:to_old]]
        else:
            found += _between(old[from_old:to_old], new[from_new:to_new])
    return found


def _between(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Difference]:
    """Lines of the same speaker in the same place are one changed line; the rest went or came."""
    left = list(old)
    for line in new:
        at = next((n for n, one in enumerate(left) if one.who == line.who), None)
        if at is None:
            yield Difference("added", None, line)
            continue
        for gone in left[:at]:
            yield Difference("removed", gone, None)
        yield Difference("changed", left[at], line)
        del left[: at + 1]
    for gone in left:
        yield Difference("removed", gone, None)


def _button(bubble: QuestionBubble, *, choice: str = "", label: str = "") -> str | None:
    """The choice behind that button, if the question has it."""
    for button in bubble.buttons:
        if (choice and button.choice == choice) or (label and button.label == label):
            return button.choice
    return None
