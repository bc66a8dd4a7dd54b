"""「紹介リンクをください」: whoever asks for the link for a friend by themselves gets it at once, free.

Nobody is asked for anything here, so one need not be a partner, nor be due for it. But somebody in trouble
(a case open or lately, a low answer) is never handed a favour: a person reads what they wrote.
"""

from conversations.alarms import is_unhappy
from conversations.effects import LinkBubble
from conversations.words import STANDARD_FACTS
from line.messages import render
from models.appending import change
from models.contact import Contact
from models.conversation import rated_by
from services import greetings, offering
from services.befriending import send
from services.desk import Desk
from services.favours import draw_code
from services.greetings_abroad import words_for
from services.languages import language_of
from services.outbox import Reply


def give(desk: Desk, contact: Contact, reply: Reply) -> bool:
    """Send them their link; False where a person has to see their words instead."""
    if not _may_have(desk, contact):
        return False
    if contact.referral_code is None:
        change(desk.session, contact, referral_code=draw_code())
    spoken = language_of(contact)
    facts = {**STANDARD_FACTS[spoken], **desk.facts(contact, desk.purchase_of(contact, None), spoken)}
    text = words_for(contact, greetings.SHARE, share_disclosure=facts["share_disclosure"])
    bubble = LinkBubble(text, words_for(contact, greetings.SHARE_BUTTON), str(facts["share_link"]))
    for messages in render([bubble]):
        send(desk, contact, messages, reply)
    return True


def _may_have(desk: Desk, contact: Contact) -> bool:
    """A customer of ours who is well, and with whom nobody is talking."""
    if contact.talk == "human" or contact.id in desk.cases:
        return False
    if not any(purchase.status == "active" for purchase in desk.purchases[contact.id]):
        return False
    scores = desk.together.ask(contact.id, "rated", rated_by) or {}
    return not is_unhappy(scores) and not offering.is_trouble_near(desk, contact)
