"""An event loop that sends: as many requests under way as there is work for, up to a limit.

It runs in the thread of who calls `work`, and rests while that thread is with the database: Python runs one
thread at a time anyway, and two that hand the turn to each other at every row and every packet spend their
time waiting (docs/adr/0020). What LINE answers meanwhile waits in the sockets.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, Final

from delivery.attempt import Attempt
from delivery.record import Finished

COMPANY: Final = 0.01  # seconds an answer may wait for others, to share their commit …
BACKLOG: Final = 0.1  # … while there is still enough to send


class Senders:
    """`send` must not raise. `close` runs when the last is sent: connections belong to the loop."""

    def __init__(
        self,
        limit: int,
        send: Callable[[Attempt], Coroutine[Any, Any, Finished | None]],
        close: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._limit = limit
        self._send = send
        self._close = close
        self._loop: asyncio.AbstractEventLoop | None = None  # made by the first `work`, ended by `shutdown`
        self._bell = asyncio.Event()
        self._woken = False
        self._waiting: deque[Attempt] = deque()
        self._under_way: set[asyncio.Task[Finished | None]] = set()
        self._finished: list[Finished] = []

    def submit(self, attempts: Iterable[Attempt]) -> None:
        """Send these at the next `work`."""
        self._waiting.extend(attempts)

    def wake(self) -> None:
        """Let `work` end now, or the next one at once. From any thread."""
        self._woken = True
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # it was just closed: there is nobody to wake
                loop.call_soon_threadsafe(self._bell.set)

    def work(self, seconds: float) -> bool:
        """Send until enough answers came for one commit, or `seconds` passed. True if `wake` was called."""
        self._run(self._work(seconds))
        woken, self._woken = self._woken, False
        return woken

    def take_finished(self) -> list[Finished]:
        finished, self._finished = self._finished, []
        return finished

    def shutdown(self) -> None:
        """Send all that was submitted, then end."""
        if self._loop is None and not self._waiting:
            return
        self._run(self._work_off())
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.close()
        self._bell = asyncio.Event()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(work)

    async def _work(self, seconds: float) -> None:
        self._fill()
        if self._woken:
            return
        end = asyncio.get_running_loop().call_later(seconds, self._bell.set)
        await self._bell.wait()
        self._bell.clear()
        end.cancel()

    async def _work_off(self) -> None:
        self._fill()
        while self._under_way:
            await asyncio.wait(self._under_way)
        await self._close()
        await asyncio.get_running_loop().shutdown_default_executor()

    def _fill(self) -> None:
        while self._waiting and len(self._under_way) < self._limit:
            task = asyncio.get_running_loop().create_task(self._send(self._waiting.popleft()))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Finished | None]) -> None:
        self._under_way.discard(task)
        self._fill()
        finished = task.result()
        if finished is None:
            return
        self._finished.append(finished)
        if not self._under_way or len(self._finished) >= self._limit:
            self._bell.set()
        elif len(self._finished) == 1:
            patience = BACKLOG if self._waiting else COMPANY
            asyncio.get_running_loop().call_later(patience, self._bell.set)
