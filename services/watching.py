"""What nobody asked for but somebody must see: promises about to break, messages that never arrived."""

from sqlalchemy import select

from models.case import NOT_CLOSED, Case
from models.contact import Contact, take_lanes_by_id
from models.database import Database
from models.outbound import OutboundMessage, needing_staff
from services import turns
from services.cases import SOON, open_case, remind_of_promises
from services.desk import Desk
from services.shop import Clock, ShopOf


def watch_promises(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Remind whoever has a case that nobody answered, half an hour before its promise. How many."""
    now = clock()
    with database.begin() as uow:
        near = (
            select(Case.contact_id)
            .where(
                NOT_CLOSED,
                Case.promise_at <= now + SOON,
                Case.first_response_at.is_(None),
                Case.due_alerted_at.is_(None),
            )
            .order_by(Case.promise_at)
            .limit(limit)
        )
        contacts = take_lanes_by_id(uow.session, set(uow.session.scalars(near)))
        reminded = 0
        for channel_id in {contact.channel_id for contact in contacts}:
            mine = [contact for contact in contacts if contact.channel_id == channel_id]
            reminded += remind_of_promises(Desk(uow.session, shop_of(channel_id), mine, now))
        uow.commit()
    return reminded


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
