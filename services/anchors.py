"""The instant an anchor of a journey stands for: what touchpoints count their time from."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.following import NOT_TALKED
from conversations.journey import Anchor
from models.case import Case
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.purchase import Purchase
from services.shop import Shop


def moment_of(
    session: Session,
    shop: Shop,
    anchor: Anchor,
    purchase: Purchase,
    contact: Contact,
    milestones: dict[str, datetime],
    runs_out: datetime | None = None,
) -> datetime | None:
    """The instant an anchor stands for, or None while it is unknown. `runs_out`: the present forecast."""
    match anchor.kind:
        case "purchased":
            return purchase.purchased_at
        case "befriended":
            moments = [at for at in (purchase.bound_at, contact.befriended_at) if at is not None]
            return max(moments) if moments else None
        case "expected_delivery":
            return _midday(purchase.expected_delivery_on, shop.tz)
        case "runs_out":
            return runs_out
        case "milestone":
            return milestones.get(anchor.milestone)
        case "completed":
            return _completed_at(session, purchase.id, anchor)
        case "friend_bought":
            return None  # each friend brings a round of its own, see services/referrals.py
        case "silence":
            return None  # its time is the last word's, see services/silences.py
        case "answered":
            return _answered_at(session, purchase.id, anchor)
        case "case_closed":
            talked = (Case.reason.not_in(NOT_TALKED), Case.first_response_at.is_not(None))
            closed = select(func.max(Case.closed_at)).where(Case.purchase_id == purchase.id, *talked)
            return session.scalar(closed)


def _midday(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(12), zone).astimezone(UTC) if day is not None else None


def _answered_at(session: Session, purchase_id: int, anchor: Anchor) -> datetime | None:
    statement = select(func.max(Answer.answered_at)).where(
        Answer.purchase_id == purchase_id, Answer.script == anchor.script, Answer.step == anchor.step
    )
    if anchor.choice:
        statement = statement.where(Answer.value == anchor.choice)
    return session.scalar(statement)


def _completed_at(session: Session, purchase_id: int, anchor: Anchor) -> datetime | None:
    """When a conversation of this script came to its end last, as well as it should have."""
    mine = (
        Conversation.purchase_id == purchase_id,
        Conversation.script == anchor.script,
        Conversation.status == "completed",
    )
    statement = select(func.max(Conversation.finished_at)).where(*mine)
    if anchor.choice:
        statement = statement.where(Conversation.outcome == anchor.choice)
    return session.scalar(statement)
