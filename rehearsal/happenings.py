"""Events dropped into a running try-out: what happens to the order, in the shop, or by a member of staff.

Each is one unit of work and calls the very service that the API, a file, or the console would call.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import contact as contacts
from models import purchase as purchases
from models.case import open_of
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase, PurchaseItem
from models.staff import on_duty
from rehearsal.live_shop import LiveShop
from services import casework, closing, planning, turns
from services.cases import open_case
from services.claim_links import claim_links
from services.closing import LooseEnds
from services.desk import Desk
from services.purchases import (
    ENDINGS,
    AlreadyEnded,
    NewItem,
    NewPurchase,
    end,
    hold,
    register,
    tell_milestone,
)
from services.shop import Shop
from services.unanswered import NOT_AT_ALL

DELAY: Final = timedelta(days=5)
LONG_HOLIDAY: Final = 8  # days, from tomorrow: as long as a Golden Week
MADE_UP: Final = "お試しの品"
STAFF_SAYS: Final = "担当の{name}です。ここからは私がお話しします。"


class Impossible(Exception):
    """It cannot happen now; `code` says why, and the page has words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Happening = Callable[[Session, Shop, Contact, Mapping[str, Any], datetime], str]


def happen(
    database: Database, shop: Shop, line_user_id: str, what: str, given: Mapping[str, Any], now: datetime
) -> str:
    """Let it happen to this customer; in a word what came of it. Raises Impossible."""
    happening = HAPPENINGS.get(what)
    if happening is None:
        raise Impossible("unknown_event")
    with database.begin() as uow:
        found = contacts.by_line_user_id(uow.session, shop.channel_id, line_user_id)
        if found is None:
            raise Impossible("never_met")
        contact = contacts.lock(uow.session, found.id)
        outcome = happening(uow.session, shop, contact, given, now)
        uow.commit()
    return outcome


def close_for_long(live: LiveShop, now: datetime) -> str:
    """大型連休: nobody is in the shop from tomorrow on. Promises are counted around it."""
    first = now.astimezone(live().tz).date() + timedelta(days=1)
    last = first + timedelta(days=LONG_HOLIDAY - 1)
    live.folder.close(f"{first}..{last}")
    live.refresh()
    return f"{first}..{last}"


def choices(session: Session, shop: Shop) -> list[dict[str, str]]:
    """One product for every journey there is: one that was sold, else one made up for it."""
    found = []
    for journey in sorted(shop.library.journeys.values(), key=lambda one: one.id):
        item = _item_for(session, shop, journey.id)
        found.append({"journey": journey.id, "title": journey.title, "product": item.name})
    return found


def order(database: Database, shop: Shop, name: str, journey: str, now: datetime) -> dict[str, str]:
    """Somebody buys: as the shop's own system would tell it. The links bring the buyer into the chat."""
    if journey not in shop.library.journeys:
        raise Impossible("unknown_journey")
    with database.begin() as uow:
        expected = (now + timedelta(days=3)).astimezone(shop.tz).date()
        number = f"TRY-{now:%m%d%H%M}-{secrets.token_hex(2)}"
        item = _item_for(uow.session, shop, journey)
        bought = NewPurchase(number, now, (item,), customer_name=name, expected_delivery_on=expected)
        purchase, _ = register(uow.session, shop, bought, now)
        uow.commit()
    links = claim_links(shop.basic_id, shop.public_url, purchase.claim_code)
    return {"number": number, "product": item.name, "claim_url": links.claim_url}


def _item_for(session: Session, shop: Shop, journey_id: str) -> NewItem:
    journey = shop.library.journeys[journey_id]
    audience = journey.audience
    sold = select(PurchaseItem).order_by(PurchaseItem.id.desc()).limit(1)
    if audience.skus:
        sold = sold.where(PurchaseItem.sku.in_(audience.skus))
    elif audience.categories:
        sold = sold.where(PurchaseItem.category.in_(audience.categories))
    else:
        special = {c for one in shop.library.journeys.values() for c in one.audience.categories}
        sold = sold.where(PurchaseItem.category.not_in(special))
    known = session.scalar(sold)
    if known is not None:
        return NewItem(known.sku, known.name, known.category, 1, known.unit_price)
    category = audience.categories[0] if audience.categories else ""
    return NewItem(audience.skus[0] if audience.skus else "TRY", MADE_UP, category)


def _newest(session: Session, contact: Contact) -> Purchase:
    owned = purchases.of_contact(session, contact.id)
    if not owned:
        raise Impossible("no_order")
    return owned[0]


def _milestone(name: str, *, again: bool = False) -> Happening:
    def tell(session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime) -> str:
        at = now if again else None
        _, moved = tell_milestone(session, shop, _newest(session, contact), name, at, "", now)
        return "done" if moved else "nothing_changed"

    return tell


def _ending(status: str) -> Happening:
    def tell(session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime) -> str:
        try:
            ended = end(session, shop, _newest(session, contact), status, "", now)
        except AlreadyEnded:
            raise Impossible("already_ended") from None
        return "done" if ended else "nothing_changed"

    return tell


def _delayed(session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime) -> str:
    """The parcel comes later than was said: what waits for the expected day moves with it."""
    purchase = _newest(session, contact)
    hold(session, purchase)
    if "delivered" in purchases.milestones_of(session, purchase.id):
        raise Impossible("already_delivered")
    expected = purchase.expected_delivery_on or now.astimezone(shop.tz).date()
    purchase.expected_delivery_on = expected + DELAY
    session.flush()
    planning.replan(session, shop, purchase, now)
    return purchase.expected_delivery_on.isoformat()


def _takeover(session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime) -> str:
    """A member of staff writes: the bot is silent from here on."""
    hands = on_duty(session)
    if not hands:
        raise Impossible("no_staff")
    case = open_of(session, contact.id)
    if case is None:
        desk = Desk(session, shop, [contact], now)
        case = open_case(desk, contact, "wants_human")
        desk.flush()
    text = str(given.get("text") or STAFF_SAYS.format(name=hands[0].name or "スタッフ"))
    done = casework.reply(session, shop, case, hands[0], text[:500], now)
    if isinstance(done, casework.Refusal):
        raise Impossible(done.why)
    return "done"


def _hand_back(
    session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime
) -> str:
    """Staff are done: the case is closed, the bot asks its open question again."""
    case, hands = open_of(session, contact.id), on_duty(session)
    if case is None:
        raise Impossible("no_case")
    if not hands:
        raise Impossible("no_staff")
    ends = LooseEnds(closing.all_done(session, case), answered=NOT_AT_ALL)
    done = closing.close(session, shop, case, hands[0], "solved", now, ends=ends)
    if isinstance(done, casework.Refusal):
        raise Impossible(done.why)
    return "done"


def _begin(session: Session, shop: Shop, contact: Contact, given: Mapping[str, Any], now: datetime) -> str:
    """One script from its beginning, in the version that is published now, outside its journey."""
    version_id = shop.script_versions.get(str(given.get("script")))
    if version_id is None:
        raise Impossible("unknown_script")
    desk = Desk(session, shop, [contact], now)
    turns.begin(desk, contact, version_id, purchase=desk.purchase_of(contact, None))
    desk.flush()
    return "done"


HAPPENINGS: Final[Mapping[str, Happening]] = {
    "shipped": _milestone("shipped"),
    "delivered": _milestone("delivered"),
    "delivered_again": _milestone("delivered", again=True),
    "delayed": _delayed,
    **{status: _ending(status) for status in ENDINGS},
    "takeover": _takeover,
    "hand_back": _hand_back,
    "begin": _begin,
}
