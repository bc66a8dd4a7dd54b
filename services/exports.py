"""The rows behind the numbers, for a spreadsheet: what was asked, what came back, without names or words.

Day by day, so that any period fits into memory. Facts only, nothing counted: whoever doubts a number can
count for themselves (bench/results_check.py does).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from models.database import Database
from services.counted_cases import cases_on
from services.figures import Filters
from services.first_wins import purchases_on
from services.shop import Shop
from services.visits import Group, visits_on

Cell = str | int | float | None
VISIT_HEAD: Final = (
    "touchpoint_id", "contact_id", "purchase_id", "touchpoint", "purpose", "round", "product",
    "purchase_week", "journey_version", "decision", "decided_at", "delivered_at", "conversation", "answers",
    "asks_for", "result", "feeling", "asked_again", "stopped_all", "pushes", "blocked_at",
    "last_before_block", "next_order_at",
)  # fmt: skip
CASE_HEAD: Final = (
    "case_id", "contact_id", "reason", "staff_id", "product", "purchase_week", "journey_version", "opened_at",
    "promise_at", "answered_at", "first_answer_at", "business_seconds", "closed_at", "earlier_kept",
    "earlier_broken", "feeling_before", "feeling_after", "close_reason",
)  # fmt: skip
PURCHASE_HEAD: Final = (
    "purchase_id", "product", "purchase_week", "journey_version", "bound", "delivered_at", "first_win_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    head: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def export_of(kind: str, database: Database, shop: Shop, filters: Filters) -> Export:
    """`visits`, `cases` or `purchases` of the filters' period."""
    if kind == "cases":
        return Export(CASE_HEAD, _cases(database, shop, filters))
    if kind == "purchases":
        return Export(PURCHASE_HEAD, _purchases(database, shop, filters))
    return Export(VISIT_HEAD, _visits(database, shop, filters))


def _visits(database: Database, shop: Shop, filters: Filters) -> Iterator[tuple[Cell, ...]]:
    for day in _days(filters):
        with database.read() as session:
            found = [one for one in visits_on(session, shop, day) if _fits(one.group, filters)]
        for one in found:
            visit = one.visit
            yield (
                one.id, one.contact_id, one.purchase_id, one.key, one.purpose, one.round, *_group(one.group),
                visit.decided, _at(visit.decided_at), _at(visit.delivered_at), visit.status, visit.answers,
                "+".join(sorted(visit.scored)), visit.result, visit.feeling, int(visit.comes_again),
                int(visit.stopped_all), visit.billed, _at(visit.blocked_at), int(visit.is_last_before_block),
                _at(visit.bought_at),
            )  # fmt: skip


def _cases(database: Database, shop: Shop, filters: Filters) -> Iterator[tuple[Cell, ...]]:
    for day in _days(filters):
        with database.read() as session:
            found = [one for one in cases_on(session, shop, day) if _fits(one.group, filters)]
        for one in found:
            if filters.staff and one.staff != filters.staff:
                continue
            case = one.handled
            yield (
                one.id, one.contact_id, one.reason, one.staff, *_group(one.group), _at(case.opened_at),
                _at(case.promise_at), _at(case.answered_at), _at(case.first_at),
                int(case.business.total_seconds()) if case.business is not None else None,
                _at(case.closed_at), case.earlier.count(True), case.earlier.count(False),
                case.before, case.after, case.close_reason,
            )  # fmt: skip


def _purchases(database: Database, shop: Shop, filters: Filters) -> Iterator[tuple[Cell, ...]]:
    for day in _days(filters):
        with database.read() as session:
            found = [one for one in purchases_on(session, shop, day) if _fits(one.group, filters)]
        for one in found:
            yield one.id, *_group(one.group), int(one.is_bound), _at(one.delivered_at), _at(one.won_at)


def _days(filters: Filters) -> Iterator[date]:
    return (filters.since + timedelta(days=n) for n in range((filters.until - filters.since).days + 1))


def _fits(group: Group, filters: Filters) -> bool:
    return (
        filters.product in ("", group.product)
        and filters.cohort in (None, group.cohort)
        and filters.version in (0, group.version)
    )


def _group(group: Group) -> tuple[str, str | None, int]:
    return group.product, group.cohort.isoformat() if group.cohort else None, group.version


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
