"""Order of sacrifice: which kinds of message go without first when the month's quota runs low.

As delivered: case replies > promises > milestones > check-ins > replenishment > referral. What answers a
person (a reply, a proposal, word of a health report) and what was promised stand first for good; the order of
the others is the owner's to choose. It is asked for only while the quota is low.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import shop_setting
from models.outbound import KINDS
from models.shop_setting import ShopSetting

NAME: Final = "quota_order"
FIXED: Final = KINDS[:2]
CHOOSABLE: Final = KINDS[2:]
Order = tuple[str, ...]


def order_of(session: Session) -> Order:
    """The most important first."""
    chosen = shop_setting.anywhere(session, NAME)
    return read(str(chosen.get("text", "")).split()) if chosen is not None else KINDS


def read(kinds: Iterable[str]) -> Order:
    """What was chosen, as far as it means anything; kinds it does not name keep their place behind it."""
    known = [kind for kind in dict.fromkeys(kinds) if kind in CHOOSABLE]
    return (*FIXED, *known, *(kind for kind in CHOOSABLE if kind not in known))


def moved(order: Order, kind: str, *, up: bool) -> Order:
    """One place more (`up`) or less important; unchanged at either end, and for what cannot be moved."""
    rest = [one for one in order if one in CHOOSABLE]
    if kind not in rest:
        return order
    place = rest.index(kind)
    other = min(max(place + (-1 if up else 1), 0), len(rest) - 1)
    rest[place], rest[other] = rest[other], rest[place]
    return read(rest)


def choose(session: Session, channel_id: int, order: Order, now: datetime, staff_id: int | None) -> None:
    """One order holds for all LINE accounts; as delivered is as if nobody had chosen."""
    session.execute(delete(ShopSetting).where(ShopSetting.name == NAME))
    if order != KINDS:
        shop_setting.choose(session, channel_id, NAME, {"text": " ".join(order)}, now, staff_id)
