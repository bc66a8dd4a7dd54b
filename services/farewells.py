"""Who has enough of our messages, or asks how to end them: the ways are buttons at once.

Nobody has to wait for a person to be rid of us.
"""

from datetime import timedelta
from typing import Final

from conversations.leaving import Leaving
from conversations.wishes import Wish
from line.cards import ways
from models.contact import Contact
from services import befriending, greetings
from services.cases import open_case
from services.desk import Desk
from services.greetings_abroad import words_for
from services.outbox import Reply
from services.turns import stop as stop_conversation

WAYS: Final = ("rest", "go_on")  # what our buttons ask for beside stop and human
REST: Final = timedelta(days=30)
_BUTTONS: Final = (
    (greetings.WAY_STOP, "stop"),
    (greetings.WAY_REST, "rest"),
    (greetings.WAY_GO_ON, "go_on"),
    (greetings.WAY_HUMAN, "human"),
)


def offered(desk: Desk, contact: Contact, leaves: Leaving, text: str, message_id: str, reply: Reply) -> str:
    """The buttons; whoever is tired is asked nothing more meanwhile, and who cancels has a promise, too."""
    said = {"how": greetings.HOW_TO_LEAVE, "tired": greetings.TIRED, "cancel": greetings.ONLY_MESSAGES}
    if leaves.kind != "how":
        contact.unread = True
        stop_conversation(desk, contact, "tired")
    if leaves.kind == "cancel":
        open_case(desk, contact, "order_change", text=text, message_id=message_id)
        facts = desk.facts(contact, desk.purchase_of(contact, None))
        befriending.say(
            desk, contact, greetings.ORDER_CHANGE, reply, staff=facts["staff"], promise=facts["promise"]
        )
    shown = _BUTTONS[:-1] if leaves.kind == "cancel" else _BUTTONS
    buttons = [(words_for(contact, label), name) for label, name in shown]
    card = ways(words_for(contact, said[leaves.kind]), buttons)
    befriending.send(desk, contact, [card], reply.onward())
    return f"leaving:{leaves.kind}"


def chosen(desk: Desk, contact: Contact, way: str, reply: Reply) -> str:
    """A month of peace, or as before."""
    if way == "rest":
        until = desk.local_now(contact).date() + REST
        return befriending.wishes(desk, contact, Wish("away", until=until), reply)
    befriending.say(desk, contact, greetings.GOES_ON, reply)
    return "leaving:go_on"
