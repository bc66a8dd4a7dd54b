"""在庫切れ: what the shop has none of, until when; and what waited for it once there is some again.

A reminder waits for its product (`timing.decide`) until the day the shop named, else it looks again every few
days. When the product is back it is decided anew at once: bought elsewhere or too late, it stays unsent.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import contact as contacts
from models import refill
from models.purchase import Purchase, PurchaseItem
from models.refill import OutOfStock
from models.touchpoint import Touchpoint
from services import refills
from services.shop import Shop

AHEAD = timedelta(days=366)  # a day further off is a typing mistake
WAITED = "out_of_stock"


def run_out(session: Session, shop: Shop, sku: str, until: date | None, now: datetime) -> OutOfStock:
    """There is none of it now; from `until` on there is again, if the shop knows. Told again the day moves.

    Whoever waits is decided anew, because the day may be another.
    """
    row = refill.out_of(session, shop.channel_id, sku)
    if row is None:
        row = OutOfStock(channel_id=shop.channel_id, sku=sku, since=now, until=until)
        session.add(row)
        session.flush()
    elif row.until != until:
        row.until = until
        session.flush()
        _decide_anew(session, shop, sku, now)
    return row


def come_back(session: Session, shop: Shop, sku: str, now: datetime) -> int | None:
    """There is some again; how many reminders had waited for it, None if it was not out."""
    row = refill.out_of(session, shop.channel_id, sku)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return _decide_anew(session, shop, sku, now)


def missing(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> tuple[bool, datetime | None]:
    """Whether what this purchase is accompanied for is out, and when there is some again if that is known."""
    sku, _ = refills.product_of(purchase)
    row = refill.out_of(session, shop.channel_id, sku)
    if row is None:
        return False, None
    back = datetime.combine(row.until, time(), shop.tz) if row.until is not None else None
    return (False, None) if back is not None and now >= back else (True, back)


def waiting_for(session: Session, channel_id: int) -> dict[str, int]:
    """Product → how many reminders wait for it."""
    found: dict[str, int] = {}
    for row in session.execute(_waiting(channel_id)):
        found[row[1]] = found.get(row[1], 0) + 1
    return found


def _decide_anew(session: Session, shop: Shop, sku: str, now: datetime) -> int:
    """As late as they are: each one's late policy says whether it is still wanted.

    Lanes are taken one after the other, by their number: nobody waits for us in a ring.
    """
    waited = [found[0] for found in session.execute(_waiting(shop.channel_id)) if found[1] == sku]
    for contact_id in sorted({row.contact_id for row in waited if row.contact_id}):
        contacts.lock(session, contact_id)
    for row in waited:
        session.refresh(row)
    anew = [row for row in waited if row.reason == WAITED]
    for row in anew:
        row.status, row.reason, row.postponed, row.due_at = "planned", "", 1, row.planned_at or now
    return len(anew)


def _waiting(channel_id: int) -> Select[Any]:
    """Each reminder that waits (or gave up waiting) with the product its purchase is accompanied for."""
    first = (
        select(PurchaseItem.sku)
        .where(PurchaseItem.purchase_id == Touchpoint.purchase_id)
        .order_by(PurchaseItem.id)
        .limit(1)
        .scalar_subquery()
    )
    return select(Touchpoint, first).where(
        Touchpoint.channel_id == channel_id,
        Touchpoint.status.in_(("planned", "skipped")),
        Touchpoint.reason == WAITED,
    )
