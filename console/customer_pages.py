"""お客様: who they are, what they bought, what was sent to them and why — or why not."""

from typing import Final

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from console import queries, timeline
from console.guards import READERS, Console
from console.routing import ID, Route
from models.contact import Contact
from services.desk import name_of


def index(console: Console) -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:100]
    page = min(max(request.args.get("page", 0, type=int), 0), 2000)
    with console.database.read() as reading:
        contacts, more = queries.search(reading, text, page)
        purchases = queries.purchases_of(reading, [contact.id for contact in contacts])
        waiting = queries.unbound(reading, text)
    rows = [
        (
            contact,
            name_of(contact, next(iter(purchases.get(contact.id, [])), None)),
            purchases.get(contact.id, []),
        )
        for contact in contacts
    ]
    zones = {
        channel_id: console.shop_of(channel_id).tz
        for channel_id in {c.channel_id for c in contacts} | {p.channel_id for p in waiting}
    }
    return render_template(
        "console/customers.html", rows=rows, q=text, page=page, more=more, waiting=waiting, zones=zones
    )


def show(console: Console, contact_id: int) -> ResponseReturnValue:
    with console.database.read() as reading:
        contact = reading.get(Contact, contact_id)
        if contact is None or contact.erased_at is not None:
            abort(404)
        shop = console.shop_of(contact.channel_id)
        return render_template(
            "console/customer.html",
            contact=contact,
            zone=shop.tz,
            name=queries.customer_name(reading, contact),
            purchases=queries.journey_of(reading, contact),
            feelings=queries.feelings_of(reading, contact.id),
            cases=queries.cases_of(reading, contact.id),
            moments=timeline.of_customer(reading, contact),
            matched=(),
            marked=timeline.marked,
        )


ROUTES: Final = (
    Route("/customers", "customers", "GET", index, READERS),
    Route(f"/customers/<{ID}:contact_id>", "customer", "GET", show, READERS),
)
