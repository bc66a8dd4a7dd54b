"""Order of sacrifice: which kinds of message go without first when the month's messages run low.

As delivered: case replies > promises > milestones > check-ins > replenishment > referral. What answers a
person (a reply, a proposal, word of a health report) and what was promised stand first for good; the order of
the others is the owner's to choose. It is asked for only while the messages are low.

One rule for all who ask: the planner before a message is made (conversations/timing.py), the relay before it
is sent (delivery/claim.py), the console's page and the time machine. Each kind may be pushed while more is
left than the kinds before it in the order may still need this month. Replies are free and never ask. Months
are Japan's (https://developers.line.biz/en/docs/messaging-api/pricing/).
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Literal

from conversations.script import Purpose

Spending = Purpose | Literal["case_reply", "promise"]
State = Literal["ok", "low", "out"]
Order = tuple[str, ...]

JAPAN: Final = timezone(timedelta(hours=9))
# The most important first; an owner may choose another order for all but the first two.
KINDS: Final[Order] = ("case_reply", "promise", "milestone", "check_in", "replenishment", "referral")
FIXED: Final = KINDS[:2]
CHOOSABLE: Final = KINDS[2:]
KIND_OF: Final[Mapping[str, str]] = {  # what a message is for → its place in the order
    "case_reply": "case_reply",
    "promise": "promise",
    "welcome": "milestone",
    "milestone": "milestone",
    "how_to": "milestone",
    "check_in": "check_in",
    "recovery": "promise",
    "replenishment": "replenishment",
    "referral": "referral",
}
# Share of the quota that a kind leaves alone at the beginning of a month, for those before it in the order.
RESERVES: Final = (0.0, 0.02, 0.05, 0.10, 0.15, 0.20)
MANY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What LINE last said. `limit` None: unlimited, or not known yet."""

    limit: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.used, 0)


UNCOUNTED: Final = Quota(None, 0)


def allows(quota: Quota, state: str, kind: str, now: datetime, order: Order = KINDS) -> bool:
    """May a push of this kind be spent now?"""
    if quota.left is None or quota.limit is None:
        return state != "out"
    if state == "out" or quota.left <= 0:
        return False
    return state == "ok" or quota.left > reserve(kind, order, now) * quota.limit


def reserve(kind: str, order: Order, now: datetime) -> float:
    """The share of the quota below which this kind waits now."""
    return RESERVES[place(kind, order)] * (1 - month_passed(now))


def kind_of(purpose: str) -> str:
    """Its place in the order; what has none of its own stands with the check-ins."""
    return KIND_OF.get(purpose, "check_in")


def place(kind: str, order: Order) -> int:
    """0 … 5, the most important first."""
    return order.index(kind if kind in order else "check_in")


def month_passed(now: datetime) -> float:
    """How much of Japan's month is over, 0 … 1."""
    here = now.astimezone(JAPAN)
    days = calendar.monthrange(here.year, here.month)[1]
    return (here.day - 1 + here.hour / 24 + here.minute / 1440) / days


def low_month(now: datetime) -> Quota:
    """What «low» means where nobody counts (the time machine): the two kinds that come last wait."""
    left = (RESERVES[3] + RESERVES[4]) / 2 * (1 - month_passed(now))
    return Quota(MANY, MANY - max(round(MANY * left), 1))


def read(kinds: Iterable[str]) -> Order:
    """What was chosen, as far as it means anything; kinds it does not name keep their place behind it."""
    known = [kind for kind in dict.fromkeys(kinds) if kind in CHOOSABLE]
    return (*FIXED, *known, *(kind for kind in CHOOSABLE if kind not in known))


def moved(order: Order, kind: str, *, up: bool) -> Order:
    """One place more (`up`) or less important; unchanged at either end, and for what cannot be moved."""
    rest = [one for one in order if one in CHOOSABLE]
    if kind not in rest:
        return order
    at = rest.index(kind)
    other = min(max(at + (-1 if up else 1), 0), len(rest) - 1)
    rest[at], rest[other] = rest[other], rest[at]
    return read(rest)
