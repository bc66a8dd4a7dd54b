"""A LINE official account. The environment defines the first one; its secrets stay in the environment."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class Channel(Base):
    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    basic_id: Mapped[str] = mapped_column(unique=True)  # «@sonogo»: one row per official account
    bot_user_id: Mapped[str | None] = mapped_column(unique=True)  # a webhook's `destination`
    name: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="Asia/Tokyo")
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict)  # business hours, quiet hours, caps …
    quota_state: Mapped[str] = mapped_column(default="ok")  # ok | low | out
    quota_limit: Mapped[int | None]  # None: unlimited or not yet known
    quota_used: Mapped[int] = mapped_column(default=0)  # as LINE last said
    quota_checked_at: Mapped[datetime | None]
    sending_paused_until: Mapped[datetime | None]  # after a burst of 429 or a refused token
    pause_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


def get(session: Session, channel_id: int) -> Channel:
    return session.get_one(Channel, channel_id)


def by_basic_id(session: Session, basic_id: str) -> Channel | None:
    return session.scalar(select(Channel).where(Channel.basic_id == basic_id))


def all_channels(session: Session) -> list[Channel]:
    return list(session.scalars(select(Channel).order_by(Channel.id)))
