"""The emulator as a process of its own, and what a test asks of it over HTTP."""

import threading
from pathlib import Path
from typing import Any

import orjson
import urllib3

from tests.processes.programs import Program, free_port

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "emulator-channel-access-token"


class Platform:
    """LINE, as far as it reaches."""

    def __init__(self, folder: Path, webhook_url: str, *more: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        arguments = ("-m", "emulator", "--lean", "--port", str(port), "--webhook-url", webhook_url)
        own = ("--channel-secret", SECRET, "--access-token", TOKEN, "--quota", "-1", *more)
        self.program = Program(arguments + own, {}, folder / "line.log")
        self._http = urllib3.PoolManager(maxsize=8, retries=False, timeout=30)
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, Any]] = {}  # every send seen so far, by request id, in order
        self._posted: dict[int, dict[str, Any]] = {}  # every webhook POST seen so far, by number

    def start(self) -> "Platform":
        self.program.start().ready(f"{self.url}/emulator/health")
        return self

    def call(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        body = None if content is None else orjson.dumps(content)
        answer = self._http.request(method, f"{self.url}/emulator{path}", body=body)
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.data[:300]!r}"
        return orjson.loads(answer.data)

    def act(self, user_id: str, what: str, content: dict[str, Any]) -> Any:
        return self.call("POST", f"/users/{user_id}/{what}", content)

    def befriend(self, user_id: str) -> None:
        """A friend since long: no webhook tells of it."""
        self.call("POST", "/users", {"display_name": user_id[-4:], "user_id": user_id, "follow": True})

    def new_sends(self) -> list[dict[str, Any]]:
        """What was accepted since the last look, oldest first."""
        with self._lock:
            limit = 100
            while True:
                answer = self.call("GET", f"/sent?limit={limit}")
                new = sum(kind["requests"] for kind in answer["counts"].values()) - len(self._known)
                found = [one for one in answer["sent"] if one["request_id"] not in self._known]
                if len(found) == new:
                    self._known.update({one["request_id"]: one for one in found})
                    return found
                limit = new + 100  # more came than were asked for

    def sends(self) -> list[dict[str, Any]]:
        """All that was ever accepted, oldest first."""
        self.new_sends()
        return list(self._known.values())

    def deliveries(self) -> list[dict[str, Any]]:
        """Every webhook POST so far: its events, and what the product answered. Look often enough."""
        with self._lock:
            new = self.call("GET", "/webhooks?limit=0")["count"] - len(self._posted)
            newest = self.call("GET", f"/webhooks?limit={new + 1000}")["deliveries"]
            self._posted.update({one["number"]: one for one in newest})
            assert not self._posted or len(self._posted) >= max(self._posted), "some POSTs were missed"
            return list(self._posted.values())
