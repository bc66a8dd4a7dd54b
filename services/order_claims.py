"""ご注文番号とお電話番号の下4けた: another way to one's purchase, for whoever has no code at hand.

Both in one message, anywhere in it. Whether there is an order of that number shows in nothing: a wrong pair
and a number there is not are answered alike and count alike, with wrong codes; a number without digits is not
even looked for. An order number among other words stays just words: people write of their orders.
"""

from conversations import order_numbers
from conversations.claim_words import is_without_code
from conversations.codes import count_letters
from conversations.order_numbers import LONG, SHORT, Numbers
from models.contact import Contact
from models.inbound import WITHOUT_CODE
from models.purchase import by_external_ids
from services import greetings
from services.befriending import bind, say, say_throttled, wants_human
from services.desk import Desk
from services.guesses import has_guessed, missed
from services.outbox import Reply


def claim(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """Bind the purchase an order number and four digits name, or say what is missing. None: just words."""
    count = count_letters(text)
    if count is None and not any(char.isdigit() for char in text):
        return None
    numbers = order_numbers.read(text, [bought.external_id for bought in desk.purchases[contact.id]])
    if count is not None and not numbers.is_pair:
        say(desk, contact, greetings.MISCOUNTED, reply, count=count)
        return "claim_miscounted"
    if not numbers.is_pair:
        if not _is_half(desk, contact, numbers):
            return None
        return _say(desk, contact, numbers, greetings.ORDER_NEEDS_PHONE, reply, "claim_needs_phone")
    meant = _is_whole(desk, contact, numbers)
    if has_guessed(desk, contact):
        if not meant:
            return None
        contact.unread = contact.unread or numbers.beside > 0
        return say_throttled(desk, contact, reply)
    for purchase in by_external_ids(desk.session, contact.channel_id, numbers.spellings()):
        if purchase.phone and purchase.phone[-4:] in numbers.digits_beside(purchase.external_id):
            return bind(desk, contact, purchase, text, reply)
    missed(desk, contact)  # also where it was a year and a price: a guess may look like that
    if not meant:
        return None
    return _say(desk, contact, numbers, greetings.ORDER_UNKNOWN, reply, "claim_unknown")


def help_in(desk: Desk, contact: Contact, text: str, message_id: str, reply: Reply) -> str | None:
    """A stranger who bought and has no code: another way to their order, then a person."""
    if desk.purchases[contact.id] or not is_without_code(text):
        return None
    if contact.id in desk.told_without_code or contact.id in desk.cases:
        return wants_human(desk, contact, text, message_id, reply)
    desk.told_without_code.add(contact.id)
    contact.unread = True
    say(desk, contact, greetings.WITHOUT_CODE, reply)
    return WITHOUT_CODE


def _is_half(desk: Desk, contact: Contact, numbers: Numbers) -> bool:
    """An order number, meant as one, without the digits."""
    if numbers.longest < SHORT:
        return False
    if numbers.names_order:
        return numbers.is_bare
    return _is_new_here(desk, contact) and numbers.beside == 0


def _is_whole(desk: Desk, contact: Contact, numbers: Numbers) -> bool:
    """Meant as a pair: it is answered as one. Else it may be an answer or a chat, and goes on as that."""
    named = numbers.names_order and numbers.longest >= SHORT
    if contact.id in desk.conversations:
        return named and numbers.is_bare
    likely = _is_new_here(desk, contact) or numbers.longest >= LONG
    return named or (numbers.is_bare and likely)


def _is_new_here(desk: Desk, contact: Contact) -> bool:
    """Nobody asks them anything, and they have not told yet what they bought."""
    return contact.id not in desk.conversations and not desk.purchases[contact.id]


def _say(desk: Desk, contact: Contact, numbers: Numbers, sentence: str, reply: Reply, outcome: str) -> str:
    """The answer; what was said besides the numbers, a human reads, too."""
    say(desk, contact, sentence, reply)
    if numbers.beside:
        contact.unread = True
    return outcome
