"""Counting: one day at a time is counted anew from its rows, so that a page adds up few rows, not many.

A tick: safe late, twice, from two machines at once (models/result.py says how). What changes after a day was
counted is seen when the day is due again: after a hundredth of its age, or at once when it is marked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.results import measures_of, measures_of_case
from models import result as results
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase, PurchaseItem
from models.result import CASES, COUNTERS, PURCHASES, VISITS, ResultDay
from models.touchpoint import Touchpoint
from services.counted_cases import cases_on
from services.first_wins import purchases_on
from services.shop import Clock, Shop, ShopOf
from services.visits import IS_DECIDED, Group, monday_of, span_of, visits_on

SOONEST: Final = timedelta(minutes=1)  # today is counted so often
SHARE: Final = 100  # of a day's age: a day a hundred days old is counted again tomorrow
Place = tuple[Any, ...]  # product, cohort, version, and what the counters are kept by besides
Counts = dict[Place, Counter[str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One day, counted and not yet written."""

    due: ResultDay
    at: datetime
    rows: tuple[list[dict[str, Any]], ...]
    names: dict[str, str]


def count_due(database: Database, shop_of: ShopOf, channel_id: int, clock: Clock, limit: int = 20) -> int:
    """Count days that are due, the one that has waited longest first; how many."""
    counted = 0
    while counted < limit and _count_next(database, shop_of(channel_id), clock()):
        counted += 1
    return counted


def count_all(database: Database, shop: Shop, clock: Clock) -> int:
    """Until no day is due; how many were counted."""
    counted = 0
    while _count_next(database, shop, clock()):
        counted += 1
    return counted


def _count_next(database: Database, shop: Shop, now: datetime) -> int:
    found = look(database, shop, now)
    if found is not None:
        keep(database, shop, found)
    return int(found is not None)


def look(database: Database, shop: Shop, now: datetime) -> Counted | None:
    """Count the day that has waited longest; nothing is written or locked meanwhile."""
    _open_days(database, shop, now)
    with database.read() as session:
        due = results.next_due(session, shop.channel_id, now)
        if due is None:
            return None
        return Counted(due, now, _count(session, shop, due.day, now), _names(session, shop, due.day))


def keep(database: Database, shop: Shop, counted: Counted) -> bool:
    """Write down what was counted, unless somebody else did or the day was marked since."""
    day = counted.due.day
    with database.begin() as uow:
        due_at = next_time(day, shop.zone, counted.at)
        if not results.settle(uow.session, counted.due, counted.at, due_at):
            return False
        for counters, rows in zip(COUNTERS, counted.rows, strict=True):
            results.replace_day(uow.session, counters, shop.channel_id, day, rows)
        results.name_products(uow.session, shop.channel_id, counted.names)
        uow.commit()
    return True


def next_time(day: date, zone: str, now: datetime) -> datetime:
    """The older a day, the rarer it is counted: what is late mostly is late by little."""
    age = now - span_of(day, zone)[1]
    return now + max(SOONEST, age / SHARE)


def mark_person(session: Session, contact: Contact, now: datetime) -> None:
    """This person's rows were changed by hand (taken back, erased): count their days again soon."""
    moments = [
        *session.scalars(select(Touchpoint.decided_at).where(Touchpoint.contact_id == contact.id)),
        *session.scalars(select(Case.opened_at).where(Case.contact_id == contact.id)),
        *session.scalars(select(Purchase.purchased_at).where(Purchase.contact_id == contact.id)),
    ]
    zone = ZoneInfo(session.get_one(Channel, contact.channel_id).time_zone)
    days = {at.astimezone(zone).date() for at in moments if at is not None}
    results.mark(session, contact.channel_id, days, now)


def _open_days(database: Database, shop: Shop, now: datetime) -> None:
    """Every day until today has its row; the first time, from the first thing that happened."""
    today = now.astimezone(shop.tz).date()
    with database.read() as session:
        newest = results.newest_day(session, shop.channel_id)
        if newest is not None and newest >= today:
            return
        begin = newest + timedelta(days=1) if newest else _first_day(session, shop) or today
    with database.begin() as uow:
        days = (begin + timedelta(days=n) for n in range((today - begin).days + 1))
        results.ensure_days(uow.session, shop.channel_id, days, now)
        uow.commit()


def _first_day(session: Session, shop: Shop) -> date | None:
    mine = shop.channel_id
    moments = (
        session.scalar(
            select(func.min(Touchpoint.decided_at)).where(Touchpoint.channel_id == mine, IS_DECIDED)
        ),
        session.scalar(select(func.min(Case.opened_at)).where(Case.channel_id == mine)),
        session.scalar(select(func.min(Purchase.purchased_at)).where(Purchase.channel_id == mine)),
    )
    known = [at.astimezone(shop.tz).date() for at in moments if at is not None]
    return min(known) if known else None


def _count(session: Session, shop: Shop, day: date, now: datetime) -> tuple[list[dict[str, Any]], ...]:
    visits: Counts = {}
    for found in visits_on(session, shop, day):
        _add(visits, found.group, (found.key, found.purpose), measures_of(found.visit, now))
    cases: Counts = {}
    for case in cases_on(session, shop, day):
        _add(cases, case.group, (case.staff,), measures_of_case(case.handled, now))
    purchases: Counts = {}
    for purchase in purchases_on(session, shop, day):
        told = {
            "purchases": 1,
            "bound": int(purchase.is_bound),
            "delivered": int(purchase.delivered_at is not None),
            "won": int(purchase.days is not None),
        }
        _add(purchases, purchase.group, (purchase.days,), told.items())
    week = monday_of(day, shop.zone)
    base = {"channel_id": shop.channel_id, "day": day, "week": week}
    return (
        list(_rows(base, visits, VISITS, ("key", "purpose"))),
        list(_rows(base, cases, CASES, ("staff",))),
        list(_rows(base, purchases, PURCHASES, ("days",))),
    )


def _add(counts: Counts, group: Group, own: Place, measures: Iterable[tuple[str, int]]) -> None:
    counter = counts.setdefault((group.product, group.cohort, group.version, *own), Counter())
    for name, number in measures:
        counter[name] += number


def _rows(
    base: dict[str, Any], counts: Counts, counters: Any, own: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Each place, and the same with all products and cohorts together."""
    whole: Counts = {}
    for place, counter in counts.items():
        _merge(whole, ("", None, *place[2:]), counter)
    dimensions = ("product", "cohort", "version", *own)
    fixed = {"id", "whole", *base, *dimensions}
    measures = [column.name for column in counters.columns if column.name not in fixed]
    for is_whole, kept in ((True, whole), (False, counts)):
        for place, counter in kept.items():
            numbers = {name: counter[name] for name in measures}
            yield {**base, "whole": is_whole, **dict(zip(dimensions, place, strict=True)), **numbers}


def _merge(counts: Counts, place: Place, counter: Counter[str]) -> None:
    counts.setdefault(place, Counter()).update(counter)


def _names(session: Session, shop: Shop, day: date) -> dict[str, str]:
    """What products bought that day are called now."""
    first, last = span_of(day, shop.zone)
    statement = (
        select(PurchaseItem.sku, func.max(PurchaseItem.name))
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .where(
            Purchase.channel_id == shop.channel_id,
            Purchase.purchased_at >= first,
            Purchase.purchased_at < last,
        )
        .group_by(PurchaseItem.sku)
    )
    return dict(session.execute(statement).all())
