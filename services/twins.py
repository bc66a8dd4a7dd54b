"""Two orders of one product at one time: what was just said about one is not said again about the other.

The words would be the very same, and a customer with two of them is not asked twice. News of a parcel is
repeated after a while (it may be another parcel); a question or a tip only when the other order is long past.
"""

from datetime import timedelta
from typing import Final

from conversations.journey import Touchpoint as Written
from conversations.sacrifice import Spending
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from services.desk import Desk
from services.planning import MOVED

WITHIN: Final[dict[Spending, timedelta]] = {
    "milestone": timedelta(hours=1),
    "how_to": timedelta(days=7),
    "check_in": timedelta(days=7),
}


def is_said(desk: Desk, purchase: Purchase, row: Touchpoint, written: Written, purpose: Spending) -> bool:
    """Was this touchpoint sent just now for another order of the same product?"""
    within = WITHIN.get(purpose)
    if within is None or purchase.contact_id is None:
        return False
    if written.anchor.kind != "milestone" or written.anchor.milestone == MOVED:  # each has a day of its own
        return False
    contact = desk.contacts[purchase.contact_id]
    for sent in desk.sent_lately[contact.id]:
        if sent.key != row.key or sent.decided_at is None or sent.decided_at <= desk.now - within:
            continue
        other = desk.purchase_of(contact, sent.purchase_id)
        if other is not None and other.id != purchase.id and _same_words(other, purchase):
            return True
    return False


def _same_words(one: Purchase, other: Purchase) -> bool:
    """The same journey about the same product: a message names the first item."""
    names = [purchase.items[0].name if purchase.items else "" for purchase in (one, other)]
    return one.journey == other.journey and names[0] == names[1]
