"""The purchases of one day and how long it took from the delivery to the first win. Reads only.

The first win is the milestone `first_used`: told by the shop, or by a script once the customer said so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.purchase import Milestone, Purchase, PurchaseItem
from models.touchpoint import Touchpoint
from services.shop import Shop
from services.visits import Group, monday_of, span_of

WIN, START = "first_used", "delivered"


@dataclass(frozen=True, slots=True)
class FoundPurchase:
    id: int
    group: Group
    is_bound: bool
    delivered_at: datetime | None
    won_at: datetime | None

    @property
    def days(self) -> int | None:
        """Whole days from delivery to the first win; None without both."""
        if self.delivered_at is None or self.won_at is None:
            return None
        return max(0, (self.won_at - self.delivered_at).days)


def purchases_on(session: Session, shop: Shop, day: date) -> Iterator[FoundPurchase]:
    """Every purchase of the channel made on this day."""
    first, last = span_of(day, shop.zone)
    mine = and_(
        Purchase.channel_id == shop.channel_id, Purchase.purchased_at >= first, Purchase.purchased_at < last
    )
    reached: dict[tuple[int, str], datetime] = {}
    milestones = select(Milestone.purchase_id, Milestone.name, Milestone.at).join(
        Purchase, Purchase.id == Milestone.purchase_id
    )
    for purchase_id, name, at in session.execute(milestones.where(mine, Milestone.name.in_((WIN, START)))):
        reached[purchase_id, name] = at
    items = select(PurchaseItem.purchase_id, PurchaseItem.sku).join(
        Purchase, Purchase.id == PurchaseItem.purchase_id
    )
    skus: dict[int, str] = {}
    for purchase_id, sku in session.execute(items.where(mine).order_by(PurchaseItem.id)):
        skus.setdefault(purchase_id, sku)
    riding = (
        select(Touchpoint.purchase_id, func.max(Touchpoint.journey_version_id))
        .join(Purchase, Purchase.id == Touchpoint.purchase_id)
        .where(mine)
        .group_by(Touchpoint.purchase_id)
    )
    versions = dict(session.execute(riding).all())
    cohort = monday_of(day, shop.zone)
    for purchase_id, bound_at in session.execute(
        select(Purchase.id, Purchase.bound_at).where(mine).order_by(Purchase.id)
    ):
        group = Group(skus.get(purchase_id, ""), cohort, versions.get(purchase_id, 0))
        yield FoundPurchase(
            purchase_id, group, bound_at is not None,
            reached.get((purchase_id, START)), reached.get((purchase_id, WIN)),
        )  # fmt: skip
