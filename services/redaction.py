"""A message the customer took back is forgotten everywhere: raw event, answers, cases.

LINE asks for utmost care: delete it, never use it again
(https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-unsend-message).
The unsend may arrive before its message: a tombstone waits for it.
"""

from datetime import datetime

import orjson
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.case import Case, CaseEntry
from models.contact import Contact
from models.conversation import Answer
from models.database import upsert
from models.inbound import InboundEvent, UnsentMessage
from models.purchase import Purchase

GONE = "（取り消されたメッセージ）"


def redact(session: Session, contact: Contact, message_id: str, now: datetime) -> None:
    """Forget the text of this message; safe to call twice."""
    if not message_id:
        return
    tombstone = upsert(session)(UnsentMessage).values(
        channel_id=contact.channel_id, message_id=message_id, at=now
    )
    session.execute(tombstone.on_conflict_do_nothing(index_elements=["channel_id", "message_id"]))
    of_contact = (
        select(InboundEvent)
        .where(
            InboundEvent.channel_id == contact.channel_id,
            InboundEvent.line_user_id == contact.line_user_id,
            InboundEvent.message_id == message_id,
            InboundEvent.type != "unsend",
        )
        .execution_options(populate_existing=False)
    )
    for event in session.scalars(of_contact):
        event.payload = without_content(event.payload)
        event.redacted_at = now
    mine = (Answer.contact_id == contact.id) & (Answer.message_id == message_id)
    for answer in session.scalars(select(Answer).where(mine)):
        _forget_facts(session, answer)
        answer.value, answer.label, answer.redacted_at = "", GONE, now
    cases = select(Case).where(Case.contact_id == contact.id)
    for case in session.scalars(cases):
        if case.message_id == message_id:
            case.text, case.matched = GONE, []
        entries = (CaseEntry.case_id == case.id) & (CaseEntry.message_id == message_id)
        session.execute(update(CaseEntry).where(entries).values(text=GONE))


def _forget_facts(session: Session, answer: Answer) -> None:
    """What a script remembered in the very words of this answer goes too."""
    purchase = session.get(Purchase, answer.purchase_id) if answer.purchase_id else None
    if purchase is not None:
        words = {answer.value, answer.label}
        purchase.facts = {name: value for name, value in purchase.facts.items() if value not in words}


def is_unsent(session: Session, channel_id: int, message_id: str) -> bool:
    """Was this message taken back before it reached us?"""
    return bool(message_id) and session.get(UnsentMessage, (channel_id, message_id)) is not None


def without_content(payload: str) -> str:
    """The event with nothing in it of what was said; type, ids and times stay."""
    event = orjson.loads(payload)
    if isinstance(event, dict):
        message = event.get("message")
        if isinstance(message, dict):
            event["message"] = {key: message[key] for key in ("type", "id") if key in message}
    return orjson.dumps(event).decode()
