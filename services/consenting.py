"""同意と休止: what a customer agreed to, and what staff hold back for them. Hold the lane; nothing commits.

Only the customer lifts their own 配信停止. Staff may pause what goes out by itself, with or without an end,
and turn offers off; people still answer people, and what the customer asks is still answered.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import consent
from models.contact import Contact
from models.staff import Staff
from services import planning, turns
from services.desk import Desk
from services.outbox import withdraw
from services.shop import Shop
from services.staffing import audit

OFFERS: Final = ("replenishment", "referral")


def pause(
    session: Session, shop: Shop, contact: Contact, staff: Staff, until: datetime | None, now: datetime
) -> None:
    """Nothing goes out by itself until then (None: until somebody lifts it), nor what still waits to go."""
    desk = Desk(session, shop, [contact], now)
    _hold(desk, contact, until)
    desk.flush()
    _record(session, contact, "paused", staff, now, until)


def rest(desk: Desk, contact: Contact, until: datetime) -> None:
    """The customer's own wish (「旅行中」): the same until then; 「再開」 ends it before."""
    _hold(desk, contact, until)
    consent.record(desk.session, contact.id, "away", desk.now, until=until)


def rested(desk: Desk, contact: Contact) -> None:
    """「再開」: the pause is over, whoever began it."""
    if contact.paused_at is not None:
        contact.paused_at = contact.paused_until = None
        planning.reopen(desk.session, contact, ("paused",), desk.now)


def choose_hour(session: Session, contact: Contact, staff: Staff, hour: int | None, now: datetime) -> None:
    """Staff note the hour a customer told them; None: any."""
    if contact.preferred_hour != hour:
        contact.preferred_hour = hour
        audit(session, now, "contact.hour_chosen", f"contact:{contact.id}", staff_id=staff.id)


def _hold(desk: Desk, contact: Contact, until: datetime | None) -> None:
    turns.stop(desk, contact, "paused")
    withdraw(desk.session, contact, "paused")
    contact.paused_at, contact.paused_until = desk.now, until


def unpause(session: Session, contact: Contact, staff: Staff, now: datetime) -> None:
    """What was planned goes on; what is late goes by its late policy."""
    if contact.paused_at is None:
        return
    contact.paused_at = contact.paused_until = None
    planning.reopen(session, contact, ("paused",), now)
    _record(session, contact, "unpaused", staff, now)


def turn_offers(session: Session, contact: Contact, staff: Staff, on: bool, now: datetime) -> None:
    """Offers are what sells (おかわり, ご紹介); milestones, promises and check-ins are not."""
    if on == (contact.marketing_off_at is None):
        return
    contact.marketing_off_at = None if on else now
    if on:
        planning.reopen(session, contact, ("marketing_off",), now)
    _record(session, contact, "marketing_on" if on else "marketing_off", staff, now)


def is_paused(contact: Contact, now: datetime) -> bool:
    """By staff, and not over yet."""
    return contact.paused_at is not None and (contact.paused_until is None or now < contact.paused_until)


def held_back(contact: Contact, purpose: str, now: datetime) -> str | None:
    """Why something of this purpose does not go out by itself to this person now, if so."""
    if is_paused(contact, now):
        return "paused"
    return "marketing_off" if contact.marketing_off_at is not None and purpose in OFFERS else None


def _record(
    session: Session, contact: Contact, kind: str, staff: Staff, now: datetime, until: datetime | None = None
) -> None:
    consent.record(session, contact.id, kind, now, by=f"staff:{staff.id}", until=until)
    audit(session, now, f"contact.{kind}", f"contact:{contact.id}", staff_id=staff.id)
