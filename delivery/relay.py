"""The relay of one channel: claim → send → record, many requests in flight, none inside a transaction.

One transaction records what was answered since the last and claims what there is room for, so a slow answer
holds up nobody else, and under load the answers of many requests share one commit. Any number of relays, in
any number of processes, may serve a channel: rows are claimed with a lease, at most one per person at a time.
Killed at any point, nothing is lost: the lease ends and the next relay takes over (`delivery.attempt`).
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from queue import SimpleQueue
from time import monotonic
from typing import Final, Protocol

from sqlalchemy.orm import Session

from delivery.attempt import Attempt
from delivery.claim import Claim, Lease, claim
from delivery.quota import Clock, QuotaSource, QuotaWatch
from delivery.record import Finished, record, resume
from delivery.senders import Senders
from line.client import Accepted
from line.errors import Ambiguous, LineError, QuotaExceeded, RateLimited, Transient
from line.messages import body_for_push, body_for_reply
from models.database import Database
from models.outbound import any_due

log = logging.getLogger(__name__)
LEASE: Final = timedelta(seconds=25)
CALL: Final = timedelta(seconds=12)  # the longest a call may take: the client's timeout and a little
POLL: Final = 0.1  # seconds between looks for what nobody told of: other processes' rows, what time made due
THROTTLED_POLL: Final = 0.02


def _lease(now: datetime) -> Lease:
    return Lease(uuid.uuid4().hex, now, now + LEASE)


class Line(QuotaSource, Protocol):
    """What `line.client.LineClient` offers."""

    async def push(self, body: bytes, retry_key: str) -> Accepted: ...
    async def reply(self, body: bytes) -> Accepted: ...
    async def close(self) -> None: ...


class Relay:
    """`clock` is the product's and may travel; `machine_clock` is real time, for leases and rates."""

    def __init__(
        self,
        database: Database,
        channel_id: int,
        line: Line,
        clock: Clock,
        *,
        machine_clock: Clock | None = None,
        in_flight: int = 128,
    ) -> None:
        self._database = database
        self._channel_id = channel_id
        self._line = line
        self._clock = clock
        self._machine_clock = machine_clock or clock
        self._quota = QuotaWatch(line, clock)
        self._room = 4 * in_flight  # when some are answered, others are ready to go
        self._flying = 0
        self._handed: SimpleQueue[Claim] = SimpleQueue()  # claimed with the commit of others
        self._senders = Senders(in_flight, lambda attempt: self._send(attempt), line.close)
        self._unrecorded: list[Finished] = []  # survives a failed transaction
        self._told = False  # somebody says that there is something to send
        self._look_at = 0.0  # when to look even if nobody does
        self._busy = False
        self._probing = False

    def wake(self) -> None:
        """There is something to send. From any thread."""
        self._told = True
        self._senders.wake()

    def take_along(self, session: Session) -> Callable[[], None]:
        """Claim with somebody else's commit what it is about to write; call the answer when it is done.

        From any thread. It saves a message one transaction on its way out.
        """
        room = self._room - self._flying
        if room <= 0:
            return self.wake
        now, machine_now = self._clock(), self._machine_clock()
        taken = claim(session, self._channel_id, room, now, _lease(machine_now))

        def hand_over() -> None:
            self._handed.put(taken)
            self._senders.wake()

        return hand_over

    def step(self, *, claiming: bool = True) -> int:
        """Record what was answered and claim what there is room for; how many rows moved."""
        self._collect()
        room = self._room - self._flying if claiming else 0
        if told := claiming and self._told:
            self._told = False  # before looking: who tells again meanwhile is heard
        if not self._unrecorded and not (room and (told or self._any_due())):
            return 0
        now, machine_now = self._clock(), self._machine_clock()
        with self._database.begin() as uow:
            sent = record(uow.session, self._channel_id, self._unrecorded, machine_now)
            if sent and self._probing:
                resume(uow.session, self._channel_id)
            lease = _lease(machine_now)
            taken = claim(uow.session, self._channel_id, room, now, lease) if room else Claim()
            moved = len(self._unrecorded) + len(taken.attempts) + taken.settled
            uow.commit()
        self._unrecorded.clear()
        self._fly(taken)
        return moved

    def run_once(self) -> int:
        """Claim one batch, send it, record it; how many rows moved. For ticks, tests and the last minute."""
        moved = self.step()
        while self._flying:
            self._senders.work(POLL)
            moved += self.step(claiming=False)
        return moved

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop` is set, then finish what is in flight. `wake` it after setting `stop`."""
        while not stop.is_set():
            due = self._told or monotonic() >= self._look_at
            if due:
                self._look_at = monotonic() + POLL
            try:
                self.step(claiming=due or self._busy)
            except Exception:
                log.exception("the relay's tick failed", extra={"action": "relay_failed"})
            self._senders.work(max(self._look_at - monotonic(), 0.0))
        self.close()

    def close(self) -> None:
        """Wait for what is in flight and record it; claim nothing more."""
        self._collect()
        self._senders.shutdown()
        self.step(claiming=False)

    def _fly(self, taken: Claim) -> None:
        self._busy, self._probing = bool(taken.attempts), taken.probing
        self._flying += len(taken.attempts)
        self._senders.submit(taken.attempts)
        if taken.throttled or taken.settled:  # there may be more than we were given
            self._look_at = min(self._look_at, monotonic() + (THROTTLED_POLL if taken.throttled else 0.0))

    def _collect(self) -> None:
        while not self._handed.empty():
            self._fly(self._handed.get())
        finished = self._senders.take_finished()
        self._unrecorded += finished
        self._flying -= len(finished)

    def _any_due(self) -> bool:
        """A look without a write transaction, so that an idle relay disturbs nobody."""
        with self._database.read() as session:
            return any_due(session, self._channel_id, self._clock(), self._machine_clock())

    async def _send(self, attempt: Attempt) -> Finished | None:
        outcome: Accepted | LineError
        try:
            outcome = await self._call(attempt)
        except LineError as error:
            outcome = error
        except Exception as error:
            log.exception("a sender failed", extra={"action": "sender_failed", "outbound_id": attempt.id})
            outcome = Ambiguous(type(error).__name__)
        return Finished(attempt, outcome, self._clock())

    async def _call(self, attempt: Attempt) -> Accepted:
        if self._machine_clock() + CALL > attempt.lease_until:
            raise Transient("the lease was nearly over; not sent")
        if attempt.method == "reply" and attempt.reply_token is not None:
            return await self._line.reply(body_for_reply(attempt.reply_token, attempt.messages))
        try:
            return await self._line.push(body_for_push(attempt.to, attempt.messages), attempt.retry_key)
        except RateLimited as error:
            if await asyncio.to_thread(self._quota.is_exhausted, error):
                raise QuotaExceeded(
                    error.message, status=error.status, request_id=error.request_id
                ) from error
            raise
