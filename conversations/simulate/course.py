"""What happens around a customer: the order, the parcel, the staff, the shop's rules, and events dropped in.

Written by people as YAML (`--events FILE`), see docs/scripts.md; some come built in (`--event NAME`).
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from conversations.authored import Part
from conversations.business_hours import WEEKDAYS_TEN_TO_SIX, YEAR_END, BusinessHours
from conversations.durations import Wait
from conversations.journey import WindowText
from conversations.opening import ClosedSpan, read_closed_days
from conversations.sacrifice import KINDS, Order
from conversations.simulate.happening import ClockText, Happening
from conversations.simulate.persona import MaybeWait
from conversations.timing import FatigueCaps

START = date(2026, 6, 1)  # a Monday far from holidays, should nobody say when


def _spans(value: Any) -> Any:
    return (
        read_closed_days(", ".join(value) if isinstance(value, list) else value) if _written(value) else value
    )


def _written(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def _span_text(span: ClosedSpan) -> str:
    if span.yearly:
        return f"{span.first:%m-%d}..{span.last:%m-%d}"
    return f"{span.first.isoformat()}..{span.last.isoformat()}"


Spans = Annotated[
    tuple[ClosedSpan, ...],
    BeforeValidator(_spans),
    PlainSerializer(lambda spans: [_span_text(span) for span in spans]),
]


class SimulatedShop(Part):
    """The shop as production knows it (`services.shop.Rules`): its hours, its promises, its restraint."""

    name: str = "花しずく"
    staff: str = "田中"
    zone: str = "Asia/Tokyo"
    week: tuple[tuple[WindowText, ...], ...] = WEEKDAYS_TEN_TO_SIX
    closed: Spans = (YEAR_END,)
    holidays: tuple[date, ...] = ()
    rest_on_holidays: bool = False
    promise_within: Wait = timedelta(hours=3)
    quiet: tuple[ClockText, ClockText] = (time(20), time(9))
    caps: FatigueCaps = FatigueCaps()
    order: Order = KINDS  # which messages wait first while few are left, the most important first

    @cached_property
    def hours(self) -> BusinessHours:
        days = frozenset(self.holidays)
        return BusinessHours(self.week, self.zone, self.closed, lambda day: day in days)


class StaffHabits(Part):
    """How long a case lies, in business time; `never`: nobody comes."""

    answers: MaybeWait = timedelta(hours=2)
    closes: MaybeWait = timedelta(hours=8)
    says: str = "お待たせしました。詳しくお聞かせください。"


class Course(Part):
    """One order and what happens to it."""

    start: date = START
    bought_at: ClockText = time(10)
    product: str = "うるおい美容液"
    category: str = ""
    sku: str = "SKU-1"
    order: str = "A-1001"
    quantity: Annotated[int, Field(ge=1, le=9_999)] = 1
    subscription: bool = False
    shipped: MaybeWait = timedelta(days=1)  # after the purchase; never: nobody tells
    delivered: MaybeWait = timedelta(days=3)
    expected_delivery: MaybeWait = timedelta(days=3)
    closed: Spans = ()  # days the shop is closed besides its own: Golden Week
    staff: StaffHabits = StaffHabits()
    events: Annotated[tuple[Happening, ...], Field(max_length=200)] = ()

    def changed(self, other: Mapping[str, Any]) -> "Course":
        """This course with what `other` says; events are added."""
        events = [*self.events, *(Happening.model_validate(e) for e in other.get("events", ()))]
        rest = {name: value for name, value in other.items() if name != "events"}
        return Course.model_validate({**self.model_dump(exclude_defaults=True), **rest, "events": events})


COURSES: Mapping[str, Mapping[str, Any]] = {
    "delayed": {"delivered": "13d"},
    "stuck": {  # nobody tells anything after the order: no shipping, no delivery, no date
        "shipped": "never",
        "delivered": "never",
        "expected_delivery": "never",
    },
    "date-moved": {
        "delivered": "12d",
        "events": [{"day": 2, "what": "delivery_date", "to": "12d"}],
    },
    "told-late": {
        "delivered": "never",
        "events": [{"day": 24, "what": "milestone", "name": "delivered", "ago": "3w"}],
    },
    "delivered-twice": {
        "events": [
            {"day": 4, "what": "milestone", "name": "delivered", "repeated": True},
            {"day": 6, "what": "milestone", "name": "delivered"},
        ]
    },
    "cancelled": {"events": [{"day": 2, "what": "cancelled"}]},
    "refunded": {"events": [{"day": 18, "what": "refunded"}]},
    "golden-week": {"start": "2026-04-14", "closed": "2026-04-29..2026-05-06"},
    "own-hour": {"events": [{"day": 1, "what": "says", "text": "20時に届けて"}]},
    "away": {"events": [{"day": 5, "what": "says", "text": "旅行中なので2週間休んでください"}]},
    "staff-takeover": {"staff": {"answers": "30m", "closes": "4h"}},
    "staff-never": {"staff": {"answers": "never", "closes": "never"}},
    "quota-out": {"events": [{"day": 10, "what": "quota_out"}, {"day": 25, "what": "quota_ok"}]},
    "block": {"events": [{"day": 10, "what": "block"}, {"day": 40, "what": "unblock"}]},
}
