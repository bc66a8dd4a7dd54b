"""The bulk way to LINE: stored bytes over kept-open connections, nothing built, nothing retried.

Retrying is `delivery`'s business, so nothing here is repeated or redirected, and every call ends by itself.
`push` and `reply` are coroutines of one event loop, which watches its idle connections: one that LINE closes
is not used again. The quota is asked seldom and from any thread. Build it after a fork. The rest of LINE's
API, used seldom, is in `line.account`. Endpoints: https://developers.line.biz/en/reference/messaging-api/
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import aiohttp
import orjson
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from line.errors import Ambiguous, LineError, Transient, Unauthorized, error_for

PUSH: Final = "/v2/bot/message/push"
REPLY: Final = "/v2/bot/message/reply"
QUOTA: Final = "/v2/bot/message/quota"
CONSUMPTION: Final = "/v2/bot/message/quota/consumption"
KEPT_OPEN: Final = 15.0  # seconds without a request; then LINE might close while we send
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Accepted:
    """LINE took the request. `sent_messages` hold the ids (strings) and quote tokens, in order."""

    request_id: str
    sent_messages: tuple[Mapping[str, Any], ...] = ()


class LineClient:
    """One channel's connection to LINE. `token` may be a function: a rotated token needs no rebuild.

    `timeout` is a call's, all in all.
    """

    def __init__(
        self,
        base: str,
        token: str | Callable[[], str],
        *,
        connect_timeout: float = 3.0,
        timeout: float = 10.0,
        connections: int = 128,
    ) -> None:
        self._token = token
        self._base = base.rstrip("/")
        self._timeouts = (connect_timeout, timeout)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def push(self, body: bytes, retry_key: str) -> Accepted:
        """Send to one person. The same key within 24 hours never sends twice: LINE answers AlreadyAccepted.

        https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
        """
        return await self._send(PUSH, body, {"X-Line-Retry-Key": retry_key})

    async def reply(self, body: bytes) -> Accepted:
        """Answer an event, free of charge, with its single-use token. There is no retry key for this."""
        return await self._send(REPLY, body, {})

    async def close(self) -> None:
        """Let go of the event loop and its connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def quota(self) -> int | None:
        """How many messages this month may cost at most; None when unlimited."""
        answer = self._ask(QUOTA)
        if answer.get("type") == "none":
            return None
        value = answer.get("value")
        if not isinstance(value, int):
            raise Ambiguous("LINE's quota answer has no value")
        return value

    def consumption(self) -> int:
        """How many messages were counted this month (approximate, includes those sent by the Manager)."""
        value = self._ask(CONSUMPTION).get("totalUsage")
        if not isinstance(value, int):
            raise Ambiguous("LINE's consumption answer has no total")
        return value

    async def _send(self, path: str, body: bytes, headers: dict[str, str]) -> Accepted:
        headers |= {"Content-Type": _JSON, "Authorization": self._authorization()}
        session = self._session or self._open()
        try:
            async with session.post(
                self._base + path, data=body, headers=headers, allow_redirects=False
            ) as response:
                data = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Transient(f"no connection to LINE ({type(error).__name__})") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Ambiguous(f"no answer from LINE ({type(error).__name__})") from error
        request_id = response.headers.get("x-line-request-id", "")
        answer = _object(data)
        if not 200 <= response.status < 300:
            raise error_for(response.status, answer, request_id)
        sent = answer.get("sentMessages")
        return Accepted(request_id, tuple(sent) if isinstance(sent, list) else ())

    def _open(self) -> aiohttp.ClientSession:
        connect, whole = self._timeouts
        connector = aiohttp.TCPConnector(
            limit=self._connections, keepalive_timeout=KEPT_OPEN, ssl=ssl.create_default_context()
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            timeout=aiohttp.ClientTimeout(total=whole, sock_connect=connect),
        )
        return self._session

    def _authorization(self) -> str:
        token = self._token if isinstance(self._token, str) else self._token()
        if not (token.isascii() and token.isprintable()):
            raise Unauthorized("the access token has characters that no request can carry")
        return f"Bearer {token}"

    def _ask(self, path: str) -> Mapping[str, Any]:
        try:
            response = self._http.request(
                "GET", self._base + path, headers={"Authorization": self._authorization()}, redirect=False
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Transient(f"no connection to LINE ({type(error).__name__})") from error
        except HTTPError as error:
            raise Ambiguous(f"no answer from LINE ({type(error).__name__})") from error
        answer = _object(response.data)
        if response.status != 200:
            raise error_for(response.status, answer, response.headers.get("x-line-request-id", ""))
        return answer

    @cached_property
    def _http(self) -> urllib3.PoolManager:
        connect, whole = self._timeouts
        return urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=connect, read=whole))


def _object(data: bytes) -> Mapping[str, Any]:
    """The JSON object of an answer; proxies may answer in HTML, which says nothing."""
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


__all__ = ["Accepted", "LineClient", "LineError"]
