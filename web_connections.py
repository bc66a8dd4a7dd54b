"""What the web worker's loop keeps in mind: connections, who waits until when, answers it was told."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

from gunicorn.workers.gthread import TConn

from plain_requests import Plain


class Connection(TConn):  # type: ignore[misc]
    """One client. `held`: what it has said of a request that nobody has taken yet."""

    def __init__(self, *arguments: Any, linger: "Callable[[Connection], None]") -> None:
        super().__init__(*arguments)
        self.held = b""
        self.answering = False  # a request of it is under way without a thread
        self.deaf = False  # it said more meanwhile: not listened to until that is answered
        self.queued_at = 0.0
        self._linger = linger

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self._linger(self)
        else:
            super().close()


class Queue:
    """A queue whose members leave from anywhere; in gunicorn's deque that is a search through all of them."""

    def __init__(self) -> None:
        self._members: OrderedDict[Any, None] = OrderedDict()

    def append(self, one: Any) -> None:
        self._members[one] = None

    def remove(self, one: Any) -> None:
        del self._members[one]

    def popleft(self) -> Any:
        return self._members.popitem(last=False)[0]

    def __getitem__(self, place: int) -> Any:
        if place:
            raise IndexError("only the first is asked for")
        return next(iter(self._members))

    def __contains__(self, one: object) -> bool:
        return one in self._members

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members)


class Told:
    """Answers brought to the loop from other threads: many with one wake-up."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        self._answers: SimpleQueue[tuple[Connection, Plain, int, str]] = SimpleQueue()
        self._rung = False

    def fileno(self) -> int:
        return self._reading

    def put(self, connection: Connection, request: Plain, status: int, sentence: str) -> None:
        self._answers.put((connection, request, status, sentence))
        if not self._rung:
            self._rung = True
            os.write(self._writing, b"\0")

    def take(self) -> Iterator[tuple[Connection, Plain, int, str]]:
        os.read(self._reading, 4096)
        self._rung = False  # before looking: who puts one in meanwhile rings again
        while not self._answers.empty():
            yield self._answers.get()
