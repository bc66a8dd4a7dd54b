"""LINE as far as the relay can tell: retry keys, single-use reply tokens, and trouble on demand."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from line.client import Accepted
from line.errors import (
    AlreadyAccepted,
    Ambiguous,
    InvalidReplyToken,
    Permanent,
    RateLimited,
    Transient,
    Unauthorized,
)

TOKEN_LIFE = timedelta(seconds=60)
KEY_LIFE = timedelta(hours=24)


class Killed(BaseException):
    """The process died at this point. Nothing may catch it."""


@dataclass
class FakeLine:
    """`trouble`: what happens to the next calls (before, after, unreached, burst, quota, refused, 401)."""

    clock: Callable[[], datetime]
    trouble: deque[str] = field(default_factory=deque)
    trouble_of: dict[str, str] = field(default_factory=dict)  # the same, for the next call to one person
    delivered: list[tuple[str, str]] = field(default_factory=list)  # (to, text), in order
    calls: list[str] = field(default_factory=list)
    limit: int | None = 1000
    used: int = 0
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    issued: int = 0
    keys: dict[str, tuple[datetime, Accepted]] = field(default_factory=dict)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    quota_asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def issue_token(self, to: str) -> str:
        self.issued += 1
        token = f"token{self.issued}"
        self.tokens[token] = (to, self.clock() + TOKEN_LIFE)
        return token

    async def push(self, body: bytes, retry_key: str) -> Accepted:
        with self.lock:
            self.calls.append("push")
            self.bodies.setdefault(retry_key, set()).add(body)
            request = orjson.loads(body)
            what = self._happens(request["to"])
            self._before(what)
            known = self.keys.get(retry_key)
            if known and self.clock() - known[0] < KEY_LIFE:
                if what == "after":
                    raise Ambiguous("lost")
                raise AlreadyAccepted(known[1].sent_messages, status=409, request_id="again")
            if self.limit is not None and self.used >= self.limit:
                raise RateLimited("too much", status=429)
            accepted = self._deliver(request["to"], request["messages"])
            self.keys[retry_key] = (self.clock(), accepted)
            self.used += 1
            self._after(what)
            return accepted

    async def reply(self, body: bytes) -> Accepted:
        with self.lock:
            self.calls.append("reply")
            request = orjson.loads(body)
            to, until = self.tokens.get(request["replyToken"], ("", self.clock()))
            what = self._happens(to)
            self._before(what)
            if not to or self.clock() >= until:
                raise InvalidReplyToken("Invalid reply token", status=400)
            del self.tokens[request["replyToken"]]
            accepted = self._deliver(to, request["messages"])
            self._after(what)
            return accepted

    async def close(self) -> None:
        """There are no connections."""

    def quota(self) -> int | None:
        self.quota_asked += 1
        return self.limit

    def consumption(self) -> int:
        return self.used

    def texts(self, to: str) -> list[str]:
        return [text for person, text in self.delivered if person == to]

    def _happens(self, to: str) -> str:
        what = self.trouble_of.pop(to, "")
        return what or (self.trouble.popleft() if self.trouble else "")

    def _deliver(self, to: str, messages: list[dict[str, str]]) -> Accepted:
        self.delivered.append((to, messages[0]["text"]))
        return Accepted(f"r{len(self.delivered)}", ({"id": str(len(self.delivered))},))

    @staticmethod
    def _before(what: str) -> None:
        match what:
            case "before":
                raise Ambiguous("500", status=500)
            case "unreached":
                raise Transient("refused connection")
            case "burst":
                raise RateLimited("The API rate limit has been exceeded. Try again later.", status=429)
            case "quota":
                raise RateLimited("You have reached your monthly limit.", status=429)
            case "refused":
                raise Permanent("Failed to send messages", status=400)
            case "401":
                raise Unauthorized("token", status=401)

    @staticmethod
    def _after(what: str) -> None:
        if what == "after":
            raise Ambiguous("timeout")
