"""What deciding about one touchpoint is made of: the plan, the customer at this moment, the verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from conversations.journey import LatePolicy, Window
from conversations.reasons import Detail, Why
from conversations.sacrifice import KINDS, UNCOUNTED, Order, Quota, Spending, State
from conversations.windows import no_holiday

Friend = Literal["friend", "not_friend", "blocked"]
PurchaseStatus = Literal["active", "cancelled", "refund_open", "refunded", "return_open", "returned"]

LONGEST_WAIT: dict[Spending, timedelta] = {
    "welcome": timedelta(days=3), "milestone": timedelta(days=3), "promise": timedelta(days=3),
    "case_reply": timedelta(days=7), "how_to": timedelta(days=10), "check_in": timedelta(days=30),
    "recovery": timedelta(days=30), "replenishment": timedelta(days=30), "referral": timedelta(days=30),
}  # fmt: skip
# What is true whatever else is open: told also while a case or a return is being handled.
NEWS: frozenset[Spending] = frozenset({"welcome", "milestone", "promise", "case_reply"})
# A kind word by the calendar presumes that all is well; who is in trouble gets news of the order only.
# What presumes that the product is used and liked: never again about one that hurt.
PRESUMES_USE: frozenset[Spending] = frozenset({"how_to", "check_in", "replenishment", "referral"})


@dataclass(frozen=True, slots=True)
class FatigueCaps:
    """How much one person hears from us, over all journeys and purchases."""

    asks: int = 1
    asks_within: timedelta = timedelta(days=3)
    pushes: int = 3
    pushes_within: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """One touchpoint that is due. `planned_at` is the journey's plan, `due_at` its present date."""

    planned_at: datetime
    due_at: datetime
    purpose: Spending
    asks: bool = False
    counts: bool = False  # kept back by the fatigue caps (it counts towards them in any case)
    company: bool = False  # it only shortens the wait (`journey.Touchpoint.is_company`)
    window: Window | None = None
    late: LatePolicy = "next_window"
    late_after: timedelta = timedelta(days=1)
    priority: int = 50
    postponed: int = 0
    max_postponed: int = 12


@dataclass(frozen=True, slots=True)
class Situation:
    """The customer at this moment. `condition` is the touchpoint's `if`, already evaluated."""

    now: datetime
    zone: str = "Asia/Tokyo"
    quiet: tuple[time, time] | None = (time(20), time(9))
    is_holiday: Callable[[date], bool] = no_holiday  # give one only where holidays shall be kept free
    caps: FatigueCaps = field(default_factory=FatigueCaps)
    recent_asks: tuple[datetime, ...] = ()
    recent_pushes: tuple[datetime, ...] = ()
    friend: Friend = "friend"
    stopped: bool = False
    purchase: PurchaseStatus = "active"
    case_open: bool = False
    trouble_open: bool = False  # that case is a complaint, an order gone wrong, or a wish for a human
    health_open: bool = False
    health_reported: bool = False  # of this purchase, in a case that is closed now
    owed: bool = False  # a refund or another product was agreed on and is not done yet
    human_talking: bool = False
    conversation_running: bool = False
    condition: bool = True
    more_important_today: int | None = None  # the highest priority among others due to this person today
    rival: str = ""  # what that other one is called
    sent_last: str = ""  # what the newest message we sent by ourselves is called
    quota: State = "ok"
    month: Quota = UNCOUNTED  # this month's messages
    order: Order = KINDS  # which of them wait first
    own_hour: int | None = None  # they asked for it
    preferred_hour: int | None = None  # they usually answer then
    # What only a refill asks about (purpose `replenishment`):
    subscriber: bool = False  # the next one comes by itself
    bought_again: bool = False  # the same product, after this purchase
    unhappy: bool = False  # the newest result or feeling was low
    out_of_stock: bool = False
    back_at: datetime | None = None  # when there is some again, if the shop named a day
    # What only an offer to a partner asks about (purpose `referral`), beside `unhappy`:
    case_lately: bool = False  # a case that was trouble is open, or closed not long ago


@dataclass(frozen=True, slots=True)
class Send:
    why: Why = "due"
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Postpone:
    until: datetime
    why: Why
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skip:
    why: Why
    detail: Detail = field(default_factory=dict)


Decision = Send | Postpone | Skip
