"""What staff know of what is left (heard on the telephone, seen in the shop): the plan follows it at once."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from conversations.pace import LEFT
from models import refill
from models.contact import Contact
from models.purchase import Purchase
from models.refill import RemainingTold
from models.staff import Staff
from models.touchpoint import of_purchase
from services import planning
from services.published import scripts_cache
from services.shop import Shop
from services.staffing import audit

SAYABLE: Final = ("plenty", "half", "little", "gone", *LEFT)


def correct(
    session: Session, shop: Shop, purchase: Purchase, level: str, staff: Staff, now: datetime
) -> bool:
    """Staff know better: the forecast and what hangs on it follow. False where nothing was foreseen.

    Hold the lane. Was the customer reminded already, the reminder comes again when the new day says.
    """
    foreseen = refill.forecast_of(session, purchase.id)
    if level not in SAYABLE or purchase.contact_id is None or foreseen is None:
        return False
    if foreseen.bought_again_at is not None or now <= foreseen.starts_at:
        return False
    before = foreseen.runs_out_at
    session.add(RemainingTold(purchase_id=purchase.id, staff_id=staff.id, at=now, level=level))
    session.flush()
    planning.replan(session, shop, purchase, now)
    after = foreseen.runs_out_at
    moved: dict[str, object] = {"level": level, "from": before.isoformat(), "to": after.isoformat()}
    audit(session, now, "refill.corrected", f"purchase:{purchase.id}", staff_id=staff.id, detail=moved)
    if level != "gone":
        _remind_later(session, shop, purchase, now)
    return True


def _remind_later(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> None:
    contact = session.get_one(Contact, purchase.contact_id)
    newest = {row.key: row for row in of_purchase(session, purchase.id)}
    for row in newest.values():
        written = scripts_cache.journey(session, row.journey_version_id).touchpoint(row.key)
        if written is not None and written.anchor.kind == "runs_out" and row.status == "sent":
            planning.another_reminder(session, shop, contact, purchase, row, written, now)
