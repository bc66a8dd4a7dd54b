"""取り下げ: words that were lent are taken back, by the customer's word or by staff.

Hold the lane; nothing commits.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import consent
from models.contact import Contact
from models.partner import Testimonial, words_of
from models.staff import Staff
from services import befriending, greetings, offering
from services.desk import Desk
from services.outbox import Reply
from services.staffing import audit


def take_back(desk: Desk, contact: Contact, reply: Reply) -> str:
    """「掲載をやめる」「パートナーをやめる」: all of it, at once; nobody asks why."""
    shown = [row for row in words_of(desk.session, contact.id) if row.withdrawn_at is None]
    for row in shown:
        _withdraw(desk.session, row, "customer", desk.now)
    was_partner = contact.partner_since is not None
    offering.set_partner(desk.session, contact, False, desk)
    said = greetings.WITHDRAWN if shown else greetings.PARTNER_OFF if was_partner else greetings.NOTHING_SHOWN
    befriending.say(desk, contact, said, reply)
    return "withdrawn" if shown or was_partner else "nothing_to_withdraw"


def withdraw(session: Session, row: Testimonial, staff: Staff, now: datetime) -> bool:
    """Staff take it off; False when it was already."""
    if row.withdrawn_at is not None:
        return False
    _withdraw(session, row, f"staff:{staff.id}", now)
    audit(session, now, "testimonial.withdrawn", f"testimonial:{row.id}", staff_id=staff.id)
    return True


def _withdraw(session: Session, row: Testimonial, by: str, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by = now, by
    consent.record(session, row.contact_id, "words_withdrawn", now, by=by)
