"""Trouble on demand: what LINE and the network do rarely, done now and as often as wanted.

`…_before` happens before the request is accepted, `…_after` when it was accepted and counted. `hang_after`
keeps silent for `delay_ms` and then closes: the bot's own patience ends first.
"""

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from emulator.buckets import RATE_LIMITED
from emulator.quota import MONTHLY_LIMIT
from emulator.wire import Answer, LineError

KINDS = frozenset(
    {
        "delay",
        "drop_before",
        "drop_after",
        "error_before",
        "error_after",
        "html_before",
        "html_after",
        "hang_after",
        "rate_limit",
        "monthly_limit",
    }
)
HANGS_MS = 12_000  # longer than bots wait for an answer
HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(slots=True)
class Fault:
    """One kind of trouble, for which endpoint, how often."""

    kind: str
    endpoint: str | None = None  # part of the path, such as "push"; None means every endpoint
    times: int | None = None
    probability: float = 1.0
    delay_ms: int = 0
    status: int = 500
    seed: int = 0
    happened: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault of kind {self.kind!r}; there are {', '.join(sorted(KINDS))}")
        if self.kind == "hang_after" and not self.delay_ms:
            self.delay_ms = HANGS_MS
        self._random = random.Random(self.seed)  # noqa: S311 - chance for tests, not for secrets

    def strikes(self, path: str) -> bool:
        if self.times is not None and self.happened >= self.times:
            return False
        if self.endpoint is not None and self.endpoint not in path:
            return False
        if self.probability < 1 and self._random.random() >= self.probability:
            return False
        self.happened += 1
        return True

    def as_dict(self) -> dict[str, Any]:
        names = ("kind", "endpoint", "times", "probability", "delay_ms", "status", "seed", "happened")
        return {name: getattr(self, name) for name in names}

    def answer(self) -> Answer:
        """What the bot sees instead of the real answer."""
        match self.kind:
            case "drop_before" | "drop_after" | "hang_after":
                return Answer(0, b"", dropped=True)
            case "html_before" | "html_after":
                return Answer(502 if self.status == 500 else self.status, HTML, "text/html")
            case "rate_limit":
                return LineError(429, RATE_LIMITED).answer()
            case "monthly_limit":
                return LineError(429, MONTHLY_LIMIT).answer()
            case _:
                return LineError(self.status, "The server is temporarily unable to respond").answer()


class Faults:
    """The faults in force, asked once per call."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults = []

    def all(self) -> list[Fault]:
        return list(self._faults)

    def striking(self, path: str) -> tuple[int, Fault | None]:
        """Milliseconds to wait, and the first fault that is not a delay."""
        if not self._faults:
            return 0, None
        delay, chosen = 0, None
        with self._lock:
            for fault in self._faults:
                if fault.kind != "delay" and chosen is not None:
                    continue
                if fault.strikes(path):
                    delay += fault.delay_ms if fault.kind != "hang_after" else 0
                    chosen = chosen if fault.kind == "delay" else fault
        return delay, chosen
