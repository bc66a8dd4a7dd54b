"""進捗の取り消し: a milestone that was told by mistake is taken back; what waits for it waits again.

What was sent because of it stays said, and what a customer did since stays done.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import refill
from models.contact import Contact
from models.purchase import Milestone, Purchase, milestones_of
from models.touchpoint import Touchpoint, of_purchase
from services import planning
from services.anchors import moment_of
from services.published import scripts_cache
from services.purchases import hold, is_milestone
from services.shop import Shop

FIRST: Final = "purchased"  # moves, but never goes
FROM_SHOP: Final = ("milestone", "runs_out")  # anchors that rest on what the shop tells


def take_back(session: Session, shop: Shop, purchase: Purchase, name: str, now: datetime) -> bool:
    """Whether there was such a milestone of the shop's to take back."""
    hold(session, purchase)
    mine = select(Milestone).where(Milestone.purchase_id == purchase.id, Milestone.name == name)
    told = session.scalar(mine)
    if told is None or name == FIRST or not is_milestone(name):
        return False
    session.delete(told)
    if name == "delivered" and (foreseen := refill.forecast_of(session, purchase.id)) is not None:
        session.delete(foreseen)
    session.flush()
    contact = session.get(Contact, purchase.contact_id) if purchase.contact_id else None
    if contact is not None and purchase.status == "active":
        _wait_again(session, shop, purchase, contact)
        session.flush()
        planning.replan(session, shop, purchase, now)
    return True


def _wait_again(session: Session, shop: Shop, purchase: Purchase, contact: Contact) -> None:
    """Planned touchpoints whose anchor nobody knows any more; a silence that had ended with it."""
    milestones = milestones_of(session, purchase.id)
    for row in of_purchase(session, purchase.id):
        journey = scripts_cache.journey(session, row.journey_version_id)
        written = journey.touchpoint(row.key)
        if written is None or row.round > 0:
            continue
        goes_on = journey.wait is not None and journey.wait.until not in milestones
        if written.anchor.kind == "silence":
            waits = goes_on and (row.status, row.reason) == ("skipped", "arrived")
        else:
            waits = row.status == "planned" and written.anchor.kind in FROM_SHOP
            waits = waits and not moment_of(session, shop, written.anchor, purchase, contact, milestones)
        if waits:
            _reset(row)


def _reset(row: Touchpoint) -> None:
    row.status, row.reason, row.postponed = "waiting", "", 0
    row.anchor_at = row.planned_at = row.due_at = row.decided_at = None
