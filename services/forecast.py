"""What the journeys will cost: billed pushes per customer and per month, by last month's purchases.

«Usual» is what most customers get: one push per touchpoint that everybody reaches. What answers the
customer's own message (a welcome) is free; what follows a named answer or a closed case concerns only some.
«Most» is the bound: every reminder, every round.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.checks import cost
from conversations.journey import Journey, Touchpoint
from conversations.library import Library
from models.purchase import Purchase

MONTH: Final = timedelta(days=30)
FOR_SOME: Final = ("befriended", "answered", "case_closed")


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
    usual = sum(touchpoint.anchor.kind not in FOR_SOME for touchpoint in journey.touchpoints)
    return usual, sum(_most(touchpoint, library) for touchpoint in journey.touchpoints)


def _most(touchpoint: Touchpoint, library: Library) -> int:
    script = library.scripts.get(touchpoint.script)
    rounds = 1 if touchpoint.once else touchpoint.cap
    return cost(script).worst * rounds if script is not None else 0
