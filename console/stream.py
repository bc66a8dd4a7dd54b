"""One customer on one line of time: what was said, answered, decided, bought, agreed and done, newest last.

Each source gives its newest moments before the cursor; merged, they are cut to one page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import timeline
from console.customer_list import read_cursor, write_cursor
from console.queries import staff_names
from console.readable import button_words
from console.timeline import Moment
from models.case import Case, CaseEntry
from models.consent import Consent
from models.contact import Contact
from models.conversation import Answer
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.purchase import Milestone, Purchase
from models.touchpoint import Decision

PAGE: Final = 60
SHOWN: Final = ("all", "talk", "answers", "why", "care")
_ORDER: Final = ("system", "customer", "bot", "staff")


@dataclass(frozen=True, slots=True)
class Page:
    moments: list[Moment]
    earlier: str  # the cursor of the page before; "" = there is none


def page_of(
    session: Session, contact: Contact, titles: dict[int, str], *, show: str = "all", before: str = ""
) -> Page:
    """`titles`: touchpoint id → what it is called."""
    place = read_cursor(before)
    until = place[0] if place else None
    names = staff_names(session)
    moments: list[Moment] = []
    if show in ("all", "talk"):
        moments += _talk(session, contact, until, names)
    if show in ("all", "answers"):
        moments += _answers(session, contact, until)
    if show in ("all", "why"):
        moments += _decisions(session, contact, until, titles)
    if show in ("all", "care"):
        moments += _case_entries(session, contact, until, names)
        moments += _consents(session, contact, until, names)
        moments += _purchases(session, contact, until)
    moments.sort(key=lambda moment: (moment.at, _ORDER.index(moment.side)))
    if len(moments) <= PAGE:
        return Page(moments, "")
    edge = moments[-PAGE].at  # an instant is on one page: the next begins before it
    return Page([moment for moment in moments if moment.at >= edge], write_cursor(edge, 0))


def _newest(session: Session, model: Any, at: Any, until: datetime | None, *where: Any) -> list[Any]:
    """By their moments, as the page is cut by them: what was sent late is not where its number says."""
    statement = select(model).where(*where)
    if until is not None:
        statement = statement.where(at < until)
    return list(session.scalars(statement.order_by(at.desc(), model.id.desc()).limit(PAGE + 1)))


def _talk(
    session: Session, contact: Contact, until: datetime | None, names: dict[int, str]
) -> Iterable[Moment]:
    sent_at = func.coalesce(OutboundMessage.sent_at, OutboundMessage.created_at)
    sent = _newest(session, OutboundMessage, sent_at, until, OutboundMessage.contact_id == contact.id)
    lane = (
        InboundEvent.channel_id == contact.channel_id,
        InboundEvent.line_user_id == contact.line_user_id,
        InboundEvent.type.in_(timeline.HEARD),
    )
    heard = _newest(session, InboundEvent, InboundEvent.occurred_at, until, *lane)
    buttons = button_words(row.messages for row in sent)
    yield from timeline.heard_moments(session, contact, heard, buttons)
    yield from timeline.sent_moments(session, sent, names)


def _answers(session: Session, contact: Contact, until: datetime | None) -> Iterable[Moment]:
    mine = (Answer.contact_id == contact.id, Answer.redacted_at.is_(None))
    for row in _newest(session, Answer, Answer.answered_at, until, *mine):
        yield Moment(row.answered_at, "system", "answered", row.label, state=row.axis, source=row.question)


def _decisions(
    session: Session, contact: Contact, until: datetime | None, titles: dict[int, str]
) -> Iterable[Moment]:
    for row in _newest(session, Decision, Decision.at, until, Decision.contact_id == contact.id):
        title = titles.get(row.touchpoint_id or 0, "")
        yield Moment(
            row.at, "system", "decided", row.reason, source=title, state=row.verdict, detail=_until(row.until)
        )


def _case_entries(
    session: Session, contact: Contact, until: datetime | None, names: dict[int, str]
) -> Iterable[Moment]:
    cases = select(Case.id).where(Case.contact_id == contact.id)
    where = (CaseEntry.case_id.in_(cases), CaseEntry.kind.in_(timeline.SHOWN_ENTRIES))
    yield from timeline.entry_moments(_newest(session, CaseEntry, CaseEntry.at, until, *where), names)


def _consents(
    session: Session, contact: Contact, until: datetime | None, names: dict[int, str]
) -> Iterable[Moment]:
    quiet = ("befriended", "returned", "blocked")  # the conversation shows them already
    mine = (Consent.contact_id == contact.id, Consent.kind.not_in(quiet))
    for row in _newest(session, Consent, Consent.at, until, *mine):
        yield Moment(
            row.at, "system", f"consent_{row.kind}", who=_who(row.by, names), detail=_until(row.until)
        )


def _purchases(session: Session, contact: Contact, until: datetime | None) -> Iterable[Moment]:
    purchases = list(session.scalars(select(Purchase).where(Purchase.contact_id == contact.id)))
    numbers = {row.id: row.external_id for row in purchases}
    dated = [
        *((row.purchased_at, "bought", row.external_id) for row in purchases),
        *((row.bound_at, "bound", row.external_id) for row in purchases),
        *((row.status_at, f"ended_{row.status}", row.external_id) for row in purchases),
    ]
    for at, kind, number in dated:
        if at is not None and (until is None or at < until):
            yield Moment(at, "system", kind, number)
    told = select(Milestone).where(Milestone.purchase_id.in_(numbers), Milestone.name != "purchased")
    for row in session.scalars(told):
        if until is None or row.at < until:
            yield Moment(
                row.at, "system", "milestone", numbers[row.purchase_id], state=row.name, source=row.note
            )


def _until(at: datetime | None) -> dict[str, str]:
    return {"until": at.isoformat()} if at is not None else {}


def _who(by: str, names: dict[int, str]) -> str:
    kind, _, number = by.partition(":")
    return names.get(int(number), "") if kind == "staff" and number.isdigit() else ""


def titles_of(visits: Iterable[Any]) -> dict[int, str]:
    return {visit.touchpoint.id: visit.title for visit in visits}
