"""定期便: who gets the next one by itself, so that nobody offers it. Hold the lane; nothing commits."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models import purchase as purchases
from models.purchase import Purchase


def subscribe(session: Session, purchase: Purchase, skus: Iterable[str], on: bool) -> bool:
    """This order's products come by themselves from now on, or no longer; True if that was news.

    It is enough to know it of one order. Who ends it ends it for everything they bought of the product.
    """
    changed = False
    for sku in set(skus):
        if on:
            items = [item for item in purchase.items if item.sku == sku]
        else:
            items = purchases.items_of_same_person(session, purchase, sku)
        for item in items:
            changed = changed or item.subscription != on
            item.subscription = on
    session.flush()
    return changed
