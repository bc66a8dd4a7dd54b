"""A colleague leaves, or may answer nobody any more: what was theirs to do goes to somebody who is there."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models import due_item
from models.case import NOT_CLOSED, Case
from models.due_item import DueItem
from models.staff import Staff
from services import casework
from services.shop import ShopOf


def hand_over(session: Session, shop_of: ShopOf, leaving: int, actor: Staff, now: datetime) -> int:
    """Every open case of `leaving` to whoever is right for it now, who is told; how many there were.

    Nobody is there: `actor` has it. What was agreed on and is not done goes along, also of closed cases.
    """
    session.flush()  # nobody picks who leaves
    theirs = select(Case).where(NOT_CLOSED, Case.assignee_id == leaving).order_by(Case.contact_id)
    cases = session.scalars(theirs).all()
    for case in cases:
        shop = shop_of(case.channel_id)
        desk = casework.hold(session, shop, case, now).desk
        contact = desk.contacts[case.contact_id]
        purchase = desk.purchase_of(contact, case.purchase_id)
        to = desk.roster.pick(desk.matter(contact, case.reason, "", purchase), max(case.promise_at, now))
        casework.assign(session, shop, case, actor, to or actor, now)
        _pass_on(session, leaving, (to or actor).id, DueItem.case_id == case.id)
    _pass_on(session, leaving, actor.id)
    return len(cases)


def _pass_on(session: Session, leaving: int, to: int, *which: ColumnElement[bool]) -> None:
    undone = update(DueItem).where(due_item.NOT_DONE, DueItem.assignee_id == leaving, *which)
    session.execute(undone.values(assignee_id=to))
