"""What happened on the platform, line by line, for whoever watches: calls of bots, clock moves, faults set.

Only the newest lines are kept. Webhooks have a log of their own (`delivery.Sender`).
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from emulator.wire import Answer, Call

KEPT = 2000


@dataclass(slots=True)
class Line:
    number: int
    at_ms: int
    kind: str  # call | clock | fault | note
    what: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"number": self.number, "at_ms": self.at_ms, "kind": self.kind, **self.what}


class Journal:
    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._count = 0
        self._lock = threading.Lock()

    def note(self, kind: str, **what: Any) -> None:
        with self._lock:
            self._count += 1
            self._lines.append(Line(self._count, self._now_ms(), kind, what))

    def clock(self, seconds: float) -> None:
        """Moves without anything between them are one line, known by the number of its `first`."""
        with self._lock:
            self._count += 1
            last = self._lines[-1] if self._lines else None
            first = self._count
            if last is not None and last.kind == "clock":
                first, seconds = last.what["first"], seconds + last.what["seconds"]
                self._lines.pop()
            what = {"seconds": seconds, "first": first}
            self._lines.append(Line(self._count, self._now_ms(), "clock", what))

    def call(self, call: Call, answer: Answer, fault: str | None) -> None:
        """A bot's request with what became of it; `accepted` even if the answer got lost afterwards."""
        what: dict[str, Any] = {
            "method": call.method,
            "path": call.path,
            "status": 0 if answer.dropped else answer.status,
        }
        if fault:
            what["fault"] = fault
        if call.retry_key:
            what["retry_key"] = call.retry_key
        if call.accepted is not None:
            sent = call.accepted
            what |= {
                "accepted": True,
                "to": sent.to[:5],
                "delivered": sent.delivered,
                "billed": sent.billed,
                "types": sent.types,
            }
        if answer.status >= 400 and answer.content_type == "application/json":
            what["error"] = _message(answer.body)
        self.note("call", **what)

    def since(self, number: int) -> list[Line]:
        """Everything after that line, oldest first."""
        with self._lock:
            fresh = []
            for line in reversed(self._lines):
                if line.number <= number:
                    break
                fresh.append(line)
        return fresh[::-1]

    def clear(self) -> None:
        with self._lock:
            self._lines.clear()


def _message(body: bytes) -> str:
    content = orjson.loads(body)
    return str(content.get("message") or content.get("error") or "")[:200]
