"""A LINE official account. The environment defines the first one and keeps its secrets; others are added in
the console (models/channel_key.py). One that is served no more stays: its customers are still the shop's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class Channel(Base):
    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    basic_id: Mapped[str] = mapped_column(unique=True)  # «@sonogo»: one row per official account
    bot_user_id: Mapped[str | None] = mapped_column(unique=True)  # a webhook's `destination`
    source: Mapped[str] = mapped_column(default="")  # environment | console | "": served nowhere
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
    """The environment's first: it is the shop's own, whose settings hold for all."""
    is_main = case((Channel.source == "environment", 0), else_=1)
    return list(session.scalars(select(Channel).order_by(is_main, Channel.id)))


def served(session: Session) -> list[Channel]:
    """Those that can send and be written to; all of them where no process said so yet."""
    return list(served_of(all_channels(session)))


def served_of(rows: Sequence[Channel]) -> Sequence[Channel]:
    """The same, of all accounts that were read already."""
    return [row for row in rows if row.source] or rows


def switched_off(session: Session) -> list[int]:
    """Accounts nobody serves, where others are served."""
    return switched_off_of(all_channels(session))


def switched_off_of(rows: Sequence[Channel]) -> list[int]:
    """The same, of all accounts that were read already."""
    return [row.id for row in rows if not row.source] if any(row.source for row in rows) else []


def leave_environment(session: Session, except_id: int) -> None:
    """Another account is the environment's now: who was before is served no more, until keys are typed in."""
    former = update(Channel).where(Channel.source == "environment", Channel.id != except_id)
    session.execute(former.values(source=""))
