"""Is this an answer to that question? For taps, typed text and photos; None when it is not.

What the customer typed is read by `conversations.replies`; here the question's own limits are kept
(smallest, largest, length, pattern).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from conversations.counting import cut_to_units
from conversations.degrees import read_degree
from conversations.effects import Outcome
from conversations.left import read_left
from conversations.plan import PlannedAsk
from conversations.replies import fold, named_in, pick, read_date, read_number
from conversations.script import AskStep

LONGEST_HOPE = 60  # letters
SOON = 7  # days left: as good as «a little»
StoredValue = str | int | float


@dataclass(frozen=True, slots=True)
class Answer:
    """`exact` answers are the author's own words (a button, its label): nobody searches them for feelings.

    `label` is for staff: a choice reads as its author wrote it, whatever language the customer saw.
    """

    value: str
    label: str
    stored: StoredValue
    next: str | None
    score: int | None = None
    mark: Outcome | None = None
    exact: bool = True
    kind: str = ""  # "photo" or "text", where such a one answers a question of another kind


def from_choice(ask: PlannedAsk, choice_id: str, *, exact: bool = True) -> Answer | None:
    choice = ask.choices.get(choice_id)
    if choice is None:
        return None
    return Answer(choice.id, choice.written, choice.id, choice.next, choice.score, choice.mark, exact)


def from_tap(ask: PlannedAsk, choice_id: str, params: Mapping[str, str], at: datetime) -> Answer | None:
    """A button of this question; for a date, what the picker says."""
    if ask.step.kind == "date":
        picked = params.get("date") or params.get("datetime", "")[:10]
        return _dated(ask, picked, at) if picked else from_choice(ask, choice_id)
    return from_choice(ask, choice_id)


def from_text(ask: PlannedAsk, text: str, at: datetime) -> Answer | None:
    """What was typed, if it answers the question."""
    said = fold(text)
    known = ask.spoken.get(said)
    if known is not None and known in ask.choices:
        return from_choice(ask, known)
    kind = ask.step.kind
    if kind == "text":
        return _written(ask, text)
    if (several := _several(ask, text)) is not None:
        return several
    if ask.step.axis == "remaining" and (told := _left(ask, text)) is not None:
        return told
    if ask.options and (picked := pick(text, ask.options)) is not None:
        return from_choice(ask, picked, exact=len(said) <= 2)  # a bare number; anything longer is also read
    if kind == "scale" and (good := _good(ask, text)) is not None:
        return good
    if kind == "number":
        return _number(ask, text)
    if kind == "date":
        day = read_date(text, at.date())
        return _dated(ask, day.isoformat(), at, exact=False) if day else None
    return None


def _several(ask: PlannedAsk, text: str) -> Answer | None:
    """Two or more of what they may hope for, named in one breath: kept in their own words."""
    own = text.strip()
    if ask.step.axis != "expectation" or ask.step.kind != "choice" or len(own) > LONGEST_HOPE:
        return None
    named = [ask.choices[one] for one in named_in(text, ask.options) if one in ask.choices]
    if len(named) < 2 or any(choice.next != named[0].next for choice in named):
        return None
    return Answer(own, own, own, named[0].next, exact=False, kind="text")


def _left(ask: PlannedAsk, text: str) -> Answer | None:
    """「残り半分くらい」「あと2週間」: a button of that name, else what was said, on the way it comes to."""
    left = read_left(text)
    if left is None:
        return None
    if left.level in ask.choices:
        return from_choice(ask, left.level, exact=False)
    soon = left.level == "little" or (left.is_time and int(left.level[:-1]) <= SOON)
    ways = ("little", "still") if soon else ("half", "plenty", "still")
    way = next((ask.choices[name] for name in ways if name in ask.choices), None)
    if way is None:
        return None
    return Answer(left.level, text.strip()[:200], left.level, way.next, way.score, way.mark, exact=False)


def _good(ask: PlannedAsk, text: str) -> Answer | None:
    """「だいぶいい感じ」: the answer of that score; it is read for harm and discontent all the same."""
    degree = read_degree(text) if ask.step.axis in ("result", "feeling") else None
    found = next((choice.id for choice in ask.choices.values() if choice.score == degree), None)
    return from_choice(ask, found, exact=False) if degree is not None and found is not None else None


def from_photo(ask: PlannedAsk, message_id: str, label: str) -> Answer | None:
    if not message_id or not (ask.step.kind == "photo" or ask.step.or_photo):
        return None
    kind = "" if ask.step.kind == "photo" else "photo"
    return Answer(message_id, label, message_id, ask.next, kind=kind)


def _written(ask: PlannedAsk, text: str) -> Answer | None:
    text = cut_to_units(text.strip())
    step = ask.step
    if not text or len(text) < (step.min_length or 0) or len(text) > (step.max_length or len(text)):
        return None
    if ask.pattern is not None and not ask.pattern.holds({"value": text}):
        return None
    return Answer(text, text, text, ask.next, exact=False)


def _number(ask: PlannedAsk, text: str) -> Answer | None:
    number = read_number(text)
    if number is None or not math.isfinite(number) or abs(number) > 1e15 or not _within(ask.step, number):
        return None
    stored = int(number) if number == int(number) else number
    return Answer(str(stored), text.strip()[:200], stored, ask.next, exact=False)


def _within(step: AskStep, number: float) -> bool:
    low, high = _limit(step.min), _limit(step.max)
    return (low is None or number >= low) and (high is None or number <= high)


def _limit(value: float | str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def _dated(ask: PlannedAsk, text: str, at: datetime, *, exact: bool = True) -> Answer | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    low, high = _day(ask.step.min, at), _day(ask.step.max, at)
    if (low and day < low) or (high and day > high):
        return None
    return Answer(day.isoformat(), day.isoformat(), day.isoformat(), ask.next, exact=exact)


def _day(limit: float | str | None, at: datetime) -> date | None:
    """`today` or an ISO date."""
    if limit == "today":
        return at.date()
    try:
        return date.fromisoformat(str(limit)) if limit is not None else None
    except ValueError:
        return None
