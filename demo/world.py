"""The two addresses of the demo and how to reach them; a customer's phone in the emulator."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import urllib3

TOKYO = ZoneInfo("Asia/Tokyo")
PATIENCE: Final = 20.0  # seconds a message may take to appear before the story says what is wrong


class StoryBroke(Exception):
    """The demo did not go as written; the message says what was awaited."""


@dataclass
class World:
    """The addresses of the product and of its LINE, and how to talk to both."""

    product: str
    line: str
    token: str
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=30))

    def shop(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call(method, self.product + path, content, {"Authorization": f"Bearer {self.token}"})

    def platform(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call(method, self.line + path, content, {})

    def travel(self, **by: float) -> datetime:
        """Both clocks forward: the product's and LINE's."""
        seconds = timedelta(**by).total_seconds()
        self.platform("POST", "/emulator/clock", {"advance_seconds": seconds})
        now = self._call("POST", self.product + "/demo/clock", {"advance_seconds": seconds}, {})
        return datetime.fromisoformat(now["now"])

    def now(self) -> datetime:
        return datetime.fromisoformat(self._call("GET", self.product + "/demo/clock", None, {})["now"])

    def travel_to(self, hour: int, *, days: int = 0) -> datetime:
        """To that hour of the shop's day, today or later."""
        here = self.now().astimezone(TOKYO)
        there = here.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
        while there <= here:
            there += timedelta(days=1)
        return self.travel(seconds=(there - here).total_seconds())

    def _call(
        self, method: str, url: str, content: dict[str, Any] | None, headers: dict[str, str]
    ) -> dict[str, Any]:
        body = orjson.dumps(content) if content is not None else None
        answer = self.http.request(
            method, url, body=body, headers={"Content-Type": "application/json", **headers}
        )
        if answer.status >= 400:
            raise StoryBroke(
                f"{method} {url} answered {answer.status}: {answer.data[:300].decode(errors='replace')}"
            )
        return orjson.loads(answer.data) if answer.data else {}


@dataclass
class Phone:
    """One customer's LINE, in the emulator."""

    world: World
    user_id: str
    _seen: int = -1

    def follow(self) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/follow", {"wait": True})

    def say(self, text: str) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/say", {"text": text, "wait": True})

    def tap(self, label: str) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/tap", {"label": label, "wait": True})

    def labels(self) -> list[str]:
        buttons = self.world.platform("GET", f"/emulator/users/{self.user_id}/buttons")["buttons"]
        return [str(button["label"]) for button in buttons]

    def receive(self, *, quietly: bool = False) -> list[dict[str, Any]]:
        """Wait for the next messages; all that came."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            new = self._new()
            if new:
                time.sleep(0.3)  # what belongs together arrives together
                return new + self._new()
            time.sleep(0.05)
        if quietly:
            return []
        raise StoryBroke("the customer waited for a message that did not come")

    def _new(self) -> list[dict[str, Any]]:
        chat = self.world.platform("GET", f"/emulator/users/{self.user_id}/chat?after={self._seen}")["chat"]
        if chat:
            self._seen = max(line["index"] for line in chat)
        return [line for line in chat if line["from"] == "account"]
