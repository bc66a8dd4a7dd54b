"""The bulk way to LINE: stored bytes over one pool of kept-open connections, nothing built, nothing retried.

Retrying is `delivery`'s business, so urllib3's own retries and redirects are off, and every call has a
timeout. Build it after a fork; one client serves any number of threads. The rest of LINE's API, used
seldom, is in `line.account`. Endpoints: https://developers.line.biz/en/reference/messaging-api/
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from line.errors import Ambiguous, LineError, Permanent, Transient, error_for

PUSH: Final = "/v2/bot/message/push"
REPLY: Final = "/v2/bot/message/reply"
QUOTA: Final = "/v2/bot/message/quota"
CONSUMPTION: Final = "/v2/bot/message/quota/consumption"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Accepted:
    """LINE took the request. `sent_messages` hold the ids (strings) and quote tokens, in order."""

    request_id: str
    sent_messages: tuple[Mapping[str, Any], ...] = ()


class LineClient:
    """One channel's connection to LINE. `token` may be a function: a rotated token needs no rebuild."""

    def __init__(
        self,
        base: str,
        token: str | Callable[[], str],
        *,
        connect_timeout: float = 3.0,
        read_timeout: float = 10.0,
        connections: int = 128,
    ) -> None:
        self._token = token
        parts = urllib3.util.parse_url(base)
        self._prefix = (parts.path or "").rstrip("/")
        self._pool = urllib3.connection_from_url(
            base,
            maxsize=connections,
            block=True,
            retries=False,
            timeout=urllib3.Timeout(connect=connect_timeout, read=read_timeout),
        )

    def push(self, body: bytes, retry_key: str) -> Accepted:
        """Send to one person. The same key within 24 hours never sends twice: LINE answers AlreadyAccepted.

        https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
        """
        return self._send(PUSH, body, {"X-Line-Retry-Key": retry_key})

    def reply(self, body: bytes) -> Accepted:
        """Answer an event, free of charge, with its single-use token. There is no retry key for this."""
        return self._send(REPLY, body, {})

    def quota(self) -> int | None:
        """How many messages this month may cost at most; None when unlimited."""
        answer = self._get(QUOTA)
        if answer.get("type") == "none":
            return None
        value = answer.get("value")
        if not isinstance(value, int):
            raise Ambiguous("LINE's quota answer has no value")
        return value

    def consumption(self) -> int:
        """How many messages were counted this month (approximate, includes those sent by the Manager)."""
        value = self._get(CONSUMPTION).get("totalUsage")
        if not isinstance(value, int):
            raise Ambiguous("LINE's consumption answer has no total")
        return value

    def close(self) -> None:
        self._pool.close()

    def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> Accepted:
        status, request_id, answer = self._call("POST", path, body, {"Content-Type": _JSON, **headers})
        if not 200 <= status < 300:
            raise error_for(status, answer, request_id)
        sent = answer.get("sentMessages")
        return Accepted(request_id, tuple(sent) if isinstance(sent, list) else ())

    def _get(self, path: str) -> Mapping[str, Any]:
        status, request_id, answer = self._call("GET", path, None, {})
        if status != 200:
            raise error_for(status, answer, request_id)
        return answer

    def _call(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, str, Mapping[str, Any]]:
        token = self._token if isinstance(self._token, str) else self._token()
        try:
            response = self._pool.urlopen(
                method,
                self._prefix + path,
                body=body,
                headers={"Authorization": f"Bearer {token}", **headers},
                redirect=False,
                retries=False,
            )
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise Transient(f"no connection to LINE ({type(error).__name__})") from error
        except HTTPError as error:
            raise Ambiguous(f"no answer from LINE ({type(error).__name__})") from error
        except UnicodeError as error:
            raise Permanent("the request cannot be put on the wire") from error
        request_id = response.headers.get("x-line-request-id", "")
        return response.status, request_id, _object(response.data)


def _object(data: bytes) -> Mapping[str, Any]:
    """The JSON object of an answer; proxies may answer in HTML, which says nothing."""
    try:
        parsed = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


__all__ = ["Accepted", "LineClient", "LineError"]
