"""What nobody asked for but somebody must see: promises about to break, messages that never arrived."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alert as alerts
from models.case import NOT_CLOSED, Case
from models.contact import Contact, take_lanes_by_id
from models.database import Database
from models.outbound import OutboundMessage, needing_staff
from services import alerting, belated, ladder, turns
from services.cases import open_case
from services.desk import Desk
from services.shop import Clock, ShopOf


def watch_promises(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Climb the ladder of cases nobody answered, and tell what waited for somebody's hours. How many."""
    now = clock()
    with database.read() as session:  # looking must not keep writers waiting
        seen = _due(session, now, limit)
    if not seen:
        return 0
    with database.begin() as uow:
        contacts = take_lanes_by_id(uow.session, seen)
        done = 0
        for channel_id in {contact.channel_id for contact in contacts}:
            mine = [contact for contact in contacts if contact.channel_id == channel_id]
            desk = Desk(uow.session, shop_of(channel_id), mine, now)
            late = belated.due(desk)
            done += ladder.climb(desk) + alerting.tell_waiting(desk, limit)
            belated.tell(desk, late)
        uow.commit()
    return done


def _due(session: Session, now: datetime, limit: int) -> set[int]:
    """Whose cases have something due."""
    near = select(Case.contact_id).where(NOT_CLOSED, Case.next_step_at <= now)
    found = set(session.scalars(near.order_by(Case.next_step_at).limit(limit)))
    return found | {one.contact_id for one in alerts.due(session, now, limit)}


def end_unasked(desk: Desk, contact: Contact, message: OutboundMessage) -> None:
    """The question never arrived: nobody will answer it, and it must not keep later ones waiting."""
    conversation = desk.conversations.get(contact.id)
    if conversation is None or message.status != "discarded":
        return
    if (conversation.id, conversation.turn) == (message.conversation_id, message.turn):
        turns.stop(desk, contact, "undelivered")


def watch_undelivered(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Messages that failed for good become cases: somebody must reach this customer another way. How many."""
    now = clock()
    with database.begin() as uow:
        failed = needing_staff(uow.session, limit)
        ids = {row.contact_id for row in failed if row.contact_id is not None}
        contacts = {c.id: c for c in take_lanes_by_id(uow.session, ids)}
        seen = 0
        for row in failed:
            contact = contacts.get(row.contact_id or 0)
            if contact is None and row.contact_id is not None:
                continue  # somebody else holds the lane: next time
            fresh = uow.session.get(OutboundMessage, row.id, populate_existing=True)
            if fresh is None or not fresh.needs_staff:
                continue
            fresh.needs_staff = False
            seen += 1
            if contact is not None and contact.erased_at is None:
                desk = Desk(uow.session, shop_of(contact.channel_id), [contact], now)
                open_case(desk, contact, "undelivered")
                end_unasked(desk, contact, fresh)
                desk.flush()
        uow.commit()
    return seen
