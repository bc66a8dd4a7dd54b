"""An invented customer: who they are and how they answer. Written by people as YAML, see docs/scripts.md.

What a persona leaves open follows from its mood. `choices` and `texts` say it outright, by the step's name
(`result`), with its script (`checkin.result`), or by axis (`feeling`); a list is used up one after another.
"""

from datetime import time, timedelta
from typing import Annotated, Any, Literal, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from conversations.authored import Part, Words
from conversations.durations import Wait, read_positive, write_duration
from conversations.locales import Locale
from conversations.simulate.happening import BY_CUSTOMER, ClockText, Happening

Mood = Literal["happy", "unhappy", "health", "mixed"]
Share = Annotated[float, Field(ge=0, le=1)]  # 0 = never … 1 = always


class Chance(Protocol):
    """Where chance comes from: `random.Random(seed)`, passed in."""

    def random(self) -> float: ...


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"bad_value: {value!r} is not a time zone such as Asia/Tokyo") from None


def _wait_or_never(value: Any) -> timedelta | None:
    return None if value in (None, "never") else read_positive(value)


MaybeWait = Annotated[
    timedelta | None,
    BeforeValidator(_wait_or_never),
    PlainSerializer(lambda value: "never" if value is None else write_duration(value)),
]


class Delay(Part):
    """How long until they answer: at `least`, mostly `usual`, at `most`; or at a fixed hour of their day."""

    least: Wait = timedelta(minutes=1)
    usual: Wait = timedelta(minutes=20)
    most: Wait = timedelta(hours=10)
    at: ClockText | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Delay":
        if not self.least <= self.usual <= self.most:
            raise ValueError(f"bad_value: {write_duration(self.usual)!r} is not between least and most")
        return self

    def draw(self, chance: Chance) -> timedelta:
        """One delay: triangular, in whole seconds."""
        least, usual, most = (d.total_seconds() for d in (self.least, self.usual, self.most))
        if most <= least:
            return self.least
        peak, drawn = (usual - least) / (most - least), chance.random()
        if drawn <= peak:
            seconds = least + ((most - least) * (usual - least) * drawn) ** 0.5
        else:
            seconds = most - ((most - least) * (most - usual) * (1 - drawn)) ** 0.5
        return timedelta(seconds=int(seconds))


class Persona(Part):
    """One invented customer."""

    name: Annotated[str, Field(min_length=1, max_length=80)] = "佐藤 花"
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Tokyo"
    language: Locale = "ja"  # of their LINE
    mood: Mood = "happy"
    befriends: MaybeWait = timedelta(minutes=30)  # so long after the purchase, or never
    awake: tuple[ClockText, ClockText] = (time(7), time(0))
    delay: Delay = Delay()
    answers: Share = 1.0  # to a question, a reminder counts anew
    types: Share = 0.0  # writes the button's words instead of tapping it
    writes: Share = 0.5  # where words are asked for; else skips
    stickers: Share = 0.0  # a sticker first, the answer later
    photos: Share = 0.0  # instead of words, where either will do
    refuses: Share = 0.0
    wants_human: Share = 0.0
    unsends: Share = 0.0  # takes what was written back, a minute later
    thanks: Share = 0.0  # 「ありがとうございます」 to staff
    choices: dict[str, Words] = Field(default_factory=dict)
    texts: dict[str, Words] = Field(default_factory=dict)
    days: tuple[Happening, ...] = ()  # what they do on which day: block, unblock, stop, resume, says …

    @model_validator(mode="after")
    def _does_only_what_customers_do(self) -> "Persona":
        for happening in self.days:
            if happening.what not in BY_CUSTOMER:
                raise ValueError(f"bad_value: {happening.what!r} is no customer's doing")
        return self
