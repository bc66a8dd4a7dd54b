"""お客様: who they are, what they bought, what was sent to them and why — or why not."""

from typing import Any, Final

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import customer_list, queries, stream, timeline
from console.customer_list import Filters
from console.display import LANGUAGE_COOKIE
from console.display import language_of as language_of_reader
from console.feeling_line import feeling_line
from console.guards import READERS, Console
from console.refill_card import cards_of
from console.routing import ID, Route
from console.their_time import their_time
from conversations.locales import NAMES, Locale
from models import consent, erasure_request, partner, search
from models.contact import Contact
from models.view import shown_to
from services import progress_pages
from services.consenting import is_paused
from services.favours import landing_url
from services.folding import read_query
from services.languages import language_of
from services.naming import name_of
from services.shop import Shop
from services.staffing import audit

SEES_REACH: Final = frozenset({"owner", "lead", "agent", "marketer"})  # telephone and mail


def may_see_reach() -> bool:
    """Whether whoever looks may see how a customer can be reached, and look for it."""
    return g.staff.role in SEES_REACH


def index(console: Console) -> ResponseReturnValue:
    """The list. What was looked for is not kept; who was shown is."""
    filters, after = customer_list.read_filters(request.args), request.args.get("after", "")
    now, terms, reach = console.clock(), read_query(filters.q), may_see_reach()
    with console.database.read() as reading:
        found = search.look(reading, terms, reach=reach)
        contacts, following = customer_list.page_of(
            reading, filters, found, reach=reach, now=now, after=after
        )
        ids = [contact.id for contact in contacts]
        purchases = queries.purchases_of(reading, ids)
        values: dict[str, Any] = {
            "cases": queries.open_cases_of(reading, ids),
            "products": customer_list.products_of(reading),
            "waiting": queries.unbound(reading, terms, found, reach=reach),
            "journeys": queries.journeys(reading),
            "accounts": queries.accounts(reading),
            "views": shown_to(reading, g.staff.id, "customers"),
            "requests": erasure_request.all_open(reading) if g.staff.role in ("owner", "lead") else [],
        }
    bought = [(contact, purchases.get(contact.id, [])) for contact in contacts]
    rows = [(contact, name_of(contact, next(iter(own), None)), own) for contact, own in bought]
    seen(console, "contacts.listed", "contacts", {"ids": ids})
    shops = {c.channel_id for c in contacts} | {p.channel_id for p in values["waiting"]}
    return render_template(
        "console/customers.html",
        **values,
        rows=rows,
        filters=filters,
        blank=Filters(),
        after=after,
        following=following,
        states=customer_list.STATES,
        feelings=customer_list.FEELINGS,
        zones={channel_id: console.shop_of(channel_id).tz for channel_id in shops},
    )


def show(console: Console, contact_id: int) -> ResponseReturnValue:
    """One customer on one page."""
    shown = request.args.get("show", "all")
    shown = shown if shown in stream.SHOWN else "all"
    with console.database.read() as reading:
        contact = living(reading, contact_id)
        values = _values(console, reading, contact)
        visits = [visit for view in values["purchases"] for visit in view.visits]
        page = stream.page_of(
            reading, contact, stream.titles_of(visits), show=shown, before=request.args.get("before", "")
        )
    seen(console, "contact.viewed", f"contact:{contact_id}")
    return render_template(
        "console/customer.html",
        **values,
        page=page,
        show=shown,
        shown=stream.SHOWN,
        before=request.args.get("before", ""),
        matched=(),
        marked=timeline.marked,
    )


def living(session: Session, contact_id: int) -> Contact:
    """The customer, unless there is none or they were erased."""
    contact = session.get(Contact, contact_id)
    if contact is None or contact.erased_at is not None:
        abort(404)
    return contact


def seen(console: Console, action: str, subject: str, detail: dict[str, object] | None = None) -> None:
    """Whoever looks at people's data is on record. Ids only."""
    with console.database.begin() as uow:
        audit(uow.session, console.clock(), action, subject, staff_id=g.staff.id, detail=detail)
        uow.commit()


def _values(console: Console, reading: Session, contact: Contact) -> dict[str, Any]:
    shop, now = console.shop_of(contact.channel_id), console.clock()
    purchases = queries.journey_of(reading, contact)
    feelings = queries.feelings_of(reading, contact.id)
    tongue: Locale = "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "ja"  # who reads is staff
    waits = {
        v.purchase.id: progress_pages.look(reading, shop, v.purchase, contact, now, tongue) for v in purchases
    }
    spoken = language_of_reader(request.cookies.get(LANGUAGE_COOKIE))
    return {
        "contact": contact,
        "waits": waits,
        "cards": cards_of(reading, shop, purchases, spoken),
        "stations": {v.purchase.id: queries.stations_of(shop, v.purchase, spoken) for v in purchases},
        "pages": {v.purchase.id: progress_pages.page_url(shop, v.purchase) for v in purchases},
        "zone": shop.tz,
        "theirs": their_time(shop, contact, next((view.purchase for view in purchases), None), now),
        "name": name_of(contact, next((view.purchase for view in purchases), None)),
        "language": language_of(contact),
        "languages": NAMES,
        "purchases": purchases,
        "outlook": queries.outlook_of(reading, shop, contact, purchases, now),
        "scripts": shop.library.scripts,
        "paused": is_paused(contact, now),
        "feelings": feelings,
        "line": feeling_line(feelings),
        "cases": queries.cases_of(reading, contact.id),
        "consents": consent.of_contact(reading, contact.id),
        "names": queries.staff_names(reading),
        "partnership": _partnership(reading, shop, contact),
        "request_to_erase": erasure_request.open_of(reading, contact.id),
        "may_see_reach": may_see_reach(),
        "may_erase": g.staff.role in ("owner", "lead"),
    }


def _partnership(reading: Session, shop: Shop, contact: Contact) -> dict[str, Any] | None:
    """What they did for the shop; None where there is nothing of it."""
    words = partner.words_of(reading, contact.id)
    if contact.referral_code is None and contact.partner_since is None and not words:
        return None
    return {
        "words": words,
        "brought": partner.brought_by(reading, contact.id),
        "asked_at": partner.asked_for_link(reading, contact.id),
        "page": landing_url(shop, contact.referral_code) if contact.referral_code else "",
    }


ROUTES: Final = (
    Route("/customers", "customers", "GET", index, READERS),
    Route(f"/customers/<{ID}:contact_id>", "customer", "GET", show, READERS),
)
