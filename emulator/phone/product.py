"""The product beside LINE: one time for both, and its doors for whoever tries a journey out (`/demo/…`).

A clock that moves stops at every moment at which the product has something due, and waits until that is done
and sent: so each message goes at its own hour. LINE's clock moves first, for nothing may be sent before it.
"""

import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import urllib3

from emulator.clock import iso
from emulator.state import Platform

TOGETHER: Final = 2.0  # seconds two clocks may differ and still be called together
SETTLING: Final = 6.0  # seconds of real time for what is due at one moment
PATIENCE: Final = 8.0  # seconds of real time for one request; what is left of the way is told
JUST_AFTER: Final = 0.01  # behind the due moment, so that it is due


class ProductAway(Exception):
    """The product did not do it; the message says what it said."""


@dataclass(frozen=True, slots=True)
class Moment:
    now: float
    next_at: float | None
    busy: bool


class Product:
    def __init__(self, platform: Platform, url: str | None) -> None:
        self._platform = platform
        self._url = url.rstrip("/") if url else None
        self._http = urllib3.PoolManager(retries=False, timeout=20)
        self._moving = threading.Lock()  # two pages move one time

    def now(self) -> dict[str, Any]:
        return self._both(self._clock() if self._url else None)

    def advance(self, seconds: float) -> dict[str, Any]:
        """Both clocks forward, the one behind catches up; `left_seconds`: what time did not allow."""
        if seconds < 0:
            raise ValueError("the clock cannot go back")
        with self._moving:
            if not self._url:
                self._move_line(seconds)
                return self._both(None) | {"left_seconds": 0}
            moment = self._ask_moment()
            goal = max(self._platform.clock.now(), moment.now) + seconds
            left = self._walk(goal, moment, time.monotonic() + PATIENCE)
            return self._both(self._clock()) | {"left_seconds": left}

    def to_the_next_message(self, people: Collection[str]) -> dict[str, Any]:
        """From due moment to due moment, until one of them got a message (anybody, if none is named).

        `ended`: nothing is due to them any more.
        """
        if not self._url:
            raise ProductAway("no product to ask what is due: start the emulator with --product-url")
        with self._moving:
            before, began = self._heard(people), self._platform.clock.now()
            until = time.monotonic() + PATIENCE
            arrived = ended = False
            while not arrived and not ended and time.monotonic() < until:
                moment = self._ask_moment(people)
                if moment.next_at is None:
                    ended = True
                else:
                    self._walk(moment.next_at + JUST_AFTER, self._ask_moment(), until)
                    arrived = self._heard(people) != before
            passed = self._platform.clock.now() - began
            told = self._both(self._clock())
            return told | {"arrived": arrived, "ended": ended, "seconds": passed}

    def knock(
        self, method: str, path: str, query: Mapping[str, str] | None = None, content: Any = None
    ) -> tuple[int, bytes]:
        """One of the product's doors: status and JSON."""
        if not self._url:
            raise ProductAway("there is no product: start the emulator with --product-url")
        body = None if content is None else orjson.dumps(content)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        address = f"{self._url}/demo/{path}"
        if query:
            address += f"?{urlencode(query)}"
        try:
            answer = self._http.request(method, address, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise ProductAway(f"{self._url}/demo/{path}: {type(error).__name__}") from error
        if not answer.headers.get("Content-Type", "").startswith("application/json"):
            raise ProductAway(f"{self._url}/demo/{path} answered {answer.status}: needs CLOCK=travel")
        return answer.status, answer.data

    def _walk(self, goal: float, moment: Moment, until: float) -> float:
        """To `goal`, with a stop wherever something is due; how many seconds were left when time was up."""
        if moment.busy:  # what happened just now comes first
            moment = self._settle()
        while moment.next_at is not None and moment.next_at < goal:
            if time.monotonic() >= until:
                return goal - moment.now
            self._move_both(moment.next_at + JUST_AFTER)
            moment = self._settle()
        self._move_both(goal)
        self._settle()
        return 0.0

    def _move_both(self, to: float) -> None:
        self._move_line(max(to - self._platform.clock.now(), 0.0))
        self._clock(max(to - self._clock(), 0.0))

    def _move_line(self, seconds: float) -> None:
        self._platform.clock.advance(seconds)
        self._platform.journal.clock(seconds)

    def _settle(self) -> Moment:
        """Let the product do what is due, and wait until it is sent."""
        until = time.monotonic() + SETTLING
        moment = self._read(*self.knock("POST", "due", content={}))
        while moment.busy and time.monotonic() < until:
            time.sleep(0.03)
            moment = self._ask_moment()
        return moment

    def _ask_moment(self, people: Collection[str] = ()) -> Moment:
        return self._read(*self.knock("GET", "next", {"people": ",".join(people)} if people else None))

    def _read(self, status: int, body: bytes) -> Moment:
        told = self._told(status, body)
        try:
            next_at = told["next_at"]
            return Moment(_seconds(told["now"]), None if next_at is None else _seconds(next_at), told["busy"])
        except (KeyError, TypeError, ValueError) as error:
            raise ProductAway(f"{self._url}/demo/next: not understood") from error

    def _clock(self, seconds: float | None = None) -> float:
        """The product's time, after moving it."""
        if seconds is None:
            told = self._told(*self.knock("GET", "clock"))
        else:
            told = self._told(*self.knock("POST", "clock", content={"advance_seconds": seconds}))
        try:
            return _seconds(told["now"])
        except (KeyError, TypeError, ValueError) as error:
            raise ProductAway(f"{self._url}/demo/clock: not understood") from error

    def _told(self, status: int, body: bytes) -> dict[str, Any]:
        if status != 200:
            raise ProductAway(f"{self._url}/demo/ answered {status}: needs CLOCK=travel")
        told = orjson.loads(body)
        return told if isinstance(told, dict) else {}

    def _heard(self, people: Collection[str]) -> int:
        """How much these people were sent that arrived; whatever was sent, if none is named."""
        if not people:
            return self._platform.sends
        with self._platform.lock:
            chats = [self._platform.channel.friendship(one).chat for one in people]
            return sum(entry.delivered and not entry.from_user for chat in chats for entry in chat)

    def _both(self, product: float | None) -> dict[str, Any]:
        clock = self._platform.clock
        told: dict[str, Any] = {"now": iso(clock.now()), "offset_seconds": clock.offset_seconds}
        if product is not None:
            told |= {"product_now": iso(product), "together": abs(product - clock.now()) < TOGETHER}
        return told


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
