"""A message the customer took back is forgotten everywhere: raw event, answers, cases, what quoted it.

LINE asks for utmost care: delete it, never use it again
(https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-unsend-message).
The unsend may arrive before its message: a tombstone waits for it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from line.events import read
from models import partner
from models.case import Case, CaseEntry
from models.contact import Contact
from models.conversation import Answer
from models.database import upsert
from models.inbound import InboundEvent, UnsentMessage, unsent_among
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.reading_check import ReadingCheck
from models.result import AnswerTag
from services import searching
from services.counting import mark_person

GONE = "（取り消されたメッセージ）"
SHORTEST, LONG, CUT_FROM = 2, 4, 20  # letters: «5» is in every second sentence and says nothing by itself


def redact(session: Session, contact: Contact, message_id: str, now: datetime) -> None:
    """Forget the text of this message; safe to call twice."""
    if not message_id:
        return
    searching.forget(session, contact)
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
    said: set[str] = set()
    for event in session.scalars(of_contact):
        said.add(read(event.payload).text or "")
        event.payload = without_content(event.payload)
        event.redacted_at = now
    mine = (Answer.contact_id == contact.id) & (Answer.message_id == message_id)
    answers = list(session.scalars(select(Answer).where(mine)))
    for answer in answers:
        said |= {answer.label, answer.value}
        _forget_facts(session, answer)
        answer.value, answer.label, answer.redacted_at = "", GONE, now
        answer.score = None  # taken back: it counts in no number either
    if answers:
        taken_back = [answer.id for answer in answers]
        session.execute(delete(AnswerTag).where(AnswerTag.answer_id.in_(taken_back)))
        partner.forget_words(session, taken_back, "unsent", GONE, now)
        session.execute(delete(ReadingCheck).where(ReadingCheck.answer_id.in_(taken_back)))
        mark_person(session, contact, now)
    cases = select(Case).where(Case.contact_id == contact.id)
    for case in session.scalars(cases):
        if case.message_id == message_id:
            case.text, case.matched = GONE, []
        entries = (CaseEntry.case_id == case.id) & (CaseEntry.message_id == message_id)
        session.execute(update(CaseEntry).where(entries).values(text=GONE))
    _forget_quotes(session, contact, {words for words in said if len(words) >= SHORTEST and words != GONE})


def _forget_quotes(session: Session, contact: Contact, said: set[str]) -> None:
    """Messages that repeat these words: to the customer (「…ですね」), and alerts to staff."""
    if not said:
        return
    session.flush()
    about = select(Case.id).where(Case.contact_id == contact.id)
    to_staff = OutboundMessage.contact_id.is_(None) & OutboundMessage.case_id.in_(about)
    statement = select(OutboundMessage).where(
        (OutboundMessage.contact_id == contact.id) | to_staff, OutboundMessage.status != "sending"
    )
    for row in session.scalars(statement):
        messages = orjson.loads(row.messages)
        if (kept := _without(messages, said)) != messages:
            row.messages = orjson.dumps(kept).decode()


def _without(part: Any, said: set[str]) -> Any:
    """The same LINE messages with these words gone from what they say (buttons keep their labels)."""
    if isinstance(part, list):
        return [_without(one, said) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _without(value, said) for key, value in part.items()}
    for key in ("text", "altText"):
        if isinstance(text := kept.get(key), str):
            kept[key] = _silenced(text, said)
    return kept


def _silenced(text: str, said: set[str]) -> str:
    for words in sorted(said, key=len, reverse=True):
        cut = text.removeprefix("「").removesuffix("」").removesuffix("…")
        if len(cut) > CUT_FROM and words.startswith(cut):
            return GONE  # an alert shows the beginning of a long message
        text = text.replace(words, GONE)
    return text


def _forget_facts(session: Session, answer: Answer) -> None:
    """What a script remembered in the very words of this answer goes too."""
    purchase = session.get(Purchase, answer.purchase_id) if answer.purchase_id else None
    if purchase is not None:
        words = {answer.value, answer.label} - {""}
        purchase.facts = {
            name: value
            for name, value in purchase.facts.items()
            if value not in words and not any(len(w) >= LONG and w in str(value) for w in words)
        }


def unsent_of(session: Session, channel_id: int, message_ids: Iterable[str]) -> set[str]:
    """Those of these messages that were taken back before they reached us."""
    ids = list(message_ids)
    if not ids:
        return set()
    return unsent_among(session, channel_id, ids)


def without_content(payload: str) -> str:
    """The event with nothing in it of what was said; type, ids and times stay."""
    event = orjson.loads(payload)
    if isinstance(event, dict):
        message = event.get("message")
        if isinstance(message, dict):
            event["message"] = {key: message[key] for key in ("type", "id") if key in message}
    return orjson.dumps(event).decode()
