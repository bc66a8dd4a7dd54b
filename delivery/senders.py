"""Threads that send: as many as there is work for, up to a limit, started when first needed.

Leaner than ThreadPoolExecutor (no future per request), which counts at thousands of requests a second.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from delivery.attempt import Attempt


class Senders:
    """`send` must not raise: a thread that ends is not replaced."""

    def __init__(self, limit: int, send: Callable[[Attempt], None]) -> None:
        self._limit = limit
        self._send = send
        self._work: SimpleQueue[Attempt | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, attempts: tuple[Attempt, ...], in_flight: int) -> None:
        """Send these soon; `in_flight` says how many, these included, wait or are being sent."""
        while len(self._threads) < min(in_flight, self._limit):
            thread = threading.Thread(target=self._run, name=f"relay-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        for attempt in attempts:
            self._work.put(attempt)

    def shutdown(self) -> None:
        """Send what was submitted, then end."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self) -> None:
        while (attempt := self._work.get()) is not None:
            self._send(attempt)
