"""対応: one customer's case on one page."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import queries, timeline
from console.guards import READERS, Console
from console.routing import ID, Route
from models import channel as channels
from models.case import Case, CaseEntry, entries_of
from models.contact import Contact
from models.inbound import InboundEvent
from services.casework import CLOSE_REASONS, Refusal, promise_state
from services.outbox import fresh_reply
from services.proposals import KINDS

RECENT = 20  # shown at once; earlier ones unfold


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person typed into a form that was refused: shown again, never lost."""

    form: str
    text: str = ""
    kind: str = ""


def show(console: Console, case_id: int) -> ResponseReturnValue:
    return render(console, case_id)


def render(
    console: Console, case_id: int, refusal: Refusal | None = None, kept: Kept | None = None
) -> ResponseReturnValue:
    """The page; with a refusal it says what happened meanwhile and keeps what was typed."""
    with console.database.read() as reading:
        case = reading.get(Case, case_id)
        if case is None:
            abort(404)
        values = _values(console, reading, case)
    page = render_template("console/case.html", **values, refusal=refusal, kept=kept or Kept(""))
    return make_response(page, 409 if refusal else 200)


def pulse(console: Console, case_id: int) -> ResponseReturnValue:
    """Changes when anything new happened, so that an open page can say so without moving."""
    with console.database.read() as reading:
        case = reading.get(Case, case_id)
        if case is None:
            abort(404)
        tag = _pulse(reading, case)
    status = 304 if tag in request.if_none_match else 204
    response = Response(status=status)
    response.set_etag(tag)
    return response


def _values(console: Console, reading: Session, case: Case) -> dict[str, Any]:
    now = console.clock()
    contact = reading.get_one(Contact, case.contact_id)
    shop = console.shop_of(case.channel_id)
    moments = timeline.of_customer(reading, contact, case)
    names = queries.staff_names(reading)
    entries = entries_of(reading, case.id)
    reply = fresh_reply(reading, contact, now)
    return {
        "case": case,
        "contact": contact,
        "zone": shop.tz,
        "name": queries.customer_name(reading, contact, case.purchase_id),
        "words": timeline.marked(case.text, case.matched),
        "question": queries.question_of(reading, case),
        "matched": case.matched,
        "marked": timeline.marked,
        "earlier": moments[:-RECENT],
        "moments": moments[-RECENT:],
        "purchases": queries.journey_of(reading, contact),
        "feelings": queries.feelings_of(reading, contact.id),
        "promise": promise_state(case, now),
        "names": names,
        "assignee": names.get(case.assignee_id or 0, ""),
        "workers": queries.workers(reading),
        "seen": entries[-1].id if entries else 0,
        "free_until": reply.until,
        "channel": channels.get(reading, case.channel_id),
        "kinds": KINDS,
        "close_reasons": CLOSE_REASONS,
        "past_cases": [c for c in queries.cases_of(reading, contact.id) if c.id != case.id],
        "pulse": _pulse(reading, case),
        "is_mine": case.assignee_id == g.staff.id,
    }


def _pulse(reading: Session, case: Case) -> str:
    contact = reading.get_one(Contact, case.contact_id)
    entry = reading.scalar(select(func.max(CaseEntry.id)).where(CaseEntry.case_id == case.id))
    heard = reading.scalar(
        select(func.max(InboundEvent.id)).where(
            InboundEvent.channel_id == contact.channel_id, InboundEvent.line_user_id == contact.line_user_id
        )
    )
    return f"{entry or 0}-{heard or 0}-{case.status}"


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>", "case", "GET", show, READERS),
    Route(f"/cases/<{ID}:case_id>/pulse", "case_pulse", "GET", pulse, READERS, polled=True),
)
