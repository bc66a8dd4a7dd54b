"""Whether what a customer wrote is a wish about when we write (`conversations.wishes`), for us to do at once.

While a person talks with them, their 「9時に変更して」 may answer what that person asked. So it is ours only
where the newest words of ours that a person wrote ask nothing; staff see it as unread all the same.
"""

import json

from sqlalchemy import select

from conversations.wishes import Wish, asks, wish
from models.contact import Contact
from models.outbound import OutboundMessage
from services.desk import Desk


def wished(desk: Desk, contact: Contact, text: str) -> Wish | None:
    """The wish in it; None: none, or not for us."""
    talking = contact.talk == "human"
    answering = talking or contact.id in desk.conversations
    found = wish(text, desk.local_now(contact).date(), answering=answering)
    if found is None or not talking:
        return found
    if _was_asked(desk, contact):
        return None
    contact.unread = True
    return found


def _was_asked(desk: Desk, contact: Contact) -> bool:
    newest = (
        select(OutboundMessage.messages)
        .where(OutboundMessage.contact_id == contact.id, OutboundMessage.author.startswith("staff:"))
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    )
    written = desk.session.scalar(newest)
    messages = json.loads(written) if written is not None else []
    return any(message["type"] != "text" or asks(message["text"]) for message in messages)
