"""Events out: what other systems are told, written in the same commit as what it tells of.

Numbers, codes and the shop's own order number only: no names, no words, no addresses, nothing of LINE's.
Who wants more asks the API for it, with a token that may.
"""

import secrets
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from sqlalchemy.orm import Session

from models.appending import append
from models.case import Case
from models.webhook import WebhookDelivery, WebhookEndpoint
from services.desk import Desk

TYPES: Final = (
    "purchase.claimed", "answer.captured", "check_in.completed", "case.opened", "case.answered",
    "case.escalated", "case.closed", "case.reopened", "promise.broken", "health.reported",
)  # fmt: skip
PING: Final = "ping"


def announce(desk: Desk, type: str, **data: Any) -> None:
    """Tell every endpoint that listens to this."""
    hearing = [endpoint for endpoint in desk.listeners if type in endpoint.events]
    if hearing:
        payload = body(type, desk.now, data)
        for endpoint in hearing:
            queue(desk.session, endpoint.id, type, payload, desk.now)


def announce_case(desk: Desk, type: str, case: Case, **more: Any) -> None:
    """Something of a case. Its number must be known: flush first."""
    contact = desk.contacts.get(case.contact_id)
    purchase = desk.purchase_of(contact, case.purchase_id) if contact is not None else None
    announce(
        desk, type, case_id=case.id, contact_id=case.contact_id,
        purchase=purchase.external_id if purchase else None, reason=case.reason, level=case.level,
        promise_at=case.promise_at, **more,
    )  # fmt: skip


def body(type: str, at: datetime, data: dict[str, Any]) -> str:
    """The very bytes that are signed and sent."""
    told = {"type": type, "timestamp": at.astimezone(UTC), "data": data}
    return orjson.dumps(told, option=orjson.OPT_UTC_Z).decode()


def queue(session: Session, endpoint_id: int, type: str, payload: str, now: datetime) -> None:
    append(
        session, WebhookDelivery, endpoint_id=endpoint_id, message_id=f"msg_{secrets.token_urlsafe(18)}",
        type=type, payload=payload, status="pending", attempts=0, due_at=now, created_at=now, error="",
    )  # fmt: skip


def hears(endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """The types an endpoint is told, in the order they are listed."""
    return tuple(type for type in TYPES if type in endpoint.events)
