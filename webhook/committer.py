"""One thread stores what all request threads bring: one transaction, one fsync for everyone who waits.

    waiting ──the transaction has begun──> taken ──commit──> kept
       │                                     └──rolled back──> lost
       └──the request's time is over──> withdrawn           (lost and withdrawn: nothing of it is stored)

Tickets are taken only once the transaction holds the database, so a request that gives up while another
process holds the lock leaves nothing behind. Why a group commit, and what lost against it: docs/adr/0002.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from models import wake
from models.database import Database
from webhook import metrics
from webhook.channels import Lesson, learn
from webhook.storing import Row, begin_bounded, is_about_the_rows, store_alone, store_together

log = logging.getLogger(__name__)

LAST_WORD: Final = 0.8  # seconds more a taken ticket may wait for its commit
PAUSE_AFTER_FAILURE: Final = 0.05


class Fate(Enum):
    """What became of a ticket."""

    KEPT = "kept"
    LOST = "lost"  # rolled back: nothing is stored
    WITHDRAWN = "withdrawn"  # never taken: nothing is stored
    REFUSED = "refused"  # too much waits already: nothing is stored
    UNDECIDED = "undecided"  # the commit itself hangs; a redelivery is recognised by its event id


@dataclass(slots=True, eq=False)
class Ticket:
    """One webhook call's events. `decided` is held until its fate is known: the cheapest way to wait."""

    rows: Sequence[Row]
    lesson: Lesson | None
    decided: threading.Lock = field(default_factory=threading.Lock)
    taken: bool = False
    fate: Fate = Fate.LOST

    def decide(self, fate: Fate) -> None:
        self.fate = fate
        self.decided.release()


class Committer:
    """Start it after a fork; `stop` stores what waits, then ends."""

    def __init__(
        self, database: Database, *, capacity: int = 2000, on_commit: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._capacity = capacity
        self._on_commit = on_commit
        self._bell = threading.Condition(threading.Lock())
        self._waiting: list[Ticket] = []
        self._events_waiting = 0
        self._stopping = False
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """Events that wait for a commit."""
        return self._events_waiting

    def start(self) -> None:
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Store what waits. False if the database did not let us in time."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def store(self, rows: Sequence[Row], lesson: Lesson | None, timeout: float) -> Fate:
        """Wait until these rows are committed, `timeout` seconds at most."""
        ticket = Ticket(rows, lesson)
        ticket.decided.acquire()
        with self._bell:
            if self._events_waiting >= self._capacity or self._stopping:
                return Fate.REFUSED
            self._events_waiting += len(rows)
            self._waiting.append(ticket)
            if len(self._waiting) == 1:
                self._bell.notify()
        if ticket.decided.acquire(timeout=timeout):
            return ticket.fate
        with self._bell:
            if not ticket.taken:
                self._waiting.remove(ticket)
                self._events_waiting -= len(rows)
                return Fate.WITHDRAWN
        return ticket.fate if ticket.decided.acquire(timeout=LAST_WORD) else Fate.UNDECIDED

    def _run(self) -> None:
        while self._wait_for_tickets():
            batch: list[Ticket] = []
            try:
                self._store_next(batch)
            except (
                Exception
            ):  # whatever it was, nothing of this batch is stored, and the next one gets its chance
                log.exception("intake: a batch was not stored", extra={"action": "intake_batch_lost"})
                for ticket in batch:
                    ticket.decide(Fate.LOST)
                time.sleep(PAUSE_AFTER_FAILURE)

    def _wait_for_tickets(self) -> bool:
        with self._bell:
            while not self._waiting and not self._stopping:
                self._bell.wait()
            return bool(self._waiting)

    def _take(self, batch: list[Ticket]) -> None:
        with self._bell:
            batch.extend(self._waiting)
            self._waiting.clear()
            self._events_waiting = 0
            for ticket in batch:
                ticket.taken = True
        metrics.BATCH.observe(sum(len(ticket.rows) for ticket in batch))

    def _store_next(self, batch: list[Ticket]) -> None:
        """Fill `batch` with who waits, and store it; on an error all of `batch` is undone."""
        try:
            with self._database.begin() as uow:
                begin_bounded(uow.session)
                self._take(batch)
                if not batch:  # all of them gave up while we waited for the database
                    return
                rows = [row for ticket in batch for row in ticket.rows]
                new = store_together(uow.session, rows)
                for lesson in {ticket.lesson for ticket in batch if ticket.lesson}:
                    learn(uow.session, lesson)
                wake.notify(uow.session)
                uow.commit()
        except Exception as error:
            if not batch or not is_about_the_rows(error):
                raise
            log.warning("intake: storing one by one", extra={"action": "intake_one_by_one"})
            self._store_one_by_one(batch)
            return
        metrics.EVENTS.labels("new").inc(new)
        metrics.EVENTS.labels("again").inc(len(rows) - new)
        self._decide(batch, {})

    def _store_one_by_one(self, batch: list[Ticket]) -> None:
        fates: dict[Ticket, Fate] = {}
        with self._database.begin() as uow:
            begin_bounded(uow.session)
            for ticket in batch:
                kept = [store_alone(uow.session, row) for row in ticket.rows]
                fates[ticket] = Fate.KEPT if all(kept) else Fate.LOST
            wake.notify(uow.session)
            uow.commit()
        self._decide(batch, fates)

    def _decide(self, batch: list[Ticket], fates: dict[Ticket, Fate]) -> None:
        """It is committed: tell who waits first, then whoever works on it."""
        for ticket in batch:
            ticket.decide(fates.get(ticket, Fate.KEPT))
        batch.clear()
        self._on_commit()
