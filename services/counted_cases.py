"""The cases one day opened, with what the numbers about promises, answers and recovery need. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from conversations.results import ASKED_AGAIN_WITHIN, Handled
from models.case import Case, CaseEntry
from models.conversation import Answer
from models.purchase import Purchase, PurchaseItem
from models.touchpoint import Touchpoint
from services.shop import Shop
from services.visits import Group, monday_of, span_of

ANSWERED: Final = ("reply", "proposal", "spoke")
REPLACED: Final = {"promised_after_kept": True, "promised_after_broken": False, "belated": False}


@dataclass(frozen=True, slots=True)
class FoundCase:
    id: int
    contact_id: int
    reason: str
    staff: int  # who has it; 0 nobody
    group: Group
    handled: Handled


def cases_on(session: Session, shop: Shop, day: date) -> Iterator[FoundCase]:
    """Every case of the channel that was opened on this day."""
    first, last = span_of(day, shop.zone)
    mine = and_(Case.channel_id == shop.channel_id, Case.opened_at >= first, Case.opened_at < last)
    cases = session.execute(
        select(Case, Purchase.purchased_at)
        .outerjoin(Purchase, Purchase.id == Case.purchase_id)
        .where(mine)
        .order_by(Case.id)
    ).all()
    if not cases:
        return
    answered, replaced = _entries(session, mine)
    skus, versions, feelings = _skus(session, mine), _versions(session, mine), _feelings(session, mine)
    for case, purchased_at in cases:
        first_at = answered.get(case.id)
        before, after = _lift(case, feelings.get(case.id, []))
        handled = Handled(
            opened_at=case.opened_at, promise_at=case.promise_at, answered_at=case.first_response_at,
            closed_at=case.closed_at, first_at=first_at,
            business=shop.rules.hours.open_between(case.opened_at, first_at) if first_at else None,
            earlier=tuple(replaced.get(case.id, ())), before=before, after=after, reason=case.reason,
            close_reason=case.close_reason,
        )  # fmt: skip
        purchase_id = case.purchase_id or 0
        group = Group(
            skus.get(purchase_id, ""),
            monday_of(purchased_at, shop.zone) if purchased_at else None,
            versions.get(purchase_id, 0),
        )
        yield FoundCase(case.id, case.contact_id, case.reason, case.assignee_id or 0, group, handled)


def _entries(
    session: Session, mine: ColumnElement[bool]
) -> tuple[dict[int, datetime], dict[int, list[bool]]]:
    """When a human first wrote, and how promises ended that a later one replaced; by case."""
    kinds = (*ANSWERED, *REPLACED)
    statement = (
        select(CaseEntry.case_id, CaseEntry.kind, CaseEntry.at)
        .join(Case, Case.id == CaseEntry.case_id)
        .where(mine, CaseEntry.kind.in_(kinds))
        .order_by(CaseEntry.id)
    )
    answered: dict[int, datetime] = {}
    replaced: dict[int, list[bool]] = {}
    for case_id, kind, at in session.execute(statement):
        if kind in REPLACED:
            replaced.setdefault(case_id, []).append(REPLACED[kind])
        else:
            answered.setdefault(case_id, at)
    return answered, replaced


def _skus(session: Session, mine: ColumnElement[bool]) -> dict[int, str]:
    statement = select(PurchaseItem.purchase_id, PurchaseItem.sku).join(
        Case, Case.purchase_id == PurchaseItem.purchase_id
    )
    found: dict[int, str] = {}
    for purchase_id, sku in session.execute(statement.where(mine).order_by(PurchaseItem.id)):
        found.setdefault(purchase_id, sku)
    return found


def _versions(session: Session, mine: ColumnElement[bool]) -> dict[int, int]:
    statement = (
        select(Touchpoint.purchase_id, func.max(Touchpoint.journey_version_id))
        .join(Case, Case.purchase_id == Touchpoint.purchase_id)
        .where(mine)
        .group_by(Touchpoint.purchase_id)
    )
    return dict(session.execute(statement).all())


def _feelings(session: Session, mine: ColumnElement[bool]) -> dict[int, list[tuple[datetime, int]]]:
    """What the case's customer answered about the feeling, on the same purchase, oldest first; by case."""
    statement = (
        select(Case.id, Answer.answered_at, Answer.score)
        .join(Answer, Answer.purchase_id == Case.purchase_id)
        .where(mine, Answer.axis == "feeling", Answer.score.is_not(None))
        .order_by(Answer.id)
    )
    found: dict[int, list[tuple[datetime, int]]] = {}
    for case_id, at, score in session.execute(statement):
        if score is not None:
            found.setdefault(case_id, []).append((at, score))
    return found


def _lift(case: Case, feelings: list[tuple[datetime, int]]) -> tuple[int | None, int | None]:
    """The feeling the case began with (or soon after: the face may follow the result that opened it), and
    the first one asked after it closed."""
    closed = case.closed_at
    if closed is None:
        return None, None
    during = [score for at, score in feelings if at <= closed]
    later = [score for at, score in feelings if closed < at <= closed + ASKED_AGAIN_WITHIN]
    return (during[-1] if during else None), (later[0] if later else None)
