"""`purchases import FILE`: a shop's export becomes purchases, as often as it is imported, each order once.

Known orders stay as they are, but new milestones and endings in the file are told to them, and whether a
product comes by subscription: a shop may import today's whole export every day. A line that has a known
number, but another customer and other products, is another order's: it changes nothing. A dry run does all
of it and commits nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.folding import key
from models import contact as contacts
from models import partner
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase, milestones_of
from services import subscriptions
from services.columns import find_columns
from services.orders import Order, Reader, Refusal
from services.purchases import AlreadyEnded, end, register, tell_milestone
from services.referrals import read_code
from services.sheets import COMMAND_LINE, Limits, UnreadableFile, read_sheet
from services.shop import Shop

__all__ = ["ImportReport", "Progress", "Refusal", "UnreadableFile", "import_purchases"]

Progress = Callable[[int, int], None]  # orders done, orders in all
ENDED: Final = {
    "cancelled": ("取消になります。元に戻せません", "will be cancelled for good"),
    "refunded": ("返金済みになります。元に戻せません", "will be refunded for good"),
    "returned": ("返品済みになります。元に戻せません", "will be returned for good"),
}
_CHUNK: Final = 100  # orders per commit: few commits, and no other writer waits long


@dataclass
class ImportReport:
    """What an import did, or would do. `notes` were imported, with something left out."""

    dry_run: bool
    rows: int = 0
    orders: int = 0
    created: int = 0
    known: int = 0
    milestones: int = 0
    ended: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    endings: list[Refusal] = field(default_factory=list)  # what ends for good; `column` is the order's number
    ignored_columns: tuple[str, ...] = ()


def import_purchases(
    database: Database,
    shop: Shop,
    path: Path,
    now: datetime,
    *,
    dry_run: bool = False,
    limits: Limits = COMMAND_LINE,
    progress: Progress = lambda done, total: None,
) -> ImportReport:
    """Import a CSV or Excel file. UnreadableFile when it is no table of purchases at all."""
    rows = read_sheet(path, limits)
    columns = find_columns(rows)
    reader = Reader(columns, shop.tz, now)
    reader.read(rows)
    orders = reader.orders()
    report = ImportReport(
        dry_run,
        rows=reader.rows,
        orders=len(orders),
        refused=reader.refused,
        notes=reader.notes,
        ignored_columns=columns.ignored,
    )
    waiting, done = iter(orders), 0
    progress(0, len(orders))
    while chunk := list(islice(waiting, _CHUNK)):
        with database.begin() as uow:
            _take_lanes(uow.session, shop, chunk)
            for order in chunk:
                _tell(uow.session, shop, order, now, columns.titles, report)
            if not dry_run:
                uow.commit()
        done += len(chunk)
        progress(done, len(orders))
    report.refused.sort(key=lambda refusal: refusal.line)
    return report


def _tell(
    session: Session, shop: Shop, order: Order, now: datetime, titles: Mapping[str, str],
    report: ImportReport,
) -> None:  # fmt: skip
    purchase, created = register(session, shop, order.purchase, now)
    report.created += created
    if created and order.purchase.referral_code and partner.referral_of(session, purchase.id) is None:
        ja, en = "この紹介コードは見つからないため、紹介なしで登録します", "is nobody's code and is left out"
        report.notes.append(Refusal(order.line, titles.get("referral_code", "referral_code"), ja, en))
    report.known += not created
    if not created and _is_anothers(purchase, order):
        ja = "この注文番号の購入は、お名前も商品も違います。番号をお確かめください。何も変えません"
        en = "belongs to an order with another name and other products; check the number, nothing was changed"
        report.refused.append(Refusal(order.line, titles.get("external_id", "external_id"), ja, en))
        return
    if not created:
        for item in order.purchase.items:
            if item.subscription is not None:
                subscriptions.subscribe(session, purchase, [item.sku], item.subscription)
    told = milestones_of(session, purchase.id)
    for name, at in order.milestones.items():
        if told.get(name) != at:
            _, moved = tell_milestone(session, shop, purchase, name, at, "", now)
            report.milestones += moved
    if order.ending and order.ending != purchase.status:
        try:
            report.ended += end(session, shop, purchase, order.ending, "", now)
            report.endings.append(Refusal(order.line, purchase.external_id, *ENDED[order.ending]))
        except AlreadyEnded as ended:
            ja, en = (
                f"すでに「{ended.status}」のため変えられません",
                f"is already {ended.status} and cannot change",
            )
            report.refused.append(Refusal(order.line, titles.get("status", "status"), ja, en))


def _is_anothers(purchase: Purchase, order: Order) -> bool:
    """Whether nothing but the number agrees: neither the customer's name nor any of the products."""
    names = {key(name) for name in (purchase.customer_name, order.purchase.customer_name) if name}
    known, told = {item.sku for item in purchase.items}, {item.sku for item in order.purchase.items}
    return len(names) == 2 and bool(known) and known.isdisjoint(told)


def _take_lanes(session: Session, shop: Shop, chunk: Sequence[Order]) -> None:
    """Lock the contacts of the chunk's bound purchases and of its referral codes, by id: two imports at once
    never wait in a ring."""
    known = select(Purchase.contact_id).where(
        Purchase.channel_id == shop.channel_id,
        Purchase.external_id.in_([order.purchase.external_id for order in chunk]),
        Purchase.contact_id.is_not(None),
    )
    codes = {read_code(order.purchase.referral_code) for order in chunk} - {""}
    referrers = select(Contact.id).where(
        Contact.channel_id == shop.channel_id, Contact.referral_code.in_(codes)
    )
    lanes = {*session.scalars(known), *session.scalars(referrers)}
    for contact_id in sorted(contact_id for contact_id in lanes if contact_id):
        contacts.lock(session, contact_id)
