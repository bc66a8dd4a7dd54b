"""One thread with an event loop that sends: as many requests under way as there is work for, up to a limit.

A request costs a task there instead of a thread that the others have to wait for (docs/adr/0020).
"""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from delivery.attempt import Attempt

Send = Callable[[Attempt], Awaitable[None]]


class Senders:
    """`send` must not raise. `close` runs in the loop when the last is sent: connections belong to it."""

    def __init__(self, limit: int, send: Send, close: Callable[[], Awaitable[None]]) -> None:
        self._limit = limit
        self._send = send
        self._close = close
        self._waiting: deque[Attempt] = deque()
        self._under_way: set[asyncio.Future[None]] = set()
        self._ending = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def submit(self, attempts: Sequence[Attempt]) -> None:
        """Send these soon. The loop starts with the first of them."""
        if not attempts:
            return
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._ending = asyncio.Event()
            self._thread = threading.Thread(target=self._run, args=(self._loop,), name="senders", daemon=True)
            self._thread.start()
        self._loop.call_soon_threadsafe(self._begin, attempts)

    def shutdown(self) -> None:
        """Send what was submitted, then end."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()
            self._loop = self._thread = None

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._until_all_sent())

    async def _until_all_sent(self) -> None:
        await self._ending.wait()
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._close()

    def _begin(self, attempts: Sequence[Attempt]) -> None:
        self._waiting.extend(attempts)
        self._fill()

    def _fill(self) -> None:
        while self._waiting and len(self._under_way) < self._limit:
            task = asyncio.ensure_future(self._send(self._waiting.popleft()))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Future[None]") -> None:
        self._under_way.discard(task)
        self._fill()
