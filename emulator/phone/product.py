"""The product's clock beside LINE's: both move together, over the product's own HTTP (`/demo/clock`)."""

import time
from datetime import datetime
from typing import Any

import orjson
import urllib3

from emulator.clock import iso
from emulator.state import Platform

HOUR = 3600.0
SETTLING = 0.8  # seconds of real time in which a product does what an hour made due
TOGETHER = 2.0  # seconds two clocks may differ and still be called together


class ProductAway(Exception):
    """The product did not move its clock; the message says what it said."""


class Product:
    def __init__(self, platform: Platform, url: str | None) -> None:
        self._platform = platform
        self._url = url.rstrip("/") if url else None
        self._http = urllib3.PoolManager(retries=False, timeout=10)

    def now(self) -> dict[str, Any]:
        product = self._ask("GET") if self._url else None
        return self._both(product)

    def advance(self, seconds: float) -> dict[str, Any]:
        """Both clocks forward; the one that is behind catches up. The product first: if it will not, none."""
        if seconds < 0:
            raise ValueError("the clock cannot go back")
        ours, product = self._platform.clock.now(), None
        goal = ours + seconds
        if self._url:
            product = self._ask("GET")
            goal = max(ours, product) + seconds
            ahead = product > ours + TOGETHER or ours > product + TOGETHER
            product = self._ask("POST", goal - product if ahead else seconds)
            seconds = goal - ours if ahead else seconds
        self._platform.clock.advance(seconds)
        self._platform.journal.clock(seconds)
        return self._both(product)

    def to_the_next_message(self, hours: int) -> dict[str, Any]:
        """Hour by hour, each with time to settle, until something was sent."""
        before = self._sends()
        told: dict[str, Any] = {}
        for hour in range(1, hours + 1):
            told = self.advance(HOUR)
            until = time.monotonic() + (SETTLING if self._url else 0)
            while self._sends() == before and time.monotonic() < until:
                time.sleep(0.05)
            if self._sends() != before:
                return told | {"arrived": True, "hours": hour}
        return told | {"arrived": False, "hours": hours}

    def _sends(self) -> int:
        return self._platform.sends

    def _both(self, product: float | None) -> dict[str, Any]:
        clock = self._platform.clock
        told: dict[str, Any] = {"now": iso(clock.now()), "offset_seconds": clock.offset_seconds}
        if product is not None:
            told |= {"product_now": iso(product), "together": abs(product - clock.now()) < TOGETHER}
        return told

    def _ask(self, method: str, seconds: float | None = None) -> float:
        body = None if seconds is None else orjson.dumps({"advance_seconds": seconds})
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._http.request(method, f"{self._url}/demo/clock", body=body, headers=headers)
            if answer.status != 200:
                raise ProductAway(f"{self._url}/demo/clock answered {answer.status}: needs CLOCK=travel")
            return datetime.fromisoformat(orjson.loads(answer.data)["now"]).timestamp()
        except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ProductAway(f"{self._url}/demo/clock: {type(error).__name__}") from error
