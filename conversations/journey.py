"""シナリオ: what an author wrote about time, the touchpoints of one purchase. Shaped like the YAML file.

A touchpoint plays one script at `anchor` + `offset`, inside `window`, if its condition holds:

    - id: checkin
      script: cosmetics-checkin
      anchor: delivered          # purchased befriended case_closed expected_delivery runs_out friend_bought,
      offset: day 14 at 10:00    #   any milestone, answered(script.step), answered(script.step=choice),
                                 #   completed(script), completed(script=happy): that talk came to its end
      window: 10:00-20:00
      late: next_window          # send | next_window | skip | shift, when more than `late_after` late
      if: facts.category == 'skincare'

`if` is a CEL condition that may read `facts` (the facts remembered on the purchase and the standard ones of
`events.py`), `milestones` (name → ISO time it was reached; `'delivered' in milestones`), `answers`
(«script.step» → value) and `scores` («script.step» → 1…5), these two always read as `answers['x.y']`.
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from conversations.authored import Condition, Id, Part
from conversations.durations import Wait, read_duration, write_duration
from conversations.effects import OUTCOMES
from conversations.waits import SILENCE, FirstWin, Waiting

LatePolicy = Literal["send", "next_window", "skip", "shift"]
AnchorKind = Literal[
    "purchased", "befriended", "case_closed", "expected_delivery", "runs_out", "friend_bought", "milestone",
    "answered", "completed", "silence",
]  # fmt: skip
_NAMED: tuple[AnchorKind, ...] = (
    "purchased", "befriended", "case_closed", "expected_delivery", "runs_out", "friend_bought",
)  # fmt: skip
_COMPLETED = re.compile(r"^completed\(\s*([a-z][a-z0-9_-]*)\s*(?:=\s*([a-z_]+)\s*)?\)$")
_ANSWERED = re.compile(
    r"^answered\(\s*([a-z][a-z0-9_-]*)\.([a-z][a-z0-9_/-]*)\s*(?:=\s*([a-z0-9][a-z0-9_-]*)\s*)?\)$"
)
_MILESTONE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_ON_DAY = re.compile(r"^(?:day\s*(-?\d{1,3})|(\d{1,3})日目)\s*(?:at|の|@)?\s*(\d{1,2}:\d{2})$")
MOST_WORDS = 1000  # of a silence: it is broken as long as the wait lasts
CONDITION_NAMES = frozenset({"facts", "milestones", "answers", "scores"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the touchpoint's time is counted from."""

    kind: AnchorKind
    milestone: str = ""
    script: str = ""
    step: str = ""
    choice: str = ""

    def __str__(self) -> str:
        if self.kind == "milestone":
            return self.milestone
        if self.kind == "answered":
            return f"answered({self.script}.{self.step}{'=' + self.choice if self.choice else ''})"
        if self.kind == "completed":
            return f"completed({self.script}{'=' + self.choice if self.choice else ''})"
        return self.kind


@dataclass(frozen=True, slots=True)
class Offset:
    """How long after the anchor; with `at`, `after` is whole days and `at` the customer's wall clock."""

    after: timedelta = timedelta(0)
    at: time | None = None

    def __str__(self) -> str:
        return f"day {self.after.days} at {self.at:%H:%M}" if self.at else write_duration(self.after)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the day it may be sent in, the customer's wall clock; may wrap midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def read_anchor(value: Any) -> Anchor:
    if isinstance(value, Anchor):
        return value
    text = str(value).strip()
    for kind in _NAMED:
        if text == kind:
            return Anchor(kind)
    if (answered := _ANSWERED.match(text)) is not None:
        return Anchor("answered", script=answered[1], step=answered[2], choice=answered[3] or "")
    if (completed := _COMPLETED.match(text)) is not None and (completed[2] or "") in OUTCOMES:
        return Anchor("completed", script=completed[1], choice=completed[2] or "")
    if _MILESTONE.match(text):
        return Anchor("milestone", milestone=text)
    raise ValueError(f"anchor: {text!r} is not a moment such as purchased, delivered, answered(script.step)")


def read_offset(value: Any) -> Offset:
    if isinstance(value, Offset):
        return value
    text = str(value).strip()
    if (on_day := _ON_DAY.match(text)) is not None:
        return Offset(timedelta(days=int(on_day[1] or on_day[2])), _time(on_day[3]))
    return Offset(read_duration(text))


def read_window(value: Any) -> Window:
    if isinstance(value, Window):
        return value
    start, dash, end = str(value).replace("〜", "-").replace("~", "-").partition("-")
    if not dash:
        raise ValueError(f"window: {value!r} is not two times such as 10:00-20:00")
    return Window(_time(start), _time(end))


def _time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"time: {text!r} is not a time such as 10:00") from None


def _schema(**extra: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", **extra})


AnchorText = Annotated[
    Anchor,
    BeforeValidator(read_anchor),
    PlainSerializer(str),
    _schema(examples=["purchased", "delivered", "answered(checkin.used=not_yet)"]),
]
OffsetText = Annotated[
    Offset,
    BeforeValidator(read_offset),
    PlainSerializer(str),
    _schema(examples=["0m", "3d", "day 3 at 10:00"]),
]
WindowText = Annotated[
    Window, BeforeValidator(read_window), PlainSerializer(str), _schema(examples=["10:00-20:00"])
]


class Audience(Part):
    """Which purchases: by category, by product code (sku), or all."""

    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()

    @property
    def all(self) -> bool:
        return not self.categories and not self.skus


class Touchpoint(Part):
    """接点: one script at one moment. `once` = once per customer (else once per purchase)."""

    id: Id
    script: Id
    anchor: AnchorText
    offset: OffsetText = Offset()
    window: WindowText | None = None
    late: LatePolicy = "next_window"
    late_after: Wait = timedelta(days=1)
    condition: Condition | None = Field(default=None, alias="if")
    priority: Annotated[int, Field(ge=0, le=100)] = 50  # higher goes first when two are due
    counts: bool | None = None  # towards the fatigue cap; None = when its script asks something
    cap: Annotated[int, Field(ge=1, le=20)] = 3  # at most so often per purchase, «ask again» included
    once: bool = False
    note: str = ""

    @property
    def is_company(self) -> bool:
        """Whether it only shortens the wait: it comes by the calendar, and tells nothing that happened."""
        return self.anchor.kind in ("purchased", "befriended")


class Supply(Part):
    """How long one piece lasts when it is used as meant: where the forecast begins (`conversations.pace`)."""

    lasts: Wait
    by_sku: dict[Annotated[str, Field(min_length=1, max_length=200)], Wait] = Field(default_factory=dict)

    def days_of(self, sku: str) -> float:
        return max(self.by_sku.get(sku, self.lasts) / timedelta(days=1), 1.0)


class Journey(Part):
    """シナリオ: all touchpoints of one purchase. `supply`: what is bought is used up (`runs_out`)."""

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[int, Field(ge=1)] = 1
    audience: Annotated[
        Audience, BeforeValidator(lambda v: {} if v == "all" else v), Field(alias="for", default=Audience())
    ]
    note: str = ""
    wait: Waiting | None = None
    first_win: FirstWin | None = None
    supply: Supply | None = None
    touchpoints: Annotated[tuple[Touchpoint, ...], Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [t.id for t in self.touchpoints]
        for touchpoint_id in ids:
            if ids.count(touchpoint_id) > 1:
                raise ValueError(f"duplicate_id: {touchpoint_id!r} is used twice")
        return self

    def touchpoint(self, touchpoint_id: str) -> Touchpoint | None:
        return next((t for t in self.planned if t.id == touchpoint_id), None)

    @cached_property
    def planned(self) -> tuple[Touchpoint, ...]:
        """What a purchase is planned with: the author's touchpoints, and the one that breaks a silence."""
        if self.wait is None:
            return self.touchpoints
        word = Touchpoint(
            id=SILENCE, script=self.wait.script, anchor=Anchor("silence"), offset=Offset(self.wait.silence),
            priority=85, counts=False,
        )  # fmt: skip
        unending = word.model_copy(update={"cap": MOST_WORDS})
        return (*self.touchpoints, unending)
