"""Purchases come in, make progress, and end. Telling anything twice changes nothing.

Every function is the content of one unit of work: it takes a session and never commits.
Whoever changes a purchase holds its lane first: the contact's row if it is bound, then its own.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.codes import ALPHABET
from conversations.replies import make_code
from models import contact as contacts
from models import purchase as purchases
from models.contact import Contact
from models.database import upsert
from models.purchase import Milestone, Purchase, PurchaseItem
from models.touchpoint import of_purchase
from services import outbox, planning, referrals, turns
from services.desk import Desk
from services.reach import read_email, read_phone
from services.shop import Shop

ENDINGS: Final = ("cancelled", "refunded", "returned")
# What an order number may look like: it stands in addresses, so no slash, no leading dot, nothing invisible.
EXTERNAL_ID: Final = r"^[^\s/.\x00-\x1f\x7f](?:[^/\x00-\x1f\x7f]{0,98}[^\s/\x00-\x1f\x7f])?$"
MILESTONE: Final = re.compile(r"[a-z0-9_]{1,40}")
# Anchors of journeys that the shop does not tell: Sonogo sees them itself.
RESERVED: Final = frozenset(
    {"befriended", "case_closed", "expected_delivery", "delivery_moved", "runs_out", "friend_bought"}
)
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class NewItem:
    sku: str
    name: str
    category: str = ""
    quantity: int = 1
    unit_price: int | None = None
    subscription: bool | None = None  # 定期便; None: nothing was said


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """An order as the shop tells it. A phone or mail address nobody can read is left out, never refused."""

    external_id: str
    purchased_at: datetime
    items: tuple[NewItem, ...]
    customer_name: str = ""
    phone: str = ""
    email: str = ""
    locale: str = ""
    time_zone: str = ""
    expected_delivery_on: date | None = None
    referral_code: str = ""  # of the customer who told them; one nobody has is left out, never refused


class AlreadyEnded(Exception):
    """The purchase ended otherwise; none of the endings goes back."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the purchase is already {status}")
        self.status = status


def is_plausible(at: datetime, now: datetime) -> bool:
    """Neither before shops were on the net nor more than a year ahead: else it is a typo."""
    return _EARLIEST <= at <= now + _AHEAD


def is_milestone(name: str) -> bool:
    """Whether a shop may tell a milestone of this name."""
    return MILESTONE.fullmatch(name) is not None and name not in RESERVED


def register(session: Session, shop: Shop, order: NewPurchase, now: datetime) -> tuple[Purchase, bool]:
    """Keep the order and plan its journey; False when it was known, which changes nothing about it.

    Safe when told twice at the same moment: the unique constraint decides who was first, and the other
    waits for that commit and reads it.
    """
    known = purchases.by_external_id(session, shop.channel_id, order.external_id)
    if known is not None:
        return known, False
    purchase = _insert(session, shop, order, now)
    if purchase is None:
        return _told(session, shop, order.external_id), False
    session.add_all(
        PurchaseItem(
            purchase_id=purchase.id,
            sku=item.sku,
            name=item.name,
            category=item.category,
            quantity=item.quantity,
            unit_price=item.unit_price,
            subscription=bool(item.subscription),
        )
        for item in order.items
    )
    session.flush()
    planning.plan(session, shop, purchase, now)
    if order.referral_code:
        referrals.link(session, purchase, order.referral_code, now)
    return purchase, True


def tell_milestone(
    session: Session,
    shop: Shop,
    purchase: Purchase,
    name: str,
    at: datetime | None,
    note: str,
    now: datetime,
) -> tuple[Milestone, bool]:
    """Something happened at `at` (None: now). Told again with another time the time moves; True if it did.

    Told again without a time it stays where it is, so a shop may safely repeat itself. An ended purchase
    keeps its facts too, but nothing is planned for it any more.
    """
    if not is_milestone(name):
        raise ValueError(f"no milestone of a shop: {name!r}")
    hold(session, purchase)
    known = session.scalar(
        select(Milestone).where(Milestone.purchase_id == purchase.id, Milestone.name == name)
    )
    milestone = known or Milestone(purchase_id=purchase.id, name=name, at=at or now, note=note, told_at=now)
    moved = known is None or (at is not None and at != known.at)
    if known is None:
        session.add(milestone)
    else:
        milestone.at, milestone.note = at or known.at, note or known.note
    if moved:
        milestone.told_at = now
    if name == "purchased":
        purchase.purchased_at = milestone.at
    session.flush()
    if moved and purchase.status == "active":
        planning.replan(session, shop, purchase, now)
    return milestone, moved


def expect_delivery(session: Session, shop: Shop, purchase: Purchase, day: date, now: datetime) -> bool:
    """The delivery is expected on this day. Another day than told before is news to the customer; True then.

    What counts from the delivery date moves with it, and so does the progress page.
    """
    hold(session, purchase)
    known, purchase.expected_delivery_on = purchase.expected_delivery_on, day
    if known == day:
        return False
    if known is None:
        planning.replan(session, shop, purchase, now)
        return True
    planning.delivery_moved(session, shop, purchase, known, now)
    return True


def end(session: Session, shop: Shop, purchase: Purchase, status: str, note: str, now: datetime) -> bool:
    """Cancel, refund or return it and stop its journey. False when that was known; else AlreadyEnded."""
    if status not in ENDINGS:
        raise ValueError(f"not an ending: {status!r}")
    hold(session, purchase)
    if purchase.status == status:
        return False
    if purchase.status != "active":
        raise AlreadyEnded(purchase.status)
    purchase.status, purchase.status_at, purchase.status_note = status, now, note
    session.flush()
    planning.stop(session, shop, purchase, status, now)
    if purchase.contact_id is not None:
        contact = session.get_one(Contact, purchase.contact_id)
        desk = Desk(session, shop, [contact], now)
        turns.stop_of_purchase(desk, contact, purchase.id, status)
        outbox.withdraw(session, contact, status, purchase_id=purchase.id)
        desk.flush()
    return True


def resume(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> None:
    """It was ended by mistake: its journey goes on where it was stopped; what is too late by now is not said.

    A talk that was stopped and a message that was withdrawn do not come back.
    """
    hold(session, purchase)
    ended, purchase.status = purchase.status, "active"
    purchase.status_at, purchase.status_note = None, ""
    for row in of_purchase(session, purchase.id):
        if row.status == "cancelled" and row.reason == ended:
            row.status = "planned" if row.due_at is not None else "waiting"
            row.reason, row.decided_at = "", None
    session.flush()
    planning.replan(session, shop, purchase, now)


def hold(session: Session, purchase: Purchase) -> None:
    """Lock the lane: the contact if bound, then the purchase, as it is now.

    If somebody claimed it between reading and locking, the savepoint lets the purchase go again: waiting
    for a contact while holding a purchase would be the wrong way round.
    """
    while True:
        contact_id = purchase.contact_id
        savepoint = session.begin_nested()
        if contact_id is not None:
            contacts.lock(session, contact_id)
        session.refresh(purchase, with_for_update={"of": Purchase})
        if purchase.contact_id == contact_id:
            savepoint.commit()
            return
        savepoint.rollback()


def _insert(session: Session, shop: Shop, order: NewPurchase, now: datetime) -> Purchase | None:
    """The new row, or None if the order is there already. A claim code that is taken is drawn again."""
    values = {
        "channel_id": shop.channel_id,
        "external_id": order.external_id,
        "purchased_at": order.purchased_at,
        "status": "active",
        "status_note": "",
        "customer_name": order.customer_name,
        "phone": read_phone(order.phone),
        "email": read_email(order.email),
        "locale": order.locale,
        "time_zone": order.time_zone,
        "expected_delivery_on": order.expected_delivery_on,
        "claim_expires_at": order.purchased_at + timedelta(days=shop.claim_days),
        "journey": "",
        "facts": {},
        "created_at": now,
    }
    while True:
        statement = upsert(session)(Purchase).values(**values, claim_code=draw_code())
        purchase_id = session.scalar(statement.on_conflict_do_nothing().returning(Purchase.id))
        if purchase_id is not None:
            return session.get_one(Purchase, purchase_id)
        if purchases.by_external_id(session, shop.channel_id, order.external_id) is not None:
            return None


def draw_code() -> str:
    """A claim code nobody can guess: 30⁷ ≈ 2·10¹⁰ of them, each with its check character."""
    return make_code("".join(secrets.choice(ALPHABET) for _ in range(7)))


def _told(session: Session, shop: Shop, external_id: str) -> Purchase:
    purchase = purchases.by_external_id(session, shop.channel_id, external_id)
    if purchase is None:
        raise LookupError("the purchase vanished while it was being registered")
    return purchase
