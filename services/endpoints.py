"""Who is told of events: endpoints an owner adds, changes, tries out. The audit names them by number."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import webhook
from models.outside import LONGEST, Refused, check
from models.webhook import WebhookDelivery, WebhookEndpoint
from services.announcing import PING, TYPES, body, queue
from services.sealing import Sealer
from services.staffing import audit

PURPOSE: Final = "webhooks"  # what the key of their secrets is derived for
MOST: Final = 20
OVERLAP: Final = timedelta(hours=24)  # both secrets sign for so long
FINISHED: Final = ("delivered", "failed")


def add(
    session: Session, sealer: Sealer, actor: int, url: str, name: str, events: Collection[str], now: datetime,
    *, anywhere: bool = False,
) -> tuple[WebhookEndpoint, str]:  # fmt: skip
    """A new endpoint, and its secret: shown this once. Raises Refused."""
    if len(webhook.endpoints(session)) >= MOST:
        raise Refused("too_many")
    secret = new_secret()
    endpoint = WebhookEndpoint(
        secret=sealer.seal(secret), created_at=now, active=True, off_why="", failures=0
    )
    _fill(endpoint, url, name, events, anywhere)
    session.add(endpoint)
    session.flush()
    _note(session, now, actor, "webhook.added", endpoint.id)
    return endpoint, secret


def change(
    session: Session, actor: int, endpoint_id: int, url: str, name: str, events: Collection[str],
    now: datetime, *, anywhere: bool = False,
) -> None:  # fmt: skip
    _fill(get(session, endpoint_id), url, name, events, anywhere)
    _note(session, now, actor, "webhook.changed", endpoint_id)


def renew_secret(session: Session, sealer: Sealer, actor: int, endpoint_id: int, now: datetime) -> str:
    """Another secret; the one before signs as well for a day, so that nothing is refused meanwhile."""
    endpoint, secret = get(session, endpoint_id), new_secret()
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now + OVERLAP
    endpoint.secret = sealer.seal(secret)
    _note(session, now, actor, "webhook.secret_renewed", endpoint_id)
    return secret


def set_active(session: Session, actor: int, endpoint_id: int, active: bool, now: datetime) -> None:
    """On again with a clean slate; off keeps what waits in the log, to be sent again."""
    endpoint = get(session, endpoint_id)
    endpoint.active, endpoint.off_why = active, "" if active else "staff"
    endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    if not active:
        webhook.give_up(session, endpoint_id, "switched_off")
    _note(session, now, actor, "webhook.on" if active else "webhook.off", endpoint_id)


def remove(session: Session, actor: int, endpoint_id: int, now: datetime) -> None:
    endpoint = get(session, endpoint_id)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id))
    session.delete(endpoint)
    _note(session, now, actor, "webhook.removed", endpoint_id)


def ping(session: Session, actor: int, endpoint_id: int, now: datetime) -> None:
    """A message that means nothing, to see whether it arrives."""
    endpoint = get(session, endpoint_id)
    if not endpoint.active:
        raise Refused("off")
    queue(session, endpoint.id, PING, body(PING, now, {"endpoint_id": endpoint.id}), now)
    _note(session, now, actor, "webhook.pinged", endpoint_id)


def send_again(session: Session, actor: int, endpoint_id: int, delivery_id: int, now: datetime) -> None:
    """The same message under the same id: who had it knows it again."""
    endpoint = get(session, endpoint_id)
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if row is None or row.endpoint_id != endpoint_id or row.status not in FINISHED:
        raise Refused("gone")
    if not endpoint.active:
        raise Refused("off")
    row.status, row.attempts, row.due_at, row.lease_until = "pending", 0, now, None
    _note(session, now, actor, "webhook.sent_again", endpoint_id)


def get(session: Session, endpoint_id: int) -> WebhookEndpoint:
    endpoint = session.get(WebhookEndpoint, endpoint_id, with_for_update=True)
    if endpoint is None:
        raise Refused("gone")
    return endpoint


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _fill(endpoint: WebhookEndpoint, url: str, name: str, events: Collection[str], anywhere: bool) -> None:
    address = url.strip()
    if len(address) > LONGEST:
        raise Refused("no_address")
    check(address, anywhere=anywhere)
    chosen = [type for type in TYPES if type in events]
    if not chosen or len(chosen) != len(set(events)):
        raise Refused("no_events")
    endpoint.url, endpoint.name, endpoint.events = address, name.strip()[:80], chosen


def _note(session: Session, now: datetime, actor: int, action: str, endpoint_id: int) -> None:
    audit(session, now, action, f"webhook:{endpoint_id}", staff_id=actor)
