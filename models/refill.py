"""置き薬: how fast products are used up, when each purchase will be empty, and what is out of stock.

A forecast belongs to a purchase and is kept as it last was before the next one: `bought_again_at` settles it,
and says how good it was.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

UNSETTLED: Final = text("bought_again_at IS NULL")
SETTLED: Final = text("bought_again_at IS NOT NULL")


class ProductPace(Base):
    """What the shop's customers teach about one product (`conversations.pace.Pace`), learnt once a day."""

    __tablename__ = "product_paces"
    __table_args__ = (UniqueConstraint("channel_id", "sku"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    sku: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    learnt_at: Mapped[datetime]


class RefillForecast(Base):
    """When what was bought will be used up. `basis`: what it rests on, for the reason in words."""

    __tablename__ = "refill_forecasts"
    __table_args__ = (
        UniqueConstraint("purchase_id"),
        Index("ix_refill_forecasts_open", "channel_id", postgresql_where=UNSETTLED, sqlite_where=UNSETTLED),
        Index(
            "ix_refill_forecasts_settled", "channel_id", "bought_again_at",
            postgresql_where=SETTLED, sqlite_where=SETTLED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    sku: Mapped[str]
    made_at: Mapped[datetime]
    starts_at: Mapped[datetime]  # delivered: from then on it is used
    runs_out_at: Mapped[datetime]
    earliest_at: Mapped[datetime]
    latest_at: Mapped[datetime]
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bought_again_at: Mapped[datetime | None]
    # What two simpler rules would have said, by what was known when it was bought; kept when it is settled.
    fixed_at: Mapped[datetime | None]  # the shop's median interval of the product
    last_at: Mapped[datetime | None]  # the customer's own last interval


class RemainingTold(Base):
    """What staff heard is left of a purchase: a level of `conversations.pace`, or about so many days."""

    __tablename__ = "remaining_told"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    level: Mapped[str]


class OutOfStock(Base):
    """在庫切れ: no reminder speaks of this product until that day, or until the row is gone."""

    __tablename__ = "out_of_stock"
    __table_args__ = (UniqueConstraint("channel_id", "sku"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    sku: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[date | None]  # from this day on there is some again, as far as the shop knows


def pace_of(session: Session, channel_id: int, sku: str) -> ProductPace | None:
    statement = select(ProductPace).where(ProductPace.channel_id == channel_id, ProductPace.sku == sku)
    return session.scalar(statement)


def forecast_of(session: Session, purchase_id: int) -> RefillForecast | None:
    return session.scalar(select(RefillForecast).where(RefillForecast.purchase_id == purchase_id))


def told_by_staff(session: Session, purchase_id: int) -> list[RemainingTold]:
    statement = select(RemainingTold).where(RemainingTold.purchase_id == purchase_id)
    return list(session.scalars(statement.order_by(RemainingTold.at, RemainingTold.id)))


def all_told_by_staff(session: Session, channel_id: int) -> dict[int, list[RemainingTold]]:
    """The same of every purchase of the account that is foreseen."""
    foreseen = RefillForecast.purchase_id == RemainingTold.purchase_id
    statement = select(RemainingTold).join(RefillForecast, foreseen)
    statement = statement.where(RefillForecast.channel_id == channel_id)
    found: dict[int, list[RemainingTold]] = defaultdict(list)
    for told in session.scalars(statement.order_by(RemainingTold.at, RemainingTold.id)):
        found[told.purchase_id].append(told)
    return found


def out_of(session: Session, channel_id: int, sku: str) -> OutOfStock | None:
    statement = select(OutOfStock).where(OutOfStock.channel_id == channel_id, OutOfStock.sku == sku)
    return session.scalar(statement)


def all_out(session: Session, channel_id: int) -> list[OutOfStock]:
    statement = select(OutOfStock).where(OutOfStock.channel_id == channel_id)
    return list(session.scalars(statement.order_by(OutOfStock.sku)))
