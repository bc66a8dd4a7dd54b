"""What a stage of the customer's way consists of: what is told, lived, played and looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.stages.town import Customer, Town


@dataclass(frozen=True, slots=True)
class Life:
    """What the simulator lives: who, what happens around them, and which of its days belong to the stage."""

    first: int
    last: int
    says: str  # a sentence the diary must hold
    customer: Mapping[str, Any] = field(default_factory=dict)
    course: Mapping[str, Any] = field(default_factory=dict)
    customers: int = 1  # many, each another: their figures instead of one diary


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the stage fills, and words it must show."""

    title: str
    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to see when the stage was played."""

    customer: Customer
    since: str  # with this message the picture of the chat begins
    hears: str  # and this one must be there
    pages: tuple[Page, ...]
    own_pages: tuple[Page, ...] = ()  # the customer's: opened from a link, on their phone only


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage: `play` lives it in the product and says what is to be seen."""

    key: str
    title: str
    about: str
    life: Life
    play: Callable[[Town], Scene]
