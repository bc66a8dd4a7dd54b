"""One thing that happens on one day: to the parcel, in the shop, or by the customer's own hand.

`{ day: 12, at: "10:00", what: block }`. Days are counted from the purchase; hours are the customer's clock.
"""

from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from conversations.authored import Name, Part
from conversations.durations import Wait
from conversations.events import MediaKind
from conversations.script import Script

ByShop = Literal[
    "milestone", "cancelled", "refunded", "returned", "quota_low", "quota_out", "quota_ok", "publish",
    "delivery_date",
    "bought_again", "out_of_stock", "in_stock", "friend_bought",
]  # fmt: skip
ByStaff = Literal["staff_answers", "staff_closes"]
ByCustomer = Literal["block", "unblock", "stop", "resume", "says", "sends", "unsends"]
BY_CUSTOMER: frozenset[str] = frozenset(ByCustomer.__args__)  # type: ignore[attr-defined]


def read_clock(value: Any) -> time:
    """«19:30»."""
    if isinstance(value, time):
        return value
    hour, _, minute = str(value).strip().partition(":")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"time: {value!r} is not a time such as 10:00") from None


ClockText = Annotated[
    time,
    BeforeValidator(read_clock),
    PlainSerializer(lambda clock: f"{clock:%H:%M}"),
    WithJsonSchema({"type": "string", "examples": ["10:00"]}),
]


class Happening(Part):
    """What happens on `day`. Which other words it takes depends on `what`."""

    day: Annotated[int, Field(ge=0, le=730)]
    at: ClockText = time(12)
    what: ByShop | ByStaff | ByCustomer
    name: Name = ""  # milestone: which one
    ago: Wait | None = None  # milestone: told only now, but it happened so long ago
    repeated: bool = False  # milestone: told once more without a time of its own, which moves nothing
    text: Annotated[str, Field(max_length=5000)] = ""  # says
    kind: MediaKind = "sticker"  # sends: sticker, image, video …
    to: Wait | None = None  # delivery_date: so long after the purchase it is expected now
    file: str = ""  # publish: a script's file; whoever reads the events puts the script in
    script: Script | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> "Happening":
        needed = {"milestone": ("name", self.name), "says": ("text", self.text)}
        needed["delivery_date"] = ("to", (self.to and "given") or "")
        needed["publish"] = ("file", self.file or (self.script and self.script.id) or "")
        word, given = needed.get(self.what, ("", "given"))
        if not given:
            raise ValueError(f"bad_value: '{self.what} without {word}'")
        return self

    @property
    def after(self) -> timedelta:
        return timedelta(days=self.day)
