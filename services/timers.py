"""Timers that rang: a reminder or the end of waiting for an answer. Nobody is woken at night for either.

Whoever let an earlier question run out and has never answered anything is not reminded: it costs a push, and
in a rehearsed year one of 97 such reminders was answered. Nor is whoever told us lately how it is; everybody
else once in sixty days at most (`following.held_back`). Why not is kept for the why-button.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import update

from conversations.events import Stopped, TimedOut
from conversations.following import held_back, ring_at
from conversations.state import FINAL
from conversations.windows import Hours
from models.contact import Contact, take_lanes_by_id
from models.conversation import Conversation, last_told, never_answers
from models.database import Database
from models.timer import HAND_BACK, Timer, due
from services.desk import Desk
from services.onward import go_on
from services.planning import zone_of
from services.shop import Clock, ShopOf
from services.turns import facts_for, hand_back, take_turn

log = logging.getLogger(__name__)
ASIDE = timedelta(hours=1)
ENDED = {status.value for status in FINAL}


def ring(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Let the timers that are due ring; how many did.

    If one breaks, the batch is taken person by person; whose timer breaks waits an hour and shouts.
    """
    now = clock()
    try:
        return _ring(database, shop_of, now, limit, None)
    except Exception:
        log.exception("due timers failed; taking them one by one", extra={"action": "batch_failed"})
    with database.read() as session:
        people = dict.fromkeys(timer.contact_id for timer in due(session, now, limit))
    return sum(_ring_alone(database, shop_of, now, contact_id) for contact_id in people)


def _ring(database: Database, shop_of: ShopOf, now: datetime, limit: int, only: int | None) -> int:
    with database.read() as session:  # looking must not keep writers waiting
        seen = [timer for timer in due(session, now, limit) if only in (None, timer.contact_id)]
    if not seen:
        return 0
    with database.begin() as uow:
        contacts = take_lanes_by_id(uow.session, {timer.contact_id for timer in seen})
        desks: dict[int, Desk] = {}
        for channel_id in {contact.channel_id for contact in contacts}:
            mine = [contact for contact in contacts if contact.channel_id == channel_id]
            desks[channel_id] = Desk(uow.session, shop_of(channel_id), mine, now)
        by_id = {contact.id: contact for contact in contacts}
        rang = 0
        for timer in seen:
            contact = by_id.get(timer.contact_id)
            if contact is not None:
                rang += _ring_one(desks[contact.channel_id], contact, timer.id)
        for desk in desks.values():
            go_on(desk)
            desk.flush()
        uow.commit()
    return rang


def _ring_alone(database: Database, shop_of: ShopOf, now: datetime, contact_id: int) -> int:
    try:
        return _ring(database, shop_of, now, 1000, contact_id)
    except Exception:
        log.exception(
            "a person's timers are set aside", extra={"action": "timers_set_aside", "contact_id": contact_id}
        )
    with database.begin() as uow:
        theirs = (Timer.contact_id == contact_id, Timer.due_at <= now)
        uow.session.execute(update(Timer).where(*theirs).values(due_at=now + ASIDE))
        uow.commit()
    return 0


def _ring_one(desk: Desk, contact: Contact, timer_id: int) -> int:
    timer = desk.session.get(Timer, timer_id, populate_existing=True)
    if timer is None or timer.due_at is None or timer.due_at > desk.now:
        return 0  # another machine was here first
    conversation = desk.session.get_one(Conversation, timer.conversation_id)
    if conversation.status in ENDED:
        desk.session.delete(timer)
        return 1
    hours = Hours(zone_of(desk.shop, contact, None), desk.shop.rules.quiet)
    at = ring_at(desk.now, hours, case_open=contact.id in desk.cases)
    if at > desk.now:
        timer.due_at = at
        return 1
    kind, turn = timer.kind, timer.turn
    desk.session.delete(timer)
    desk.session.flush()
    if kind == HAND_BACK:
        hand_back(desk, contact)
        return 1
    if kind == "reminder":
        _remind(desk, contact, conversation, turn)
    else:
        _end_waiting(desk, contact, conversation, turn)
    return 1


def _remind(desk: Desk, contact: Contact, conversation: Conversation, turn: int) -> None:
    """The open question once more, if this person may be asked twice now."""
    if _is_unreachable(contact):
        return
    silent = never_answers(desk.session, contact.id, conversation.id)
    told_at = last_told(desk.session, contact.id, conversation.id)
    why = held_back(never_answered=silent, told_at=told_at, reminded_at=contact.reminded_at, now=desk.now)
    if why:
        desk.decide(contact, "skip", why, touchpoint_id=conversation.touchpoint_id)
        return
    facts = facts_for(desk, contact, conversation)
    take_turn(desk, contact, conversation, TimedOut(desk.local_now(contact), "reminder", turn, facts))
    if conversation.state["reminded"]:
        contact.reminded_at = desk.now


def _end_waiting(desk: Desk, contact: Contact, conversation: Conversation, turn: int) -> None:
    at, facts = desk.local_now(contact), facts_for(desk, contact, conversation)
    if _is_unreachable(contact):
        take_turn(desk, contact, conversation, Stopped(at, "unreachable", facts))
    else:
        take_turn(desk, contact, conversation, TimedOut(at, "timeout", turn, facts))


def _is_unreachable(contact: Contact) -> bool:
    return contact.friend_state == "blocked" or contact.stopped_at is not None
