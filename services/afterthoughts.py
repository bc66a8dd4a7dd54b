"""What is said while no question is open and still means something to one: a late answer, and what is left.

A typed label of the newest question counts after its time, as a tap on its button does: the engine knows
expired questions (`conversations.afterwards`), once it is asked. What is left of a purchase moves the
forecast of the refill whenever it is said.
"""

from conversations.effects import RecordAnswer
from conversations.events import Replied
from conversations.following import ANSWERED_LATE
from conversations.left import read_left
from conversations.state import Status
from models import refill
from models.contact import Contact
from models.conversation import newest_of
from models.purchase import Purchase
from services import greetings
from services.befriending import say
from services.desk import Desk
from services.effects import TurnRows, record
from services.outbox import Reply
from services.turns import facts_for, is_choice, take_turn


def answered_late(desk: Desk, contact: Contact, text: str, message_id: str, reply: Reply) -> str | None:
    """The answer to the newest question, in its own words, after it expired. None: it is none."""
    newest = newest_of(desk.session, contact.id)
    if newest is None or newest.finished_at is None or newest.finished_at < desk.now - ANSWERED_LATE:
        return None
    if not is_choice(desk.script_of(newest), newest, text, Status.EXPIRED):
        return None
    said = Replied(desk.local_now(contact), text, message_id, facts_for(desk, contact, newest))
    return take_turn(desk, contact, newest, said, reply)


def told_of_rest(desk: Desk, contact: Contact, text: str, message_id: str, reply: Reply) -> str | None:
    """「あと2週間くらいでなくなります」 where a refill is foreseen: kept, and the plan follows."""
    left = read_left(text)
    if left is None or not left.plain:
        return None
    purchase = next((one for one in desk.purchases[contact.id] if _is_foreseen(desk, one)), None)
    talk = newest_of(desk.session, contact.id, purchase.id) if purchase is not None else None
    if talk is None:
        return None
    said = text.strip()[:200]
    record(
        RecordAnswer(
            step=f"told-{message_id}", axis="remaining", kind="choice", value=left.level, label=said,
            score=None, message_id=message_id, question="", asked="",
        ),
        TurnRows(desk, contact, talk, reply),
    )  # fmt: skip
    say(desk, contact, greetings.LEFT_NOTED, reply)
    return "told_of_rest"


def _is_foreseen(desk: Desk, purchase: Purchase) -> bool:
    """It is in use, and nothing of it was bought since."""
    known = refill.forecast_of(desk.session, purchase.id) if purchase.status == "active" else None
    return known is not None and known.bought_again_at is None and known.starts_at < desk.now
