"""購入: the list, one purchase, the sheet of QR codes to print."""

from typing import Any, Final

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from console import customer_list, purchase_list, queries
from console.customer_pages import may_see_reach, seen
from console.display import LANGUAGE_COOKIE, language_of
from console.guards import AGENTS, READERS, Console
from console.purchase_list import Filters, claim_state
from console.routing import ID, Route
from conversations.replies import show_code
from models import search
from models.contact import Contact
from models.purchase import Milestone, Purchase
from models.view import shown_to
from services import foresight, greetings, referrals
from services.claim_links import claim_links
from services.claim_qr import draw_qr
from services.folding import read_query
from services.naming import name_of
from services.purchases import is_milestone
from services.taking_back import FIRST

ON_A_SHEET: Final = 96  # a dozen pages of eight
CANDIDATES: Final = 10


def index(console: Console) -> ResponseReturnValue:
    filters, after = purchase_list.read_filters(request.args), request.args.get("after", "")
    now = console.clock()
    with console.database.read() as reading:
        purchases, following = purchase_list.page_of(
            reading, filters, reach=may_see_reach(), now=now, after=after
        )
        products = customer_list.products_of(reading)
        journeys, accounts = queries.journeys(reading), queries.accounts(reading)
        views = shown_to(reading, g.staff.id, "purchases")
    seen(console, "purchases.listed", "purchases", {"ids": [purchase.id for purchase in purchases]})
    return render_template(
        "console/purchases.html",
        purchases=purchases,
        claim={purchase.id: claim_state(purchase, now) for purchase in purchases},
        following=following,
        after=after,
        filters=filters,
        blank=Filters(),
        states=purchase_list.STATES,
        products=products,
        journeys=journeys,
        accounts=accounts,
        views=views,
        zones={p.channel_id: console.shop_of(p.channel_id).tz for p in purchases},
    )


def show(console: Console, purchase_id: int) -> ResponseReturnValue:
    return render(console, purchase_id)


def render(
    console: Console, purchase_id: int, problem: str = "", typed: dict[str, str] | None = None
) -> ResponseReturnValue:
    """The page of one purchase; with a problem it says why nothing was done and keeps what was typed."""
    with console.database.read() as reading:
        purchase = reading.get(Purchase, purchase_id)
        if purchase is None:
            abort(404)
        values = _values(console, reading, purchase)
    seen(console, "purchase.viewed", f"purchase:{purchase_id}")
    page = render_template("console/purchase.html", **values, problem=problem, typed=typed or {})
    return page, 409 if problem else 200


def sheet(console: Console) -> ResponseReturnValue:
    """Codes to cut out and put into parcels: those chosen, else the newest that are open."""
    asked = request.args.getlist("id")
    chosen = [int(number) for number in asked if number.isdecimal() and len(number) < 16]
    now = console.clock()
    with console.database.read() as reading:
        if chosen:
            statement = select(Purchase).where(Purchase.id.in_(chosen[:ON_A_SHEET]))
            found = list(reading.scalars(statement.order_by(Purchase.purchased_at, Purchase.id)))
        else:
            filters = Filters(state="open")
            found, _ = purchase_list.page_of(reading, filters, reach=False, now=now, size=ON_A_SHEET)
    printable = [purchase for purchase in found if claim_state(purchase, now) == "open"]
    seen(console, "purchases.printed", "purchases", {"ids": [purchase.id for purchase in printable]})
    shops = [console.shop_of(purchase.channel_id) for purchase in printable]
    cards = [(p, shop, show_code(p.claim_code)) for p, shop in zip(printable, shops, strict=True)]
    return render_template(
        "console/purchase_sheet.html",
        addressed=name_of,
        how=greetings.SHEET_HOW,
        cards=cards,
        left_out=len(found) - len(printable),
        what_comes=greetings.WHAT_COMES,
        how_to_stop=greetings.HOW_TO_STOP,
    )


def qr(console: Console, purchase_id: int) -> ResponseReturnValue:
    """The code of a purchase that waits for its customer. A sheet asks for its codes one by one."""
    with console.database.read() as reading:
        purchase = reading.get(Purchase, purchase_id)
    if purchase is None or claim_state(purchase, console.clock()) != "open":
        abort(404)
    shop = console.shop_of(purchase.channel_id)
    links = claim_links(shop.basic_id, shop.public_url, purchase.claim_code, purchase.locale)
    return Response(draw_qr(links.claim_url, "svg"), content_type="image/svg+xml")


def _values(console: Console, reading: Session, purchase: Purchase) -> dict[str, Any]:
    shop, now = console.shop_of(purchase.channel_id), console.clock()
    contact = reading.get(Contact, purchase.contact_id) if purchase.contact_id else None
    visits = queries.visits_of(reading, [purchase.id])
    rows = [visit.touchpoint for visit in visits]
    who = request.args.get("who", "").strip()[:100]
    state = claim_state(purchase, now)
    milestones = select(Milestone).where(Milestone.purchase_id == purchase.id).order_by(Milestone.at)
    told = list(reading.scalars(milestones))
    return {
        "purchase": purchase,
        "items": list(purchase.items),
        "zone": shop.tz,
        "state": state,
        "contact": contact,
        "name": name_of(contact, purchase) if contact else "",
        "milestones": told,
        "removable": {row.name for row in told if is_milestone(row.name) and row.name != FIRST},
        "stations": queries.stations_of(shop, purchase, language_of(request.cookies.get(LANGUAGE_COOKIE))),
        "visits": visits,
        "outlook": foresight.outlook_of(reading, shop, contact, purchase, rows, now),
        "scripts": shop.library.scripts,
        "code": show_code(purchase.claim_code) if state == "open" else "",
        "links": claim_links(shop.basic_id, shop.public_url, purchase.claim_code, purchase.locale),
        "referral": referrals.standing_of(reading, purchase),
        "who": who,
        "candidates": _candidates(console, reading, purchase, who) if who and contact is None else [],
        "may_see_reach": may_see_reach(),
    }


def _candidates(
    console: Console, reading: Session, purchase: Purchase, who: str
) -> list[tuple[Contact, str, list[Purchase]]]:
    """Who this purchase may belong to."""
    filters, reach = customer_list.Filters(q=who, channel=str(purchase.channel_id)), may_see_reach()
    found = search.look(reading, read_query(who), reach=reach)
    people, _ = customer_list.page_of(reading, filters, found, reach=reach, now=console.clock())
    mine = people[:CANDIDATES]
    bought = queries.purchases_of(reading, [contact.id for contact in mine])
    return [
        (contact, name_of(contact, next(iter(bought.get(contact.id, [])), None)), bought.get(contact.id, []))
        for contact in mine
    ]


ROUTES: Final = (
    Route("/purchases", "purchases", "GET", index, READERS),
    Route("/purchases/sheet", "purchase_sheet", "GET", sheet, AGENTS),
    Route(f"/purchases/<{ID}:purchase_id>", "purchase", "GET", show, READERS),
    Route(f"/purchases/<{ID}:purchase_id>/qr.svg", "purchase_qr", "GET", qr, READERS),
)
