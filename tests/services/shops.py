"""A channel and the shop behind it, for tests of use cases and of the API."""

from datetime import datetime

from conversations.library import Library
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from services.shop import Shop


def open_shop(database: Database, now: datetime, basic_id: str = "@shop") -> Shop:
    """A channel without any scripts, and its shop."""
    with database.begin() as uow:
        channel = Channel(basic_id=basic_id, created_at=now)
        uow.session.add(channel)
        uow.commit()
    return Shop(channel.id, basic_id, "花しずく", "https://shop.example.jp", "Asia/Tokyo", Library())


def befriend(database: Database, shop: Shop, now: datetime, line_user_id: str = "U" + "0" * 32) -> int:
    """A contact's id."""
    with database.begin() as uow:
        contact = Contact(channel_id=shop.channel_id, line_user_id=line_user_id, created_at=now)
        uow.session.add(contact)
        uow.commit()
        return contact.id
