"""まだお返事していません: what a customer waits for an answer to when somebody wants to close their case.

Whoever closes says how it was answered (by telephone, mail …: logged as a talk, which keeps a promise that is
not over) or that it stays without an answer, which the history says. Thanks, greetings, 「届きました」, a
plain yes, taps, stickers and what was done at once need none. What comes while the page is open is not
covered by what was said before.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.arrived import says_arrived
from conversations.commands import is_closing
from conversations.requests import greets
from conversations.verdicts import verdict
from line.events import read
from models.case import Case, CaseEntry
from models.contact import Contact
from models.inbound import InboundEvent
from services.casework import ANSWERS
from services.contacting import WAYS

NOT_AT_ALL: Final = "none"
HOW: Final = (*WAYS, NOT_AT_ALL)  # what may be said of it
OURS: Final = ("undelivered", "failed")  # reasons that are trouble of ours: nobody wrote, nobody waits
DONE: Final = (  # outcomes of messages that got what they asked for
    "taken", "closing", "stopped", "resumed", "withdrawn", "nothing_to_withdraw", "share_link",
    "language_chosen", "told_of_rest", "proposal:accept", "proposal:decline", "nobody",
)  # fmt: skip
DONE_LIKE: Final = ("wish:", "answered:", "ignored:")
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Unanswered:
    """`never`: no human answered since the time was told. `said`: words since a human last did, "" for a
    photo or another file. `heard`: the newest event among them, 0 without any.
    """

    never: bool
    said: tuple[str, ...]
    heard: int


def unanswered(session: Session, case: Case, contact: Contact) -> Unanswered | None:
    """What waits for an answer in this case; None: nothing does."""
    never = case.first_response_at is None and case.reason not in OURS
    rows = [row for row in _heard_since(session, contact, _last_word(session, case)) if _waits(row)]
    if not never and not rows:
        return None
    return Unanswered(never, tuple(read(row.payload).text or "" for row in rows), rows[-1].id if rows else 0)


def is_said(found: Unanswered | None, how: str, heard: int | None) -> bool:
    """Whether `how` (one of `HOW`) settles it. `heard`: the newest event that was seen; None: all of them."""
    if found is None:
        return True
    return how in HOW and (heard is None or found.heard <= heard)


def _last_word(session: Session, case: Case) -> datetime:
    """When a human last said something to the customer, else when the case was opened."""
    mine = (CaseEntry.case_id == case.id, CaseEntry.kind.in_(ANSWERS))
    return session.scalar(select(func.max(CaseEntry.at)).where(*mine)) or case.opened_at


def _heard_since(session: Session, contact: Contact, since: datetime) -> list[InboundEvent]:
    """The newest messages of this person since then, oldest first."""
    statement = select(InboundEvent).where(
        InboundEvent.channel_id == contact.channel_id,
        InboundEvent.line_user_id == contact.line_user_id,
        InboundEvent.type == "message",
        InboundEvent.occurred_at > since,
        InboundEvent.redacted_at.is_(None),
    )
    return list(session.scalars(statement.order_by(InboundEvent.id.desc()).limit(MOST)))[::-1]


def _waits(row: InboundEvent) -> bool:
    if row.outcome in DONE or row.outcome.startswith(DONE_LIKE):
        return False
    event = read(row.payload)
    if event.text is None:
        return event.media != "sticker"
    polite = is_closing(event.text) or greets(event.text) or says_arrived(event.text)
    return not polite and verdict(event.text) != "accept"
