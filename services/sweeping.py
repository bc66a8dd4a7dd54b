"""What retention sweeps: per kind, which rows are too old (`old`) and how they are thrown away (`throw`).

Add a kind: here in `kinds`, a period in services/retention.py, labels, a case in test_retention.py.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Row, Select, delete, tuple_, update
from sqlalchemy.orm import Session

from models import retention, search, staff_session, upload
from models.alert import Alert
from models.base import Base
from models.contact import Contact, take_lanes_by_id
from models.inbound import InboundEvent
from models.mail import Mail
from models.outbound import OutboundMessage
from models.purchase import Milestone, Purchase
from models.retention import old_rows
from models.staff import AuditEntry
from models.staff_session import StaffSession
from models.touchpoint import Decision
from models.upload import Upload
from models.webhook import WebhookDelivery
from services import erasure, sessions, uploading
from services.staffing import audit

BITE: Final = 200  # rows of one transaction
PEOPLE: Final = 5  # … and people: erasing one touches a dozen tables
HEALTH: Final = timedelta(days=5 * 366)  # how long records of what a product did to somebody are kept
NEVER: Final = 0
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`old` selects ids first. `mark`: how far tonight's sweep of it has come."""

    name: str
    mark: str
    old: Select[*tuple[Any, ...]]
    throw: Callable[[Session, Rows, datetime], int]
    limit: int = BITE


def kinds(session: Session, days: Mapping[str, int], now: datetime) -> Iterator[Kind]:
    """Every kind that ends, with what is too old of it now."""
    health = now - HEALTH
    before = {name: now - timedelta(days=most) for name, most in days.items() if most != NEVER}
    if (at := before.get("events")) is not None:
        yield Kind("events", "events", retention.old_events(session, at, health), _forget_events)
    if (at := before.get("messages")) is not None:
        yield Kind("messages", "messages", retention.old_messages(session, at, health), _empty_messages)
    if (at := before.get("people")) is not None:
        silent = retention.silent_people(at, health)
        yield Kind("people", "people", silent, partial(_erase_people, silent), PEOPLE)
        yield Kind("people", "buyers", retention.nameless_buyers(at), _forget_buyers)
    if (at := before.get("decisions")) is not None:
        yield Kind("decisions", "decisions", old_rows(session, Decision.at, at), _delete(Decision))
    if (at := before.get("webhooks")) is not None:
        finished = WebhookDelivery.status.in_(("delivered", "failed"))
        old = old_rows(session, WebhookDelivery.created_at, at).where(finished)
        yield Kind("webhooks", "webhooks", old, _delete(WebhookDelivery))
    if (at := before.get("mails")) is not None:
        old = old_rows(session, Mail.created_at, at).where(Mail.status != "pending")
        yield Kind("mails", "mails", old, _delete(Mail))
        done = old_rows(session, Alert.created_at, at).where(Alert.done_at.is_not(None))
        yield Kind("mails", "alerts", done, _delete(Alert))
    if (at := before.get("audit")) is not None:
        yield Kind("audit", "audit", old_rows(session, AuditEntry.at, at), _delete(AuditEntry))
    over = staff_session.over(now - sessions.IDLE, now - sessions.LONGEST)
    yield Kind("traces", "sessions", over, _delete(StaffSession))
    yield Kind("traces", "uploads", upload.unread(now - uploading.KEPT), _forget_files)


def _delete(table: type[Base]) -> Callable[[Session, Rows, datetime], int]:
    def throw(session: Session, rows: Rows, now: datetime) -> int:
        ids = [row[0] for row in rows]
        session.execute(delete(table).where(table.__table__.c.id.in_(ids)))
        return len(ids)

    return throw


def _forget_events(session: Session, rows: Rows, now: datetime) -> int:
    """With the words go what they could be found by; the rest of that is folded anew (docs/adr/0017)."""
    lanes = sorted({(channel_id, user) for _, channel_id, user in rows if user is not None})
    here = tuple_(Contact.channel_id, Contact.line_user_id).in_(lanes)
    ids = list(session.scalars(update(Contact).where(here).values(searched_at=None).returning(Contact.id)))
    search.forget(session, contact_ids=ids)
    return _delete(InboundEvent)(session, rows, now)


def _empty_messages(session: Session, rows: Rows, now: datetime) -> int:
    """The row stays: that it was sent, when, and what it cost."""
    wordless = {"messages": retention.EMPTY, "reply_token": None, "sent_messages": None}
    chosen = OutboundMessage.id.in_([row[0] for row in rows])
    session.execute(update(OutboundMessage).where(chosen).values(wordless))
    return len(rows)


def _erase_people(silent: Select[int], session: Session, rows: Rows, now: datetime) -> int:
    """As if they had asked for it. Whose lane is held just now, or who spoke meanwhile, is left alone."""
    held = take_lanes_by_id(session, [row[0] for row in rows])
    still = set(session.scalars(silent.where(Contact.id.in_([contact.id for contact in held]))))
    contacts = [contact for contact in held if contact.id in still]
    for contact in contacts:
        erasure.erase(session, contact, now)
        audit(session, now, "contact.erased", f"contact:{contact.id}", actor="retention")
    return len(contacts)


def _forget_buyers(session: Session, rows: Rows, now: datetime) -> int:
    ids = [row[0] for row in rows]
    nobody = {"customer_name": "", "phone": "", "email": "", "status_note": "", "facts": {}}
    free = Purchase.contact_id.is_(None)  # nobody claimed it meanwhile
    session.execute(
        update(Purchase).where(Purchase.id.in_(ids), free).values({**nobody, "searched_at": None})
    )
    session.execute(update(Milestone).where(Milestone.purchase_id.in_(ids)).values(note=""))
    search.forget(session, purchase_ids=ids)
    return len(ids)


def _forget_files(session: Session, rows: Rows, now: datetime) -> int:
    chosen = Upload.id.in_([row[0] for row in rows])
    session.execute(update(Upload).where(chosen).values(status="forgotten", content=None))
    return len(rows)
