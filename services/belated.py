"""遅れのお詫び: a promise is over, lead and owner were told, and still nobody wrote. The customer is told so.

Once per case, two hours of business time after the promised time, with a new time a human can well keep: one
billed push (of a kind that hardly ever waits when messages run low), never in the customer's quiet hours, to
those who asked for silence, or where nobody was told a time. The broken promise stays broken in the numbers;
the new one is watched from the first rung on (ADR 0035).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from conversations.following import UNTOLD, late_word_at, promised_anew
from conversations.windows import Hours
from line.messages import text_messages
from models.case import NOT_CLOSED, Case, CaseEntry
from models.contact import Contact
from services import greetings, ladder
from services.consenting import is_paused
from services.desk import Desk
from services.greetings_abroad import words_for
from services.outbox import queue

KIND = "belated"  # of the line in the case's history


def due(desk: Desk) -> list[Case]:
    """The cases of these contacts that are looked at now and are that late."""
    statement = select(Case).where(
        NOT_CLOSED,
        Case.contact_id.in_(desk.contacts),
        Case.next_step_at <= desk.now,
        Case.first_response_at.is_(None),
        Case.reason.not_in(UNTOLD),
    )
    cases = desk.session.scalars(statement.order_by(Case.id))
    return [case for case in cases if late_word_at(case.promise_at, desk.shop.rules.hours) <= desk.now]


def tell(desk: Desk, cases: Iterable[Case]) -> int:
    """Say it where it may be said now; in quiet hours it is looked at again in the morning. How many."""
    told = 0
    for case in cases:
        contact = desk.contacts[case.contact_id]
        if not _may_hear(desk, contact) or _was_told(desk, case):
            continue
        opening = _opening(desk, contact)
        if opening is None or opening > desk.now:
            case.next_step_at = min(filter(None, (case.next_step_at, opening)), default=None)
            continue
        _say(desk, contact, case)
        told += 1
    return told


def _say(desk: Desk, contact: Contact, case: Case) -> None:
    hours, before = desk.shop.rules.hours, case.promise_at
    case.promise_at = promised_anew(case.reason, desk.now, desk.shop.rules.promise_within, hours)
    ladder.begin(desk, case)
    facts = desk.facts(contact, desk.purchase_of(contact, case.purchase_id))
    words = words_for(
        contact, greetings.BELATED, name=facts["name"], staff=facts["staff"], promise=facts["promise"]
    )
    queue(desk.session, contact, text_messages(words), kind="promise", now=desk.now, case_id=case.id)
    detail = {"from": before.isoformat(), "until": case.promise_at.isoformat()}
    desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind=KIND, detail=detail))


def _may_hear(desk: Desk, contact: Contact) -> bool:
    reachable = contact.friend_state != "blocked" and contact.erased_at is None
    return reachable and contact.stopped_at is None and not is_paused(contact, desk.now)


def _was_told(desk: Desk, case: Case) -> bool:
    told = select(CaseEntry.id).where(CaseEntry.case_id == case.id, CaseEntry.kind == KIND)
    return desk.session.scalar(told.limit(1)) is not None


def _opening(desk: Desk, contact: Contact) -> datetime | None:
    """When this person may hear from us by itself, on their own clock."""
    zone = str(desk.local_now(contact).tzinfo)
    return Hours(zone, desk.shop.rules.quiet).next_opening(desk.now)
