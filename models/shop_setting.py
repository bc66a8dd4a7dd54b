"""お店の設定: what an owner decided in the console. A name without a row has the value of the environment."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.database import upsert


class ShopSetting(Base):
    __tablename__ = "shop_settings"

    channel_id: Mapped[int] = mapped_column(
        Key, ForeignKey("channels.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff.id"))


def chosen(session: Session, channel_id: int) -> dict[str, dict[str, Any]]:
    """Everything decided for this shop, by name."""
    statement = select(ShopSetting.name, ShopSetting.value).where(ShopSetting.channel_id == channel_id)
    return dict(session.execute(statement).all())


def anywhere(session: Session, name: str) -> dict[str, Any] | None:
    """One decision that holds for the whole console, whichever shop it was made in."""
    statement = select(ShopSetting.value).where(ShopSetting.name == name).order_by(ShopSetting.channel_id)
    return session.scalar(statement.limit(1))


def choose(
    session: Session, channel_id: int, name: str, value: dict[str, Any], now: datetime, staff_id: int | None
) -> None:
    changed = {"value": value, "changed_at": now, "changed_by": staff_id}
    statement = upsert(session)(ShopSetting).values(channel_id=channel_id, name=name, **changed)
    session.execute(statement.on_conflict_do_update(index_elements=["channel_id", "name"], set_=changed))


def give_back(session: Session, channel_id: int, name: str) -> None:
    """From now on as the environment says."""
    session.execute(delete(ShopSetting).where(ShopSetting.channel_id == channel_id, ShopSetting.name == name))
