"""対応: one customer's case on one page."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import earlier, health_view, queries, timeline
from console.case_forms import LOCAL, Kept
from console.customer_pages import seen
from console.feeling_line import feeling_line
from console.guards import READERS, Console
from console.routing import ID, Route
from console.their_time import their_time
from conversations.locales import NAMES
from models import case_reader, case_template, due_item
from models import channel as channels
from models import contact as contacts
from models.case import Case, Proposal, newest_entry, proposals_of
from models.contact import Contact
from models.inbound import InboundEvent
from models.staff import Staff
from services import duties, estimates, merging, promising, quoting, reopening, snoozing, written
from services.casework import Refusal, promise_state
from services.closing import CLOSE_REASONS, ENDINGS, FATES, SETTLES, under_way
from services.contacting import DIRECTIONS, WAYS
from services.languages import language_of
from services.naming import name_for_staff, staff_name
from services.outbox import fresh_reply
from services.proposals import DATES, KINDS
from services.shop import Shop
from services.unanswered import HOW, unanswered

RECENT: Final = 20  # shown at once; earlier ones unfold
ROWS: Final = 4  # empty lines of an estimate


def show(console: Console, case_id: int) -> ResponseReturnValue:
    page = render(console, case_id)
    seen(console, "case.viewed", f"case:{case_id}")
    return page


def render(
    console: Console, case_id: int, refusal: Refusal | None = None, kept: Kept | None = None
) -> ResponseReturnValue:
    """The page; with a refusal it says what happened meanwhile and keeps what was typed."""
    with console.database.read() as reading:
        case = reading.get(Case, case_id)
        if case is None:
            abort(404)
        values = _values(console, reading, case)
        again = _again(values["proposals"], values["zone"]) if kept is None else None
        if refusal is not None and refusal.why == "unsure" and kept is not None:
            values["merge_into"] = _whose(reading, [reading.get_one(Case, int(kept.at))])[0]
    page = render_template("console/case.html", **values, refusal=refusal, kept=kept or again or Kept(""))
    return make_response(page, 409 if refusal else 200)


def pulse(console: Console, case_id: int) -> ResponseReturnValue:
    """Who else is here; changes when anything new happened, so that an open page can say so without moving.

    Asking tells colleagues that this person is here. Most of the time that is known already.
    """
    writing, now = "writing" in request.args, console.wall_clock()
    with console.database.read() as reading:
        case = reading.get(Case, case_id)
        if case is None:
            abort(404)
        names = queries.staff_names(reading)
        tag, readers = _pulse(reading, case), _readers(console, reading, case, names)
        is_news = case_reader.is_news(reading, case_id, g.staff.id, writing, now)
    if is_news:
        with console.database.begin() as uow:
            case_reader.here(uow.session, case_id, g.staff.id, writing, now)
            uow.commit()
    whole = f"{tag}-{'-'.join(f'{name}{int(is_writing)}' for name, is_writing in readers)}"
    etag = hashlib.sha256(whole.encode()).hexdigest()[:32]
    if etag in request.if_none_match:
        response = make_response("", 304)
    else:
        response = make_response(render_template("console/_readers.html", readers=readers, pulse=tag))
    response.set_etag(etag)
    return response


def turn_back(console: Console, case_id: int) -> ResponseReturnValue:
    """What was said before what the case's page shows; a script puts it there, else it is a page itself."""
    with console.database.read() as reading:
        case = reading.get(Case, case_id)
        if case is None:
            abort(404)
        contact = reading.get_one(Contact, case.contact_id)
        began = next(iter(quoting.heard_of(reading, [case.id])[case.id]), None)
        place = earlier.read_place(request.args.get("before", ""))
        talk = earlier.page_of(reading, contact, queries.staff_names(reading), began, place)
        name = queries.customer_name(reading, contact, case.purchase_id)
    seen(console, "case.viewed", f"case:{case_id}")
    return render_template(
        "console/case_earlier.html",
        case=case,
        name=name,
        zone=console.shop_of(case.channel_id).tz,
        moments=talk.moments,
        before=talk.earlier,
        matched=case.matched,
        marked=timeline.marked,
    )


def _values(console: Console, reading: Session, case: Case) -> dict[str, Any]:
    now = console.clock()
    contact = reading.get_one(Contact, case.contact_id)
    shop = console.shop_of(case.channel_id)
    names = queries.staff_names(reading)
    heard = quoting.heard_of(reading, [case.id])[case.id]
    said_at = quoting.said_at(case, heard)
    talk = earlier.page_of(reading, contact, names, next(iter(heard), None))
    reply = fresh_reply(reading, contact, now)
    purchases = queries.journey_of(reading, contact)
    feelings = queries.feelings_of(reading, contact.id)
    bought = next((view.purchase for view in purchases if view.purchase.id == case.purchase_id), None)
    return {
        "case": case,
        "contact": contact,
        "zone": shop.tz,
        "theirs": their_time(shop, contact, bought, now),
        "name": name_for_staff(contact, queries.about([v.purchase for v in purchases], case.purchase_id)),
        "words": timeline.marked(case.text, case.matched),
        "said_at": said_at,
        "question": queries.question_of(reading, case, said_at),
        "matched": case.matched,
        "marked": timeline.marked,
        "earlier": talk.moments[:-RECENT],
        "moments": talk.moments[-RECENT:],
        "before": talk.earlier,
        "purchases": purchases,
        "outlook": queries.outlook_of(reading, shop, contact, purchases, now),
        "scripts": shop.library.scripts,
        "feelings": feelings,
        "line": feeling_line(feelings),
        "promise": promise_state(case, now),
        "names": names,
        "assignee": names.get(case.assignee_id or 0, ""),
        "workers": queries.workers(reading),
        "seen": newest_entry(reading, case.id),
        "free_until": reply.until,
        "channel": channels.get(reading, case.channel_id),
        "is_off": case.channel_id in channels.switched_off(reading),
        "kinds": KINDS,
        "ways": WAYS,
        "directions": DIRECTIONS,
        "close_reasons": CLOSE_REASONS,
        "fates": FATES,
        "endings": ENDINGS,
        "under_way": under_way(reading, case),
        "waits": unanswered(reading, case, contact) if case.status != "closed" else None,
        "how_answered": HOW,
        "settled": reopening.settled_by(reading, case, contact, now),
        "settles": SETTLES,
        "past_cases": [c for c in queries.cases_of(reading, contact.id) if c.id != case.id],
        "pulse": _pulse(reading, case),
        "readers": _readers(console, reading, case, names),
        "is_mine": case.assignee_id == g.staff.id,
        "proposals": proposals_of(reading, case.id),
        "dates": DATES,
        "rows": ROWS,
        "total": lambda lines: estimates.yen(estimates.total(estimates.from_json(lines))),
        "due_items": due_item.of_case(reading, case.id),
        "still_due": due_item.open_of(reading, case.id),
        "dropped": duties.dropped(reading, case.id),
        "topics": queries.topics(reading, case.channel_id),
        "sleeps": snoozing.sleeps(case, contact.unread, now),
        "merged_here": merging.merged_here(reading, case.id),
        **health_view.values_of(reading, shop, case, said_at, now),
        **_choices(reading, shop, contact, case, now),
    }


def _whose(reading: Session, others: Sequence[Case]) -> list[tuple[Case, str]]:
    """Cases and their customers' names, as a person chooses between them."""
    people = contacts.these(reading, {other.contact_id for other in others})
    bought = queries.purchases_of(reading, people)
    return [
        (
            other,
            name_for_staff(
                people[other.contact_id], queries.about(bought.get(other.contact_id, []), other.purchase_id)
            ),
        )
        for other in others
    ]


def _choices(reading: Session, shop: Shop, contact: Contact, case: Case, now: datetime) -> dict[str, Any]:
    """What the forms of an open case offer."""
    if case.status == "closed":
        return {"replies": [], "offers": [], "macros": [], "mergeable": []}
    me = reading.get_one(Staff, g.staff.id)
    rows = case_template.all_of(reading)
    facts = written.facts_of(reading, shop, contact, case, me, now) if rows else {}
    templates = [(row, written.render(row.text, facts)) for row in rows]
    language = language_of(contact)
    return {
        "replies": [(row, text) for row, text in templates if row.kind == "reply"],
        "offers": [(row, text) for row, text in templates if row.kind == "proposal"],
        "macros": [(row, text) for row, text in templates if row.kind == "macro"],
        "mergeable": _whose(reading, merging.candidates(reading, case)),
        "elsewhere": merging.ELSEWHERE[language],
        "promise_choices": promising.choices(shop, case, now),
        "sorry": promising.SORRY[language],
        "by": promising.BY[language].format(until="…", staff=staff_name(me, language)),
        "snooze_choices": snoozing.choices(shop, now),
        "spoken": (language, NAMES[language]),
    }


def _again(offers: list[Proposal], zone: ZoneInfo) -> Kept | None:
    """`?again=7`: the form holds an earlier proposal, to change its numbers and send it in seconds."""
    chosen = next((p for p in offers if p.id == request.args.get("again", 0, type=int)), None)
    if chosen is None:
        return None
    lines = [(line.label, str(line.quantity), str(line.price)) for line in estimates.from_json(chosen.lines)]
    dates = [datetime.fromisoformat(at).astimezone(zone).strftime(LOCAL) for at in chosen.dates]
    return Kept("proposal", chosen.text, chosen.kind, lines, dates)


def _readers(
    console: Console, reading: Session, case: Case, names: Mapping[int, str]
) -> list[tuple[str, bool]]:
    """Colleagues who have this page open: their names, and whether they are writing."""
    others = case_reader.others(reading, case.id, g.staff.id, console.wall_clock())
    return [(names[row.staff_id], row.writing) for row in others if row.staff_id in names]


def _pulse(reading: Session, case: Case) -> str:
    contact = reading.get_one(Contact, case.contact_id)
    heard = reading.scalar(
        select(func.max(InboundEvent.id)).where(
            InboundEvent.channel_id == contact.channel_id, InboundEvent.line_user_id == contact.line_user_id
        )
    )
    return f"{newest_entry(reading, case.id)}-{heard or 0}-{case.status}"


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>", "case", "GET", show, READERS),
    Route(f"/cases/<{ID}:case_id>/earlier", "case_earlier", "GET", turn_back, READERS),
    Route(f"/cases/<{ID}:case_id>/pulse", "case_pulse", "GET", pulse, READERS, polled=True),
)
