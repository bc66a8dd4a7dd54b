"""「たのみたい」: one tap asks for the same again. Staff get it as something to do: what, and how many."""

from sqlalchemy import select

from models.case import Case
from models.due_item import DueItem
from models.purchase import Purchase
from services import refills
from services.desk import Desk


def note(desk: Desk, case: Case, purchase: Purchase | None) -> None:
    """The order to take, due by the case's promise. Wished for twice in one case it stands there once."""
    if purchase is None or not purchase.items:
        return
    sku, quantity = refills.product_of(purchase)
    name = next(item.name for item in purchase.items if item.sku == sku)
    text = f"ご注文をうけたまわる：{name}（{sku}）× {quantity}"[:200]
    desk.session.flush()
    there = select(DueItem.id).where(
        DueItem.case_id == case.id, DueItem.text == text, DueItem.done_at.is_(None)
    )
    if desk.session.scalar(there.limit(1)) is not None:
        return
    desk.session.add(
        DueItem(
            case_id=case.id, contact_id=case.contact_id, text=text, assignee_id=case.assignee_id,
            due_at=case.promise_at, created_at=desk.now,
        )
    )  # fmt: skip
