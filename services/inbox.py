"""The way of a customer's event: claim lanes → read → one turn each → one commit for the whole batch.

A batch takes the events of up to a hundred people whose lanes are free (rows of `contacts`, SKIP LOCKED), in
the order they happened per person. It makes no network call, so the row locks are all the lease it needs:
a dying process gives them back. If one event breaks, the batch rolls back and is taken person by person;
the event that breaks steps aside for an hour and shouts, the others go on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import update
from sqlalchemy.orm import Session

from line.events import read
from models.appending import change
from models.contact import Contact, take_lanes
from models.database import Database
from models.inbound import (
    InboundEvent,
    StoredEvent,
    Unhandled,
    record_handled,
    set_aside,
    unhandled_lanes,
    unhandled_of,
)
from services.desk import Desk
from services.listening import NOT_TO_US, hear
from services.onward import go_on
from services.redaction import unsent_of
from services.shop import Clock, ShopOf

log = logging.getLogger(__name__)
ASIDE = timedelta(hours=1)
# Called inside the batch's transaction with what it wrote, to claim messages with the same commit; what it
# returns is called once that is done.
TakeAlong = Callable[[Session], Callable[[], None]]
FEWEST = 32  # events in a batch, however slow they are


@dataclass
class Inbox:
    """Takes stored events, batch by batch. One per worker thread; any number of workers."""

    database: Database
    shop_of: ShopOf
    clock: Clock
    limit: int = 200  # events in a batch …
    hold: float | None = None  # … fewer while they take longer than this many seconds
    take_along: TakeAlong | None = None
    _after: int = 0  # where to look next, when others hold the lanes before
    _fits: int = 50  # how many events took no longer than `hold`

    def drain(self) -> int:
        """Handle one batch; how many events were handled. 0: nothing to do, or others do it."""
        began = monotonic()
        try:
            limit = min(self._fits, self.limit) if self.hold else self.limit
            handled = self._batch(limit)
            while not handled and self._after:  # others hold the first lanes: look behind them
                handled = self._batch(limit)
        except Exception:
            log.exception(
                "a batch of events failed; taking them one by one", extra={"action": "batch_failed"}
            )
            return self._one_by_one()
        if handled and self.hold:
            fits = int(handled * self.hold / max(monotonic() - began, 0.001))
            self._fits = min(max(fits, FEWEST), 2 * self._fits, self.limit)
        return handled

    def _batch(self, limit: int) -> int:
        now = self.clock()
        with self.database.read() as session:  # looking keeps nobody waiting, and costs one round trip
            seen = unhandled_lanes(session, now, self._after, limit)
        if not seen:
            self._after = 0
            return 0
        with self.database.begin() as uow:
            session = uow.session
            handled = _finish_without_person(session, seen, now)
            lanes = {(e.channel_id, e.line_user_id): e.contact_id for e in seen if e.line_user_id is not None}
            new = [lane for lane, contact_id in lanes.items() if contact_id is None]
            contacts = take_lanes(session, lanes, new, now) if lanes else []
            events = _events_of(session, contacts, now, limit)
            handled += _handle(session, self.shop_of, contacts, events, now)
            off = self.take_along(session) if self.take_along and handled else None
            uow.commit()
        if off is not None:
            off()
        # Full, yet every lane was somebody else's: look behind them.
        self._after = seen[-1].id if not handled and len(seen) == limit else 0
        return handled

    def _one_by_one(self) -> int:
        """Each person in a transaction of their own; an event that breaks is set aside."""
        now = self.clock()
        with self.database.read() as session:
            seen = unhandled_lanes(session, now, 0, self.limit)
        lanes = dict.fromkeys((e.channel_id, e.line_user_id) for e in seen if e.line_user_id is not None)
        return sum(self._one_lane(lane, now) for lane in lanes)

    def _one_lane(self, lane: tuple[int, str], now: datetime) -> int:
        handled = 0
        while True:
            event_id = 0
            try:
                with self.database.begin() as uow:
                    contacts = take_lanes(uow.session, [lane], [lane], now)
                    events = _events_of(uow.session, contacts, now, 1)
                    if not events:
                        return handled
                    event_id = events[0].id
                    handled += _handle(uow.session, self.shop_of, contacts, events, now)
                    uow.commit()
            except Exception:
                if not event_id:
                    raise  # no event's fault: the next drain tries again
                log.exception(
                    "an event is set aside", extra={"action": "event_set_aside", "event_id": event_id}
                )
                with self.database.begin() as uow:
                    set_aside(uow.session, [event_id], now + ASIDE)
                    uow.commit()


def _events_of(session: Session, contacts: Sequence[Contact], now: datetime, limit: int) -> list[StoredEvent]:
    lanes = [(c.channel_id, c.line_user_id) for c in contacts]
    return unhandled_of(session, lanes, now, limit) if lanes else []


def _finish_without_person(session: Session, seen: Sequence[Unhandled], now: datetime) -> int:
    """Events of nobody in particular (no userId: a group's, a malformed one) are kept and need no turn."""
    ids = [event.id for event in seen if event.line_user_id is None]
    if not ids:
        return 0
    mine = (InboundEvent.id.in_(ids)) & (InboundEvent.handled_at.is_(None))
    done = session.execute(update(InboundEvent).where(mine).values(handled_at=now, outcome="nobody"))
    return int(getattr(done, "rowcount", 0))


def _handle(
    session: Session,
    shop_of: ShopOf,
    contacts: Sequence[Contact],
    events: Sequence[StoredEvent],
    now: datetime,
) -> int:
    by_lane = {(c.channel_id, c.line_user_id): c for c in contacts}
    desks: dict[int, Desk] = {}
    for channel_id in {c.channel_id for c in contacts}:
        mine = [c for c in contacts if c.channel_id == channel_id]
        desks[channel_id] = Desk(session, shop_of(channel_id), mine, now)
    read_ones = [(row, read(row.payload)) for row in events]
    for channel_id, desk in desks.items():
        said = [e.message_id for row, e in read_ones if row.channel_id == channel_id and e.message_id]
        desk.unsent |= unsent_of(session, channel_id, said)
    outcomes = []
    for row, event in read_ones:
        contact = by_lane[(row.channel_id, row.line_user_id or "")]
        desk = desks[row.channel_id]
        if contact.id in desk.ended:  # it goes on before this person is heard again
            go_on(desk)
        with session.no_autoflush:
            outcome = hear(desk, contact, row, event)
        outcomes.append((row.id, outcome))
        if outcome not in NOT_TO_US:
            latest = max(contact.last_inbound_at or row.occurred_at, row.occurred_at)
            change(session, contact, last_inbound_at=latest)
    record_handled(session, outcomes, now)
    for desk in desks.values():
        go_on(desk)
        desk.flush()
    return len(events)
