"""What a customer wrote while no case is open: a human reads it, and answers it as a case if it needs one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from models import contact as contacts
from models.case import NOT_CLOSED, Case
from models.contact import UNREAD, Contact
from models.staff import Staff
from services.cases import open_case
from services.casework import hold, record
from services.desk import Desk
from services.shop import Shop
from services.staffing import audit


def without_case(session: Session, limit: int, channel_id: int | None = None) -> Sequence[Contact]:
    """People (of one account) whose words nobody read and who have no case: who has waited longest first."""
    statement = select(Contact).where(*_waiting(channel_id))
    return session.scalars(statement.order_by(Contact.last_inbound_at, Contact.id).limit(limit)).all()


def count_without_case(session: Session, channel_id: int | None = None) -> int:
    """How many they are, shown or not."""
    statement = select(func.count()).select_from(Contact).where(*_waiting(channel_id))
    return session.scalar(statement) or 0


def _waiting(channel_id: int | None) -> tuple[ColumnElement[bool], ...]:
    has_case = exists().where(Case.contact_id == Contact.id, NOT_CLOSED)
    theirs = () if channel_id is None else (Contact.channel_id == channel_id,)
    return (UNREAD, Contact.erased_at.is_(None), ~has_case, *theirs)


def mark_read(session: Session, contact_id: int, staff: Staff, now: datetime) -> None:
    """Somebody read it and it needs no answer."""
    contact = contacts.lock(session, contact_id)
    contact.unread = False
    audit(session, now, "contact.read", f"contact:{contact_id}", staff_id=staff.id)


def begin_case(session: Session, shop: Shop, contact_id: int, staff: Staff, now: datetime) -> Case:
    """It needs an answer: a case of whoever says so, or the one that is open already."""
    contact = contacts.lock(session, contact_id)
    desk = Desk(session, shop, [contact], now)
    if (known := desk.cases.get(contact.id)) is not None:
        return known
    case = open_case(desk, contact, "message", quiet=True)
    case.assignee_id = staff.id
    desk.flush()
    record(hold(session, shop, case, now), "taken", staff)
    return case
