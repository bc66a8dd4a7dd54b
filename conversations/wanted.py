"""What somebody wants from us outside every question of ours, and which fact would answer it.

The engine (`alarms`), the product (`services.asking`) and the simulator go by this alike; what each says
then, and to whom, is its own.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from conversations.effects import CaseReason
from conversations.questions import Topic, question
from conversations.requests import asks_for, beside
from conversations.urgent import hurries, order_change

_FACTS: Final[Mapping[Topic, str]] = {"delivery": "delivery_known", "hours": "opening_hours"}


class Wanted(NamedTuple):
    """`reason`: of the case it makes or joins. `topic`: None where it is no question («hurry», an order).
    `words`: what is said then, if nothing was promised before."""

    reason: CaseReason
    topic: Topic | None = None
    words: Literal["question", "order_change", "request", "passed_on"] = "question"

    @property
    def fact(self) -> str:
        """What is told where it is known, instead of a case; "" if only people can answer."""
        return _FACTS.get(self.topic, "") if self.topic is not None else ""


def wanted(text: str, *, has_case: bool, adrift: bool = False) -> Wanted | None:
    """None: they ask nothing. «Hurry» asks something of those only who wait for a human already; where a
    text is `adrift` (it answers no question of ours), any wish in it counts.
    """
    if order_change(text):
        return Wanted("order_change", words="order_change")
    rest = beside(text)[1]
    topic = question(text) or (question(rest) if rest else None)
    if topic is not None:
        return Wanted("question", topic)
    if has_case and hurries(text):
        return Wanted("question", words="passed_on")
    return Wanted("question", words="request") if asks_for(text, adrift=adrift) else None
