"""Events out: who is told (endpoints), and what is still to be told (deliveries), an outbox like LINE's.

A delivery holds the exact bytes of its body, written in the same commit as what it tells:

pending ──claim──> sending ──2xx──────────────────> delivered
   ▲                  │ ├──anything else──────────> pending, later (growing waits)
   │                  │ └──tried for too long, 410 > failed ──«send again»──> pending
   └──lease expired───┘
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, and_, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

UNFINISHED: Final = text("status IN ('pending', 'sending')")


class WebhookEndpoint(Base):
    __tablename__ = "webhook_endpoints"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    url: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    events: Mapped[list[Any]] = mapped_column(default=list)  # the types it is told
    secret: Mapped[str]  # sealed (services/sealing.py)
    old_secret: Mapped[str | None]  # sealed; signs as well until …
    old_secret_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    off_why: Mapped[str] = mapped_column(default="")  # "" | staff | failing | gone
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failing_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]  # nothing is sent while it does not answer
    succeeded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(
            "ix_webhook_deliveries_due", "endpoint_id", "due_at",
            postgresql_where=UNFINISHED, sqlite_where=UNFINISHED,
        ),
        Index("ix_webhook_deliveries_endpoint", "endpoint_id", "id"),
        Index("ix_webhook_deliveries_created", "created_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id"))
    message_id: Mapped[str]  # «msg_…»: the same at every attempt, so that receivers know it again
    type: Mapped[str]
    payload: Mapped[str]  # byte for byte as it is signed and sent
    status: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    code: Mapped[int | None]  # the last answer's
    error: Mapped[str] = mapped_column(default="")
    took_ms: Mapped[int | None]


def endpoints(session: Session) -> list[WebhookEndpoint]:
    return list(session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)))


def listening(session: Session) -> list[WebhookEndpoint]:
    return list(session.scalars(_LISTENING))


def claim(session: Session, endpoint: WebhookEndpoint, now: datetime, limit: int) -> list[WebhookDelivery]:
    """What is due to this endpoint, the oldest first; locked until the transaction ends."""
    ready = or_(
        WebhookDelivery.status == "pending",
        and_(WebhookDelivery.status == "sending", WebhookDelivery.lease_until <= now),
    )
    statement = select(WebhookDelivery).where(
        UNFINISHED, WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.due_at <= now, ready
    )
    ordered = statement.order_by(WebhookDelivery.due_at, WebhookDelivery.id).limit(limit)
    return list(session.scalars(ordered.with_for_update(skip_locked=True)))


def log_of(session: Session, endpoint_id: int, limit: int) -> Sequence[WebhookDelivery]:
    """The newest first."""
    statement = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)
    return session.scalars(statement.order_by(WebhookDelivery.id.desc()).limit(limit)).all()


def give_up(session: Session, endpoint_id: int, error: str) -> None:
    """What waits for an endpoint that is switched off is kept in its log, to be sent again."""
    waiting = update(WebhookDelivery).where(UNFINISHED, WebhookDelivery.endpoint_id == endpoint_id)
    session.execute(waiting.values(status="failed", error=error, lease_until=None))


# Made once, as every batch asks it: making a statement costs more than running it.
_LISTENING: Final = select(WebhookEndpoint).where(WebhookEndpoint.active.is_(True))
