"""A journey's touchpoints side by side: on their line of time, by name, and where a script is played."""

from datetime import time
from typing import Final

from console.saying import say_touchpoint
from conversations.journey import Anchor, Journey, Touchpoint
from conversations.library import Library

ORDER: Final = ("purchased", "befriended", "shipped", "expected_delivery", "delivered", "first_used")


def names(library: Library) -> dict[tuple[str, str], str]:
    """(journey, touchpoint) → what people call it."""
    journeys = library.journeys.values()
    return {(j.id, one.id): say_touchpoint(one, library.scripts) for j in journeys for one in j.planned}


def touchpoints_of(library: Library, script: str) -> list[tuple[Journey, Touchpoint]]:
    """Where this script is played."""
    return [(j, t) for j in library.journeys.values() for t in j.planned if t.script == script]


def axis(journey: Journey) -> list[tuple[Anchor, list[Touchpoint]]]:
    """Touchpoints by what they are counted from, in the order of a purchase's life; in each, by time."""
    groups: dict[Anchor, list[Touchpoint]] = {}
    for touchpoint in journey.touchpoints:
        groups.setdefault(touchpoint.anchor, []).append(touchpoint)
    for group in groups.values():
        group.sort(key=lambda one: (one.offset.after, one.offset.at or time()))
    place = {name: number for number, name in enumerate(ORDER)}
    return sorted(
        groups.items(), key=lambda one: (place.get(str(one[0]), len(ORDER)), one[0].kind == "case_closed")
    )
