"""What the journeys will cost: billed pushes per customer and per month, by last month's purchases.

«Usual» is counted by the time machine, which lives the whole journey with a customer whose parcel comes in
time and who answers: production's own rules, so conditions, windows and free replies count as they will.
A milestone of the shop's own, which the time machine does not know, counts as reached.
«Most» is the bound: every reminder, every round.
"""

import random
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.checks import cost
from conversations.journey import Journey, Touchpoint
from conversations.library import Library, digest
from conversations.simulate import Stage, simulate
from conversations.simulate.diary import Said
from conversations.simulate.personas import KIND, PERSONAS
from models.purchase import Purchase

MONTH: Final = timedelta(days=30)
LIVED: Final = timedelta(days=90)  # at least so long; longer if the journey is
KNOWN: Final = ("shipped", "delivered", "first_used", "first_win", "delivery_moved")
KEPT: Final = 64  # journeys counted already, by what they and their scripts say
_counted: OrderedDict[str, int] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one journey. `purchases` of the last 30 days are on it, `bound` of them with a customer in LINE."""

    usual: int
    most: int
    purchases: int
    bound: int

    @property
    def month_usual(self) -> int:
        return self.usual * self.bound

    @property
    def month_most(self) -> int:
        return self.most * self.bound


def forecasts(session: Session, library: Library, now: datetime) -> dict[str, Forecast]:
    """Journey → what it costs."""
    statement = (
        select(Purchase.journey, func.count(), func.count(Purchase.contact_id))
        .where(Purchase.purchased_at > now - MONTH, Purchase.journey != "")
        .group_by(Purchase.journey)
    )
    counted = {journey: (bought, bound) for journey, bought, bound in session.execute(statement)}
    return {
        name: Forecast(*pushes(journey, library), *counted.get(name, (0, 0)))
        for name, journey in library.journeys.items()
    }


def pushes(journey: Journey, library: Library) -> tuple[int, int]:
    """Per customer: usually, and at most."""
    own = sum(t.anchor.kind == "milestone" and t.anchor.milestone not in KNOWN for t in journey.touchpoints)
    usual = _lived(journey, library) + own
    most = sum(_most(touchpoint, library) for touchpoint in journey.touchpoints)
    return usual, max(usual, most)


def _lived(journey: Journey, library: Library) -> int:
    """Billed pushes of one life without mishaps. The same texts are lived once per process."""
    used = sorted({touchpoint.script for touchpoint in journey.touchpoints} & library.scripts.keys())
    key = digest(journey) + "".join(digest(library.scripts[name]) for name in used)
    if key not in _counted:
        longest = max((touchpoint.offset.after for touchpoint in journey.touchpoints), default=LIVED)
        days = max(LIVED, longest + MONTH).days
        chance = random.Random(1)  # noqa: S311 - an invented life, no secret
        diary = simulate(Stage(journey, library.scripts, days=days), PERSONAS[KIND], chance)
        _counted[key] = sum(entry.billed for entry in diary.entries if isinstance(entry, Said))
        if len(_counted) > KEPT:
            _counted.popitem(last=False)
    return _counted[key]


def _most(touchpoint: Touchpoint, library: Library) -> int:
    script = library.scripts.get(touchpoint.script)
    rounds = 1 if touchpoint.once else touchpoint.cap
    return cost(script).worst * rounds if script is not None else 0
