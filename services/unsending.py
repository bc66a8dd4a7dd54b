"""取り消し: the customer took a message back. Rows forget it, and so does what conversations remember."""

from sqlalchemy import select

from conversations.events import Unsent
from models.contact import Contact
from models.conversation import Answer, Conversation
from services.desk import Desk
from services.redaction import redact
from services.turns import facts_for, take_turn


def unsend(desk: Desk, contact: Contact, message_id: str) -> str:
    """Forget it everywhere; with the lane held."""
    desk.session.flush()
    redact(desk.session, contact, message_id, desk.now)
    desk.unsent.add(message_id)
    answered = select(Answer.conversation_id).where(
        Answer.contact_id == contact.id, Answer.message_id == message_id
    )
    touched = {c.id: c for c in [desk.conversations.get(contact.id)] if c is not None}
    for conversation_id in desk.session.scalars(answered.distinct()):
        touched.setdefault(conversation_id, desk.session.get_one(Conversation, conversation_id))
    for conversation in touched.values():
        unsent = Unsent(desk.local_now(contact), message_id, facts_for(desk, contact, conversation))
        take_turn(desk, contact, conversation, unsent)
    return "unsent"
