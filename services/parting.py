"""消去の手順: who may have a customer erased, alone or by two (ERASE_BY_TWO). Nothing commits.

alone:  an owner erases.
by two: an owner or a lead asks; another owner confirms or refuses. Nobody confirms their own request.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from models import contact as contacts
from models import erasure_request
from models.erasure_request import ErasureRequest
from models.staff import Staff
from services import erasure
from services.shop import Shop
from services.staffing import audit

Outcome = Literal["erased", "asked", "waiting", "refused", "not_yours", "not_asked", "gone"]


def part_with(session: Session, shop: Shop, contact_id: int, staff: Staff, now: datetime) -> Outcome:
    """Erase this customer, or ask that it be done, or confirm what a colleague asked."""
    contact = contacts.lock(session, contact_id)
    if contact.erased_at is not None:
        return "gone"
    request = erasure_request.open_of(session, contact_id)
    if request is None and shop.rules.erase_by_two:
        if staff.role not in ("owner", "lead"):
            return "not_yours"
        session.add(ErasureRequest(contact_id=contact_id, asked_by=staff.id, asked_at=now, status="asked"))
        _note(session, "contact.erasure_asked", contact_id, staff, now)
        return "asked"
    if staff.role != "owner":
        return "not_yours"
    if request is not None:
        if request.asked_by == staff.id and shop.rules.erase_by_two:
            return "waiting"
        _decide(request, "confirmed", staff, now)
    erasure.erase(session, contact, now)
    _note(session, "contact.erased", contact_id, staff, now)
    return "erased"


def refuse(session: Session, contact_id: int, staff: Staff, now: datetime) -> Outcome:
    """The customer stays. Whoever asked may take it back, and an owner may refuse."""
    contacts.lock(session, contact_id)
    request = erasure_request.open_of(session, contact_id)
    if request is None:
        return "not_asked"
    if staff.role != "owner" and request.asked_by != staff.id:
        return "not_yours"
    _decide(request, "refused", staff, now)
    _note(session, "contact.erasure_refused", contact_id, staff, now)
    return "refused"


def _decide(request: ErasureRequest, status: str, staff: Staff, now: datetime) -> None:
    request.status, request.decided_by, request.decided_at = status, staff.id, now


def _note(session: Session, action: str, contact_id: int, staff: Staff, now: datetime) -> None:
    audit(session, now, action, f"contact:{contact_id}", staff_id=staff.id)
