"""Whether a purchase's dates can be true together: ordered, then sent, then delivered, then used.

Days are compared, not hours: shops write a day as its midnight. Milestones of a shop's own stand anywhere
after the order.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

ORDER: Final = ("purchased", "shipped", "delivered", "first_used")


class Clash(NamedTuple):
    """`name` cannot lie `where` (before or after) the milestone `other`."""

    name: str
    where: str
    other: str

    @property
    def code(self) -> str:
        """«before_delivered»; a milestone of the shop's own is «after_other»."""
        return f"{self.where}_{self.other if self.other in ORDER else 'other'}"


def clash_of(known: Mapping[str, datetime], name: str, at: datetime, zone: ZoneInfo) -> Clash | None:
    """What this milestone contradicts of what is known; None: nothing."""
    day = at.astimezone(zone).date()
    for other, told in known.items():
        there = told.astimezone(zone).date()
        if other != name and (where := _wrong_side(name, day, other, there)):
            return Clash(name, where, other)
    return None


def clashes(told: Mapping[str, datetime], zone: ZoneInfo) -> Iterator[Clash]:
    """Each of these that lies before one it must follow."""
    for name, at in told.items():
        earlier = {other: told[other] for other in ORDER if other in told and _follows(name, other)}
        if (found := clash_of(earlier, name, at, zone)) is not None:
            yield found


def _wrong_side(name: str, day: date, other: str, there: date) -> str:
    if _follows(name, other) and day < there:
        return "before"
    return "after" if _follows(other, name) and day > there else ""


def _follows(later: str, earlier: str) -> bool:
    """Whether one comes after the other whatever the shop."""
    if earlier == "purchased":
        return later != "purchased"
    return later in ORDER and earlier in ORDER and ORDER.index(later) > ORDER.index(earlier)
