"""What somebody wants from us outside every question of ours, and which fact would answer it.

The engine (`alarms`), the product (`services.asking`) and the simulator go by this alike; what each says
then, and to whom, is its own.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from conversations.effects import CaseReason
from conversations.questions import Topic, question
from conversations.urgent import hurries, order_change

_FACTS: Final[Mapping[Topic, str]] = {"delivery": "delivery_known", "hours": "opening_hours"}


class Wanted(NamedTuple):
    """`reason`: of the case it makes or joins. `topic`: None where it is no question («hurry», an order)."""

    reason: CaseReason
    topic: Topic | None = None

    @property
    def fact(self) -> str:
        """What is told where it is known, instead of a case; "" if only people can answer."""
        return _FACTS.get(self.topic, "") if self.topic is not None else ""


def wanted(text: str, *, has_case: bool) -> Wanted | None:
    """None: they ask nothing. «Hurry» asks something of those only who wait for a human already."""
    if order_change(text):
        return Wanted("order_change")
    topic = question(text)
    if topic is None and not (has_case and hurries(text)):
        return None
    return Wanted("question", topic)
