"""LINE, as far as a year needs it: takes what is sent, hands it to people, knows who blocked the account.

Reply tokens live a minute and work once, as LINE's do
(https://developers.line.biz/en/reference/messaging-api/#send-reply-message).
"""

import itertools
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from line.client import Accepted
from line.errors import InvalidReplyToken
from services.shop import Clock

TOKEN_LIFE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person finds on their phone."""

    to: str
    messages: tuple[dict[str, Any], ...]


class Post:
    """What `line.client.LineClient` offers, without a network. `letters`: delivered and not read yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self.letters: deque[Letter] = deque()
        self.blocked: set[str] = set()
        self.pushes = 0

    def issue_token(self, to: str) -> str:
        token = f"reply{next(self._numbers)}"
        self._tokens[token] = (to, self._clock() + TOKEN_LIFE)
        return token

    async def push(self, body: bytes, retry_key: str) -> Accepted:
        request = orjson.loads(body)
        if request["to"] not in self.blocked:  # LINE says 200 all the same, and bills nothing
            self.pushes += 1
        return self._deliver(request["to"], request["messages"])

    async def reply(self, body: bytes) -> Accepted:
        request = orjson.loads(body)
        to, until = self._tokens.pop(request["replyToken"], ("", self._clock()))
        if not to or self._clock() >= until:
            raise InvalidReplyToken("Invalid reply token", status=400)
        return self._deliver(to, request["messages"])

    async def close(self) -> None:
        """There are no connections."""

    def quota(self) -> int | None:
        return None

    def consumption(self) -> int:
        return self.pushes

    def forget_tokens(self) -> None:
        """Tokens that are over: a year issues many."""
        now = self._clock()
        self._tokens = {token: kept for token, kept in self._tokens.items() if kept[1] > now}

    def _deliver(self, to: str, messages: list[dict[str, Any]]) -> Accepted:
        if to not in self.blocked:
            self.letters.append(Letter(to, tuple(messages)))
        sent = tuple({"id": str(next(self._numbers))} for _ in messages)
        return Accepted(f"request{next(self._numbers)}", sent)
