"""One relay per LINE account that is served, each in its thread; they begin and end while the worker runs.

An account that was added in the console sends within a second; one that was switched off finishes what it
began, and what was still to be said for it is given up, so that nothing goes out months late.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from delivery.relay import Relay
from line.client import LineClient
from models import channel, outbound
from models.database import Database
from services.clock import system_clock
from services.shop import Clock

log = logging.getLogger(__name__)
GIVEN_UP: Final = 1000  # rows per look


@dataclass
class _Running:
    relay: Relay
    thread: threading.Thread
    stopping: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        self.stopping.set()
        self.relay.wake()


class Accounts:
    """`served`: which channels; the first is the shop's own, whose messages the turns hand over directly."""

    def __init__(
        self,
        database: Database,
        served: Callable[[], list[int]],
        line_of: Callable[[int], LineClient],
        clock: Clock,
        *,
        senders: int,
    ) -> None:
        self._database, self._served, self._line_of, self._clock = database, served, line_of, clock
        self._senders = senders
        self._running: dict[int, _Running] = {}
        self._lock = threading.Lock()

    def adjust(self) -> int:
        """Let new accounts begin and old ones end; how many messages of the latter were given up."""
        wanted = self._served()
        with self._lock:
            for channel_id in wanted:
                if channel_id not in self._running:
                    self._running[channel_id] = self._begin(channel_id)
            gone = [
                self._running.pop(channel_id) for channel_id in [*self._running] if channel_id not in wanted
            ]
        for one in gone:
            one.stop()
            one.thread.join()
        with self._database.read() as session:
            off = channel.switched_off(session)
            left = off and outbound.any_waiting(session, off)
        if not left:
            return 0
        with self._database.begin() as uow:
            given_up = outbound.give_up(uow.session, off, GIVEN_UP)
            uow.commit()
        log.info("messages of accounts that are off", extra={"action": "channel_off", "count": given_up})
        return given_up

    def wake(self) -> None:
        for one in [*self._running.values()]:
            one.relay.wake()

    def take_along(self, session: Session) -> Callable[[], None]:
        """As `Relay.take_along` for the first account; the others are told to look."""
        first, *others = [one.relay for one in [*self._running.values()]]
        hand_over = first.take_along(session)
        if not others:
            return hand_over

        def tell_all() -> None:
            hand_over()
            for relay in others:
                relay.wake()

        return tell_all

    def is_alive(self) -> bool:
        """Every relay lives."""
        running = [*self._running.values()]
        return bool(running) and all(one.thread.is_alive() for one in running)

    def stop(self) -> None:
        """Finish what is in flight; claim nothing more."""
        running = [*self._running.values()]
        for one in running:
            one.stop()
        for one in running:
            one.thread.join()

    def _begin(self, channel_id: int) -> _Running:
        relay = Relay(
            self._database, channel_id, self._line_of(channel_id), self._clock,
            machine_clock=system_clock, in_flight=self._senders,
        )  # fmt: skip
        stopping = threading.Event()
        thread = threading.Thread(target=relay.run, args=(stopping,), name=f"relay-{channel_id}", daemon=True)
        thread.start()
        return _Running(relay, thread, stopping)
