"""What happened to one simulated customer, entry by entry, in the order of time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from conversations.effects import Axis, Bubble, CaseReason
from conversations.events import Facts
from conversations.reasons import Detail
from conversations.script import Purpose

Verdict = Literal["send", "postpone", "skip"]
Speaker = Literal["script", "sonogo", "staff"]
Cause = Literal["touchpoint", "timer", "answer", "handed_back", "staff"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A touchpoint got its date, or another one because its anchor moved. `round` 0 is the first time."""

    at: datetime
    touchpoint: str
    round: int
    due_at: datetime
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A touchpoint was due: what was decided, and why. `free`: it answered the customer at that moment."""

    at: datetime
    touchpoint: str
    round: int
    verdict: Verdict
    why: str
    detail: Detail = field(default_factory=dict)
    until: datetime | None = None
    asks: bool = False
    counts: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class TalkBegan:
    """A conversation began; `talk` numbers this customer's conversations from 1."""

    at: datetime
    talk: int
    script: str
    version: int
    purpose: Purpose
    touchpoint: str
    round: int


@dataclass(frozen=True, slots=True)
class Said:
    """The customer was told something. `words` name what Sonogo says by itself (`services.greetings`)."""

    at: datetime
    by: Speaker
    cause: Cause
    bubbles: tuple[Bubble, ...] = ()
    billed: int = 0
    talk: int = 0
    words: str = ""
    facts: Facts = field(default_factory=dict)  # what `words` may name
    arrived: bool = True  # False: the customer has blocked the account


@dataclass(frozen=True, slots=True)
class Did:
    """What the customer did: followed tapped wrote sent unsent blocked unblocked. `text`: what it showed."""

    at: datetime
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was recorded."""

    at: datetime
    talk: int
    step: str
    axis: Axis
    value: str
    label: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """`joined`: a case was open already and got one more reason."""

    at: datetime
    case: int
    reason: CaseReason
    promise_at: datetime
    joined: bool = False


@dataclass(frozen=True, slots=True)
class CaseAnswered:
    """Staff wrote for the first time."""

    at: datetime
    case: int
    kept: bool


@dataclass(frozen=True, slots=True)
class CaseClosed:
    at: datetime
    case: int
    kept: bool


@dataclass(frozen=True, slots=True)
class TimerRang:
    """A reminder or the end of waiting; `until`: nobody is woken, or a case is open, so it rings then."""

    at: datetime
    talk: int
    kind: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TalkEnded:
    at: datetime
    talk: int
    status: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What staff see, what was ignored, what was remembered: the customer notices nothing of it."""

    at: datetime
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """To the parcel, in the shop, to the purchase."""

    at: datetime
    what: str
    text: str = ""


Entry = (
    Planned | Decided | TalkBegan | Said | Did | Answered | CaseOpened | CaseAnswered | CaseClosed | TimerRang
    | TalkEnded | Noted | Happened
)  # fmt: skip
