"""One purchase is what Sonogo accompanies. Its claim code binds it to a person in LINE, once.

status:  active ──> cancelled | refunded | returned   (none of them goes back; the journey stops)
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from models.among import among
from models.base import Base, Key

UNSEARCHED = text("searched_at IS NULL")
HAS_PHONE, HAS_EMAIL = text("phone <> ''"), text("email <> ''")


class Purchase(Base):
    __tablename__ = "purchases"
    __table_args__ = (
        # The shop's own number is the idempotency key: telling us twice changes nothing.
        UniqueConstraint("channel_id", "external_id"),
        Index("ix_purchases_contact", "contact_id"),
        Index("ix_purchases_bought", "purchased_at", "id"),
        Index("ix_purchases_unsearched", "id", postgresql_where=UNSEARCHED, sqlite_where=UNSEARCHED),
        Index(  # who bought the same again
            "ix_purchases_phone", "channel_id", "phone", postgresql_where=HAS_PHONE, sqlite_where=HAS_PHONE
        ),
        Index(
            "ix_purchases_email", "channel_id", "email", postgresql_where=HAS_EMAIL, sqlite_where=HAS_EMAIL
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    external_id: Mapped[str]
    purchased_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default="active")
    status_at: Mapped[datetime | None]
    status_note: Mapped[str] = mapped_column(default="")
    customer_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")  # E.164
    email: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    expected_delivery_on: Mapped[date | None]
    claim_code: Mapped[str] = mapped_column(unique=True)  # 8 characters without prefix or hyphens
    claim_expires_at: Mapped[datetime]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    bound_at: Mapped[datetime | None]
    journey: Mapped[str] = mapped_column(default="")  # id of the journey it rides; "" = none fits
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what scripts remembered (expectation …)
    searched_at: Mapped[datetime | None]  # it can be searched since then
    page_number: Mapped[int] = mapped_column(default=0)  # links to its progress page carry it; older: revoked
    created_at: Mapped[datetime]
    items: Mapped[list["PurchaseItem"]] = relationship(back_populates="purchase", order_by="PurchaseItem.id")


class PurchaseItem(Base):
    __tablename__ = "purchase_items"
    __table_args__ = (Index("ix_purchase_items_sku", "sku", "id"),)  # a product's newest is called as it is

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"), index=True)
    sku: Mapped[str]
    name: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)
    unit_price: Mapped[int | None]  # in the smallest unit of the shop's currency (yen)
    subscription: Mapped[bool] = mapped_column(default=False)  # 定期便: the next one comes by itself
    purchase: Mapped[Purchase] = relationship(back_populates="items")


class Milestone(Base):
    """Something happened to a purchase. Told again with another time, the time moves (and so do plans)."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("purchase_id", "name"),)  # one time per milestone: the latest told

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    name: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime]


WAS_DELIVERED: Final = and_(Milestone.purchase_id == Purchase.id, Milestone.name == "delivered")


def by_external_id(session: Session, channel_id: int, external_id: str) -> Purchase | None:
    statement = select(Purchase).where(Purchase.channel_id == channel_id, Purchase.external_id == external_id)
    return session.scalar(statement)


def by_claim_code(session: Session, code: str, *, lock: bool = False) -> Purchase | None:
    statement = select(Purchase).where(Purchase.claim_code == code)
    return session.scalar(statement.with_for_update() if lock else statement)


def by_external_ids(session: Session, channel_id: int, external_ids: Iterable[str]) -> list[Purchase]:
    """Locked: one of them may be bound."""
    mine = (Purchase.channel_id == channel_id, Purchase.external_id.in_(sorted(external_ids)))
    return list(session.scalars(select(Purchase).where(*mine).order_by(Purchase.id).with_for_update()))


def of_contact(session: Session, contact_id: int) -> list[Purchase]:
    """Newest first."""
    statement = select(Purchase).where(Purchase.contact_id == contact_id)
    return list(session.scalars(statement.order_by(Purchase.purchased_at.desc(), Purchase.id.desc())))


def of_contacts(session: Session, contact_ids: Iterable[int]) -> Sequence[Purchase]:
    """The purchases of these people with their items, newest first."""
    chosen = list(contact_ids)
    return session.scalars(_OF_CONTACTS, {"contacts": chosen}).unique().all() if chosen else []


def of_same_person(
    session: Session, purchase: Purchase, sku: str
) -> list[tuple[int, datetime, int, datetime | None]]:
    """(purchase, when, how many, delivered) of this product this person bought and kept, oldest first."""
    statement = (
        select(Purchase.id, Purchase.purchased_at, func.sum(PurchaseItem.quantity), Milestone.at)
        .join(PurchaseItem, PurchaseItem.purchase_id == Purchase.id)
        .outerjoin(Milestone, WAS_DELIVERED)
        .where(*_same_person(purchase), PurchaseItem.sku == sku)
        .group_by(Purchase.id, Purchase.purchased_at, Milestone.at)
        .order_by(Purchase.purchased_at, Purchase.id)
    )
    return [(number, at, int(quantity), came) for number, at, quantity, came in session.execute(statement)]


def items_of_same_person(session: Session, purchase: Purchase, sku: str) -> list[PurchaseItem]:
    """This product in everything this person bought and kept."""
    statement = select(PurchaseItem).join(Purchase, PurchaseItem.purchase_id == Purchase.id)
    mine = statement.where(*_same_person(purchase), PurchaseItem.sku == sku)
    return list(session.scalars(mine.order_by(PurchaseItem.id)))


def _same_person(purchase: Purchase) -> tuple[ColumnElement[bool], ...]:
    """The same person: the same contact, telephone number or mail address as this purchase has."""
    same = [Purchase.id == purchase.id]
    if purchase.contact_id is not None:
        same.append(Purchase.contact_id == purchase.contact_id)
    if purchase.phone:
        same.append(and_(Purchase.phone == purchase.phone, HAS_PHONE))
    if purchase.email:
        same.append(and_(Purchase.email == purchase.email, HAS_EMAIL))
    return Purchase.channel_id == purchase.channel_id, Purchase.status == "active", or_(*same)


def milestones_of_all(session: Session, purchase_ids: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """What is known to have happened to each of these purchases, and when."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for purchase_id, name, at in session.execute(_MILESTONES, {"purchases": list(purchase_ids)}):
        found[purchase_id][name] = at
    return found


def milestones_of(session: Session, purchase_id: int) -> dict[str, datetime]:
    rows = session.execute(select(Milestone.name, Milestone.at).where(Milestone.purchase_id == purchase_id))
    return {row.name: row.at for row in rows}


# --- The statements of every batch, made once: making them costs more than running them ------------------

_OF_CONTACTS: Final = (
    select(Purchase)
    .where(among(Purchase.contact_id, "contacts"))
    .options(joinedload(Purchase.items))
    .order_by(Purchase.purchased_at.desc(), Purchase.id.desc())
)
_MILESTONES: Final = select(Milestone.purchase_id, Milestone.name, Milestone.at).where(
    among(Milestone.purchase_id, "purchases")
)
