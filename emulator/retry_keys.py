"""Retry keys: what was accepted under a key is remembered for 24 hours, then forgotten.

A key is consumed by acceptance, not by a refusal: a request answered 4xx or 500 before
acceptance leaves its key free.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

import orjson

from emulator.ids import UUID
from emulator.sent import Sent
from emulator.wire import LineError, invalid_property

LIFE = 24 * 3600
ALREADY_ACCEPTED = "The retry key is already accepted"


def check_shape(key: str) -> None:
    if not UUID.fullmatch(key):
        raise invalid_property("X-Line-Retry-Key")


@dataclass(slots=True)
class RetryKeys:
    _accepted: OrderedDict[str, tuple[float, Sent]] = field(default_factory=OrderedDict)

    def accepted(self, key: str, now: float) -> Sent | None:
        """The send already accepted under this key, if its 24 hours are not over."""
        self._forget(now)
        known = self._accepted.get(key.lower())
        return known[1] if known else None

    def remember(self, key: str, sent: Sent, now: float) -> None:
        self._accepted[key.lower()] = (now, sent)

    def _forget(self, now: float) -> None:
        while self._accepted:
            key, (at, _) = next(iter(self._accepted.items()))
            if now - at < LIFE:
                return
            del self._accepted[key]


def conflict(sent: Sent) -> LineError:
    """409: for the caller as good as a success, with the ids of the first time."""
    extra = {"sentMessages": orjson.loads(sent.answer)["sentMessages"]} if sent.kind == "push" else None
    return LineError(
        409, ALREADY_ACCEPTED, extra=extra, headers=(("x-line-accepted-request-id", sent.request_id),)
    )
