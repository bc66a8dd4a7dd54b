"""What somebody asks or wants outside every question of ours: answered with what is known, else passed on.

A case's promise is told once. What is asked after it joins the case with a short line, free as an answer; the
same words again are only kept. Whoever waits beyond the promised time is told so, and given no new excuse.
"""

from collections.abc import Mapping
from typing import Final

from conversations.urgent import order_change
from conversations.wanted import Wanted, wanted
from line.events import RawEvent
from models.case import Case
from models.contact import Contact
from services import befriending, greetings, quoting
from services.cases import open_case
from services.desk import Desk
from services.outbox import Reply

_KNOWN: Final[Mapping[str, str]] = {
    "delivery_known": greetings.DELIVERY_KNOWN,
    "opening_hours": greetings.OPENING_HOURS,
}  # fact → what is said where it is known
_PROMISED: Final[Mapping[str, str]] = {
    "question": greetings.QUESTION,
    "order_change": greetings.ORDER_CHANGE,
    "request": greetings.REQUEST,
    "passed_on": greetings.PASSED_ON,
}  # what they want → what is said where nothing was promised yet


def asked(desk: Desk, contact: Contact, event: RawEvent, text: str, reply: Reply) -> str | None:
    """None: they ask nothing."""
    asks = wanted(text, has_case=contact.id in desk.cases)
    if asks is None:
        return None
    known = desk.facts(contact, desk.purchase_of(contact, None)).get(asks.fact) if asks.fact else None
    if not known:
        return _pass_on(desk, contact, event, text, asks, reply)
    contact.unread = contact.unread or asks.topic != "hours"  # nobody needs to look at the latter
    befriending.say(desk, contact, _KNOWN[asks.fact], reply, **{asks.fact: str(known)})
    return f"answered:{asks.topic}"


def note_order_change(desk: Desk, contact: Contact, event: RawEvent, text: str) -> str | None:
    """A human is talking: nothing is said, but a wish about the order stands at the case's head."""
    if not order_change(text) or _was_said(desk, desk.cases.get(contact.id), text):
        return None
    open_case(desk, contact, "order_change", text=text, message_id=event.message_id)
    return "case:order_change"


def _pass_on(desk: Desk, contact: Contact, event: RawEvent, text: str, asks: Wanted, reply: Reply) -> str:
    known = desk.cases.get(contact.id)
    contact.unread = True
    if known is not None and known.promise_at > desk.now and _was_said(desk, known, text):
        return "for_case"
    words = _words(known, asks, desk)
    open_case(desk, contact, asks.reason, text=text, message_id=event.message_id)
    facts = desk.facts(contact, desk.purchase_of(contact, None))
    befriending.say(desk, contact, words, reply, staff=facts["staff"], promise=facts["promise"])
    return f"case:{asks.reason}"


def _words(known: Case | None, asks: Wanted, desk: Desk) -> str:
    """The promise where it is new to them: a case begins, its time is over, or the wish is a graver one."""
    full = _PROMISED[asks.words]
    if known is None:
        return full
    if known.promise_at <= desk.now:
        return full if known.first_response_at is not None else greetings.HUMAN_LATE
    return full if asks.reason == "order_change" != known.reason else greetings.PASSED_ON


def _was_said(desk: Desk, case: Case | None, text: str) -> bool:
    """Whether the case has these very words already."""
    if case is None:
        return False
    desk.session.flush()
    heard = quoting.heard_of(desk.session, [case.id])[case.id]
    return any(quoting.words_of(entry).strip() == text.strip() for entry in heard)
