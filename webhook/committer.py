"""One thread stores what all calls bring: one transaction, one fsync for everyone who waits.

    waiting ──the transaction has begun──> taken ──commit──> kept
       │                                     └──rolled back──> lost
       └──the call's time is over──> withdrawn           (lost and withdrawn: nothing of it is stored)

Tickets are taken only once the transaction holds the database, so a call that gives up while another process
holds the lock leaves nothing behind. Nobody has to wait here in a thread of their own: a ticket is told its
fate, by the thread that stores or, when its time is over, by the one that watches the time. Why a group
commit, and what lost against it: docs/adr/0002.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
GLANCE: Final = 0.05  # seconds between looks at the time, while anybody waits


class Fate(Enum):
    """What became of a ticket."""

    KEPT = "kept"
    LOST = "lost"  # rolled back: nothing is stored
    WITHDRAWN = "withdrawn"  # never taken: nothing is stored
    REFUSED = "refused"  # too much waits already: nothing is stored
    UNDECIDED = "undecided"  # the commit itself hangs; a redelivery is recognised by its event id


@dataclass(slots=True, eq=False)
class Ticket:
    """One webhook call's events. `tell` hears its fate: once, soon, from another thread."""

    rows: Sequence[Row]
    lesson: Lesson | None
    tell: Callable[[Fate], None]
    until: float  # by the monotonic clock: how long it waits to be taken
    told: bool = False


class Committer:
    """Start it after a fork; `stop` stores what waits, then ends."""

    def __init__(
        self, database: Database, *, capacity: int = 2000, on_commit: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._capacity = capacity
        self._on_commit = on_commit
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)  # for who stores: there is something
        self._time = threading.Condition(self._lock)  # for who watches: somebody waits
        self._waiting: deque[Ticket] = deque()
        self._taken: list[Ticket] = []
        self._events_waiting = 0
        self._dozing = False  # who watches has nobody to watch for
        self._stopping = False
        self._threads: list[threading.Thread] = []

    @property
    def waiting(self) -> int:
        """Events that wait for a commit."""
        return self._events_waiting

    def start(self) -> None:
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._store_all, name="committer", daemon=True),
            threading.Thread(target=self._watch_time, name="intake-patience", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Store what waits. False if the database did not let us in time."""
        with self._lock:
            self._stopping = True
            self._work.notify()
            self._time.notify()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in self._threads)

    def hand_in(
        self, rows: Sequence[Row], lesson: Lesson | None, patience: float, tell: Callable[[Fate], None]
    ) -> None:
        """Have these rows committed; they wait `patience` seconds at most to be taken. Never blocks."""
        ticket = Ticket(rows, lesson, tell, time.monotonic() + patience)
        with self._lock:
            accepted = self._events_waiting < self._capacity and not self._stopping
            if accepted:
                self._events_waiting += len(rows)
                self._waiting.append(ticket)
                if len(self._waiting) == 1:
                    self._work.notify()
                    if self._dozing:
                        self._time.notify()
        if not accepted:
            tell(Fate.REFUSED)

    # --- Who stores --------------------------------------------------------------------------------------

    def _store_all(self) -> None:
        while self._wait_for_tickets():
            batch: list[Ticket] = []
            try:
                self._store_next(batch)
            except (
                Exception
            ):  # whatever it was, nothing of this batch is stored, and the next one gets its chance
                log.exception("intake: a batch was not stored", extra={"action": "intake_batch_lost"})
                self._tell((ticket, Fate.LOST) for ticket in batch)
                time.sleep(PAUSE_AFTER_FAILURE)

    def _wait_for_tickets(self) -> bool:
        with self._lock:
            while not self._waiting and not self._stopping:
                self._work.wait()
            return bool(self._waiting)

    def _take(self, batch: list[Ticket]) -> None:
        with self._lock:
            batch.extend(self._waiting)
            self._waiting.clear()
            self._events_waiting = 0
            self._taken = list(batch)
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
        self._tell((ticket, fates.get(ticket, Fate.KEPT)) for ticket in batch)
        batch.clear()
        self._on_commit()

    # --- Who watches the time ----------------------------------------------------------------------------

    def _watch_time(self) -> None:
        while self._wait_for_somebody():
            now = time.monotonic()
            with self._lock:
                withdrawn = []
                while self._waiting and self._waiting[0].until <= now:
                    withdrawn.append(self._waiting.popleft())
                self._events_waiting -= sum(len(ticket.rows) for ticket in withdrawn)
                hanging = [t for t in self._taken if t.until + LAST_WORD <= now]
            self._tell((ticket, Fate.WITHDRAWN) for ticket in withdrawn)
            self._tell((ticket, Fate.UNDECIDED) for ticket in hanging)

    def _wait_for_somebody(self) -> bool:
        """A moment; while nobody waits for anything, longer. False when we are stopped and nobody is left."""
        with self._lock:
            self._time.wait(GLANCE)
            self._dozing = True
            while not self._waiting and not self._taken and not self._stopping:
                self._time.wait()
            self._dozing = False
            return bool(self._waiting or self._taken)

    def _tell(self, fates: Iterable[tuple[Ticket, Fate]]) -> None:
        """Each ticket once, whoever is first."""
        with self._lock:
            first = [(ticket, fate) for ticket, fate in fates if not ticket.told]
            for ticket, _ in first:
                ticket.told = True
            self._taken = [ticket for ticket in self._taken if not ticket.told]
        for ticket, fate in first:
            ticket.tell(fate)
