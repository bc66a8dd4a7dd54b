"""購入のひも付け by hand: let a purchase go, give it to somebody, draw a new code. Nothing commits.

Answers stay with the person who gave them. A purchase that was let go forgets what scripts remembered, gets
a new code (the old one has been used), and its journey waits for the right person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from models import contact as contacts
from models.contact import Contact
from models.purchase import Purchase
from models.staff import Staff
from models.touchpoint import of_purchase
from services import planning, progress_pages, searching, turns
from services.desk import Desk
from services.outbox import withdraw
from services.purchases import draw_code, hold
from services.shop import Shop
from services.staffing import audit

Refused = Literal["taken", "unbound", "erased", "other_channel", "ended"]
LIVE: Final = ("waiting", "planned")


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was done: somebody was faster, or it cannot be."""

    why: Refused


def unbind(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> NotDone | None:
    """Let it go: its open conversation ends, what waited to be sent for it is withdrawn."""
    hold(session, purchase)
    if purchase.contact_id is None:
        return NotDone("unbound")
    contact = session.get_one(Contact, purchase.contact_id)
    searching.forget(session, contact)
    desk = Desk(session, shop, [contact], now)
    turns.stop_of_purchase(desk, contact, purchase.id, "unbound")
    desk.flush()
    withdraw(session, contact, "unbound", purchase_id=purchase.id)
    for row in of_purchase(session, purchase.id):
        if row.status in LIVE:
            row.status, row.contact_id = "waiting", None
            row.anchor_at = row.planned_at = row.due_at = None
    purchase.contact_id = purchase.bound_at = None
    purchase.facts = {}
    progress_pages.close(purchase)
    _draw(session, shop, purchase, now)
    _note(session, "purchase.unbound", purchase, staff, now, contact_id=contact.id)
    return None


def bind(
    session: Session, shop: Shop, purchase: Purchase, contact_id: int, staff: Staff, now: datetime
) -> NotDone | None:
    """Give an unclaimed purchase to this person, as if they had sent its code; nothing is said to them."""
    contact = contacts.lock(session, contact_id)
    session.refresh(purchase, with_for_update={"of": Purchase})
    if purchase.contact_id is not None:
        return NotDone("taken")
    if contact.erased_at is not None:
        return NotDone("erased")
    if contact.channel_id != purchase.channel_id:
        return NotDone("other_channel")
    purchase.contact_id, purchase.bound_at = contact.id, now
    session.flush()
    planning.plan(session, shop, purchase, now)
    planning.replan(session, shop, purchase, now)
    _note(session, "purchase.bound", purchase, staff, now, contact_id=contact.id)
    return None


def renew_code(
    session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime
) -> NotDone | None:
    """A fresh code with a fresh term; the old one is worth nothing any more."""
    hold(session, purchase)
    if purchase.contact_id is not None:
        return NotDone("taken")
    if purchase.status != "active":
        return NotDone("ended")
    _draw(session, shop, purchase, now)
    _note(session, "purchase.code_renewed", purchase, staff, now)
    return None


def _draw(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> None:
    purchase.claim_code = draw_code()
    purchase.claim_expires_at = max(
        now + timedelta(days=shop.claim_days), purchase.purchased_at + timedelta(days=shop.claim_days)
    )
    session.flush()


def _note(
    session: Session, action: str, purchase: Purchase, staff: Staff, now: datetime, **ids: object
) -> None:
    audit(session, now, action, f"purchase:{purchase.id}", staff_id=staff.id, detail=ids)
