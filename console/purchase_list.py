"""購入の一覧: what was sold, whose it is, and whether its code was used. A page after a cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, select, tuple_
from sqlalchemy.orm import Session, selectinload

from console import finding
from console.customer_list import read_channel, read_cursor, write_cursor
from models import measures, search
from models.purchase import Purchase, PurchaseItem
from models.search import Term
from models.touchpoint import Touchpoint
from services.folding import read_query
from services.incidents import UNSAID
from services.purchases import ENDINGS

PAGE: Final = 50
STATES: Final = ("open", "claimed", "unmoved", "unsaid", "expired", *ENDINGS)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for. "" means all."""

    q: str = ""
    state: str = ""
    product: str = ""
    journey: str = ""
    channel: str = ""  # id

    @property
    def kept(self) -> dict[str, str]:
        chosen = {name: getattr(self, name) for name in ("state", "product", "journey", "channel")}
        return {name: value for name, value in chosen.items() if value}


def read_filters(asked: Mapping[str, str]) -> Filters:
    return Filters(
        q=asked.get("q", "").strip()[:100],
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        product=asked.get("product", "")[:200],
        journey=asked.get("journey", "")[:100],
        channel=read_channel(asked),
    )


def claim_state(purchase: Purchase, now: datetime) -> str:
    """open ──claimed──> claimed; open ──time──> expired; and however it ended."""
    if purchase.status != "active":
        return purchase.status
    if purchase.contact_id is not None:
        return "claimed"
    return "expired" if now >= purchase.claim_expires_at else "open"


def page_of(
    session: Session, filters: Filters, *, reach: bool, now: datetime, after: str = "", size: int = PAGE
) -> tuple[list[Purchase], str]:
    """Purchases bought last first, and the cursor of the next page ("" = none)."""
    statement = _filtered(select(Purchase), filters, now)
    place = read_cursor(after)
    if place is not None:
        statement = statement.where(tuple_(Purchase.purchased_at, Purchase.id) < tuple_(*place))
    if filters.q:
        statement = _named(session, statement, read_query(filters.q), reach, size + 1)
    ordered = statement.order_by(Purchase.purchased_at.desc(), Purchase.id.desc())
    found = list(session.scalars(ordered.limit(size + 1).options(selectinload(Purchase.items))))
    last = found[size - 1] if len(found) > size else None
    return found[:size], write_cursor(last.purchased_at, last.id) if last else ""


def _named(
    session: Session, statement: Select[Any], terms: Sequence[Term], reach: bool, count: int
) -> Select[Any]:
    """Only those the words are found with."""
    if not terms:
        return statement.where(false())
    return finding.first(
        session, statement, (Purchase.purchased_at, Purchase.id), count,
        search.look(session, terms, reach=reach).purchases,
        lambda ids: search.purchases_among(session, ids, terms, reach=reach),
        lambda: search.purchases_with(session, terms, reach=reach),
    )  # fmt: skip


def _filtered(statement: Select[Any], filters: Filters, now: datetime) -> Select[Any]:
    if filters.channel:
        statement = statement.where(Purchase.channel_id == int(filters.channel))
    if filters.state:
        statement = statement.where(*_state(filters.state, now))
    if filters.journey:
        statement = statement.where(Purchase.journey == filters.journey)
    if filters.product:
        sold = select(PurchaseItem.purchase_id).where(PurchaseItem.sku == filters.product)
        statement = statement.where(Purchase.id.in_(sold))
    return statement


def _state(state: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    active = Purchase.status == "active"
    match state:
        case "open":
            return (active, Purchase.contact_id.is_(None), Purchase.claim_expires_at > now)
        case "expired":
            return (active, Purchase.contact_id.is_(None), Purchase.claim_expires_at <= now)
        case "claimed":
            return (active, Purchase.contact_id.is_not(None))
        case "unmoved":  # its customer had to be told that nothing moves
            silent = select(Touchpoint.purchase_id).join(Purchase, Purchase.id == Touchpoint.purchase_id)
            return (Purchase.id.in_(silent.where(*measures.unmoved())),)
        case "unsaid":  # its customer could not be told so
            silent = select(Touchpoint.purchase_id).where(*measures.unsaid(now - UNSAID))
            return (Purchase.id.in_(silent),)
    return (Purchase.status == state,)
