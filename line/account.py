"""LINE's seldom-used calls, through line-bot-sdk: profile, content, bot info, webhook endpoint.

The SDK is imported at the first call (680 ms and 73 MB, docs/adr/0006), never retries, and every call has
a timeout: its own default is to wait for ever. Errors become those of `line.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import orjson
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from line.errors import Ambiguous, LineError, Permanent, Transient, error_for

if TYPE_CHECKING:
    from linebot.v3.messaging import ApiClient, MessagingApi

_OFFICIAL: Final = "https://api.line.me"
_OFFICIAL_DATA: Final = "https://api-data.line.me"
CONTENT_LIMIT: Final = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Profile:
    user_id: str
    display_name: str
    language: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class BotInfo:
    user_id: str
    basic_id: str
    display_name: str
    chat_mode: str  # «chat»: staff can answer in the Manager besides us


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class WebhookTest:
    success: bool
    status_code: int
    reason: str
    detail: str


class LineAccount:
    """One channel's account. `base` also serves the data API unless it is LINE's own host."""

    def __init__(
        self, base: str, token: str | Callable[[], str], *, timeout: tuple[float, float] = (3.0, 10.0)
    ) -> None:
        self._base = base.rstrip("/")
        self._token = token
        self._timeout = timeout

    def profile(self, user_id: str) -> Profile | None:
        """Who this is; None if LINE does not tell (not a friend, blocked, deleted, never consented)."""
        with _translated():
            try:
                answer = self._api.get_profile(user_id, _request_timeout=self._timeout)
            except Exception as error:
                if getattr(error, "status", None) in (400, 404):
                    return None
                raise
        return Profile(user_id, answer.display_name or "", answer.language or "", answer.picture_url or "")

    def bot_info(self) -> BotInfo:
        with _translated():
            answer = self._api.get_bot_info(_request_timeout=self._timeout)
        mode = getattr(answer.chat_mode, "value", answer.chat_mode)
        return BotInfo(answer.user_id, answer.basic_id, answer.display_name, str(mode))

    def webhook_endpoint(self) -> WebhookEndpoint | None:
        with _translated():
            try:
                answer = self._api.get_webhook_endpoint(_request_timeout=self._timeout)
            except Exception as error:
                if getattr(error, "status", None) == 404:
                    return None
                raise
        return WebhookEndpoint(answer.endpoint, bool(answer.active))

    def set_webhook_endpoint(self, url: str) -> None:
        from linebot.v3.messaging import SetWebhookEndpointRequest

        request = SetWebhookEndpointRequest(endpoint=url)
        with _translated():
            self._api.set_webhook_endpoint(request, _request_timeout=self._timeout)

    def test_webhook(self) -> WebhookTest:
        """LINE calls our webhook with no events and tells what it got."""
        from linebot.v3.messaging import TestWebhookEndpointRequest

        with _translated():
            answer = self._api.test_webhook_endpoint(
                TestWebhookEndpointRequest(), _request_timeout=self._timeout
            )
        return WebhookTest(
            bool(answer.success), answer.status_code or 0, answer.reason or "", answer.detail or ""
        )

    def content(self, message_id: str, limit: int = CONTENT_LIMIT) -> tuple[str, bytes]:
        """Media type and bytes a customer sent. Transient while LINE prepares it, Permanent when gone.

        Not through the SDK, which reads all of a video into memory before anyone can say it is too large.
        """
        host = _OFFICIAL_DATA if self._base == _OFFICIAL else self._base
        with _translated():
            response = self._http.request(
                "GET",
                f"{host}/v2/bot/message/{quote(message_id, safe='')}/content",
                headers={"Authorization": f"Bearer {self._current_token()}"},
                timeout=urllib3.Timeout(connect=self._timeout[0], read=self._timeout[1]),
                preload_content=False,
                redirect=False,
            )
            try:
                data = response.read(limit + 1)
            finally:
                response.close()
        if response.status == 202:
            raise Transient("the content is being prepared", status=202)
        if response.status != 200:
            request_id = response.headers.get("x-line-request-id", "")
            raise error_for(response.status, _object(data), request_id)
        if len(data) > limit:
            raise Permanent(f"the content is larger than {limit} bytes")
        return response.headers.get("Content-Type", "application/octet-stream"), data

    @cached_property
    def _http(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(retries=False)

    @cached_property
    def _client(self) -> ApiClient:
        from linebot.v3.messaging import ApiClient, Configuration

        own_host = {} if self._base == _OFFICIAL else {"host": self._base}
        configuration = Configuration(access_token=self._current_token(), **own_host)
        configuration.retries = False
        return ApiClient(configuration)

    @property
    def _api(self) -> MessagingApi:
        from linebot.v3.messaging import MessagingApi

        self._client.configuration.access_token = self._current_token()
        return MessagingApi(self._client)

    def _current_token(self) -> str:
        return self._token if isinstance(self._token, str) else self._token()


@contextmanager
def _translated() -> Iterator[None]:
    """The SDK's errors, of which timeouts and refused connections are none, as ours."""
    from linebot.v3.messaging.exceptions import ApiException

    try:
        yield
    except ApiException as error:
        headers = error.headers or {}
        raise error_for(
            error.status or 0, _object(error.body), headers.get("x-line-request-id", "")
        ) from error
    except LineError:
        raise
    except (NewConnectionError, ConnectTimeoutError, MaxRetryError) as error:
        raise Transient(f"no connection to LINE ({type(error).__name__})") from error
    except HTTPError as error:
        raise Ambiguous(f"no answer from LINE ({type(error).__name__})") from error


def _object(body: object) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body) if isinstance(body, str | bytes) else {}
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
