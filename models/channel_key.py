"""公式アカウントの鍵: LINE's secret and token of a channel that was added in the console, sealed.

The row is all there is: whoever holds SECRET_KEY opens it (services/channel_book.py), nobody else.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.channel import Channel


class ChannelKeys(Base):
    __tablename__ = "channel_keys"

    channel_id: Mapped[int] = mapped_column(
        Key, ForeignKey("channels.id"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str]
    old_secret: Mapped[str | None]  # still believed until …
    old_secret_until: Mapped[datetime | None]
    token: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff.id"))


def in_service(session: Session) -> list[tuple[Channel, ChannelKeys]]:
    """The channels whose keys are here and which are switched on."""
    statement = select(Channel, ChannelKeys).join(ChannelKeys, ChannelKeys.channel_id == Channel.id)
    found = session.execute(statement.where(Channel.source == "console").order_by(Channel.id))
    return [(row.Channel, row.ChannelKeys) for row in found]
