"""What may happen to a conversation. Every event carries its own time and facts: the engine has no clock.

`facts` are what templates and conditions may read besides the customer's answers: at least
`name` (with honorific, 「佐藤様」), `product`, `shop`, `promise` (「明日11:00」: the time a human would
answer if a case opened now) and `staff` (who would). They are fresh at every event. `locale` is the language
they are written in: what a conversation begins in, if its script is whole in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from conversations.locales import Locale

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact]
MediaKind = Literal["sticker", "image", "video", "audio", "file", "location", "unknown"]
TimerKind = Literal["reminder", "timeout"]


@dataclass(frozen=True, slots=True)
class Started:
    """The touchpoint is due and was decided «send»: the script begins."""

    at: datetime
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replied:
    """The customer wrote text. `message_id` is LINE's, so that an unsend can find the answer."""

    at: datetime
    text: str
    message_id: str = ""
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tapped:
    """The customer tapped a button that this conversation once showed: step, turn and choice as shown."""

    at: datetime
    step: str
    turn: int
    choice: str
    params: Mapping[str, str] = field(default_factory=dict)  # a date picker's {"date": "2026-11-22"}
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowedMedia:
    """The customer sent a sticker, a photo or another thing that is not text."""

    at: datetime
    kind: MediaKind
    message_id: str = ""
    keywords: tuple[str, ...] = ()  # a sticker's
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A timer of ours rang. `turn` is the turn that set it: a stale timer means nothing."""

    at: datetime
    kind: TimerKind
    turn: int
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsent:
    """The customer took a message back (LINE's `unsend`)."""

    at: datetime
    message_id: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A human talks now: the bot is silent until `HandedBack`."""

    at: datetime
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The human is done (the case closed): the open question, if there is one, is asked again.

    `settled`: the case was about what this talk is about, so nothing is asked again.
    """

    at: datetime
    facts: Facts = field(default_factory=dict)
    settled: bool = False


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The customer would rather be spoken to in this language: the open question is asked in it."""

    at: datetime
    locale: Locale
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The conversation ends from outside: purchase cancelled, customer stopped messages, erased …"""

    at: datetime
    reason: str
    facts: Facts = field(default_factory=dict)


Event = (
    Started
    | Replied
    | Tapped
    | ShowedMedia
    | TimedOut
    | Unsent
    | TakenOver
    | HandedBack
    | LanguageChosen
    | Stopped
)
