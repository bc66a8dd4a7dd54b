"""在庫切れ: what the shop has none of, until when; and what waited for it once there is some again.

A reminder waits for its product (`timing.decide`) until the day the shop named, else it looks again every few
days. When the product is back it is decided anew at once: bought elsewhere or too late, it stays unsent.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import contact as contacts
from models import refill
from models.purchase import Purchase, PurchaseItem
from models.refill import OutOfStock
from models.touchpoint import OUT_OF_STOCK, Touchpoint
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
    waiting = select(_first_product().label("sku")).where(*_waits(channel_id)).subquery()
    counts = select(waiting.c.sku, func.count()).where(waiting.c.sku.is_not(None)).group_by(waiting.c.sku)
    found: dict[str, int] = dict(session.execute(counts).all())
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
    return select(Touchpoint, _first_product()).where(*_waits(channel_id))


def _waits(channel_id: int) -> tuple[Any, ...]:
    return Touchpoint.channel_id == channel_id, OUT_OF_STOCK, Touchpoint.status.in_(("planned", "skipped"))


def _first_product() -> Any:
    return (
        select(PurchaseItem.sku)
        .where(PurchaseItem.purchase_id == Touchpoint.purchase_id)
        .order_by(PurchaseItem.id)
        .limit(1)
        .scalar_subquery()
    )
