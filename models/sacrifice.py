"""The order of sacrifice (conversations/sacrifice.py) as an owner chose it: one for all LINE accounts."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from conversations.sacrifice import KINDS, Order, read
from models import shop_setting
from models.shop_setting import ShopSetting

NAME: Final = "quota_order"


def order_of(session: Session) -> Order:
    """The most important first."""
    chosen = shop_setting.anywhere(session, NAME)
    return read(str(chosen.get("text", "")).split()) if chosen is not None else KINDS


def choose(session: Session, channel_id: int, order: Order, now: datetime, staff_id: int | None) -> None:
    """One order holds for all LINE accounts; as delivered is as if nobody had chosen."""
    session.execute(delete(ShopSetting).where(ShopSetting.name == NAME))
    if order != KINDS:
        shop_setting.choose(session, channel_id, NAME, {"text": " ".join(order)}, now, staff_id)
