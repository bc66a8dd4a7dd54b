"""Planting faults among months that were lived without one: rows to plant, and what the recount says."""

from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Select, select

from models.case import Case
from models.contact import Contact
from models.conversation import Conversation
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.touchpoint import Touchpoint
from tests.rehearsal.small_year import Lived

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def first(lived: Lived, statement: Select[Any]) -> Any:
    with lived.sonogo.database.read() as session:
        found = session.execute(statement).first()
    assert found is not None, "too little was lived to plant this fault"
    return found if len(found) > 1 else found[0]


def sent(purpose: str) -> Select[Any]:
    by_itself = (Touchpoint.status == "sent", Touchpoint.reason != "answered_at_once")
    joined = select(Touchpoint, Conversation).join(Conversation, Conversation.touchpoint_id == Touchpoint.id)
    return joined.where(*by_itself, Conversation.purpose == purpose).order_by(Touchpoint.id)


def pushed(*more: Any) -> Select[Any]:
    message = OutboundMessage
    by_itself = (message.method == "push", message.author == "bot", message.status == "sent")
    return select(message).where(*by_itself, *more).order_by(message.id)


def a_case(lived: Lived, contact_id: int, begin: datetime, end: datetime, reason: str = "unhappy") -> Case:
    return Case(
        channel_id=lived.sonogo.shop.channel_id, contact_id=contact_id, reason=reason, status="closed",
        opened_at=begin, promise_at=begin + HOUR, closed_at=end,
    )  # fmt: skip


def an_event(lived: Lived, contact_id: int, at: datetime, kind: str, words: str = "") -> InboundEvent:
    user = first(lived, select(Contact.line_user_id).where(Contact.id == contact_id))
    payload = {"type": kind, "message": {"type": "text", "text": words}} if words else {"type": kind}
    return InboundEvent(
        channel_id=lived.sonogo.shop.channel_id, webhook_event_id=f"planted-{kind}-{at}", line_user_id=user,
        type=kind, occurred_at=at, received_at=at, handled_at=at, payload=orjson.dumps(payload).decode(),
    )  # fmt: skip


def broken(lived: Lived) -> dict[str, float]:
    """The vows that were broken, and how often."""
    vows = {name: line for name, line in lived.lines().items() if line.limit == 0}
    return {name: line.recount or 0 for name, line in vows.items() if not line.is_fine}
