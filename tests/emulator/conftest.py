"""A running emulator, a bot that receives its webhooks, and the official SDK pointed at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import urllib3
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob

from emulator.testing import RunningEmulator
from tests.emulator.receiver import Receiver


@pytest.fixture
def bot() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def shared_emulator() -> Iterator[RunningEmulator]:
    with RunningEmulator() as running:
        yield running


@pytest.fixture
def emulator(shared_emulator: RunningEmulator, bot: Receiver) -> RunningEmulator:
    return shared_emulator.reset(webhook_url=bot.url)


@pytest.fixture
def client(emulator: RunningEmulator) -> Iterator[ApiClient]:
    configuration = Configuration(host=emulator.base_url, access_token=emulator.access_token)
    configuration.retries = False
    with ApiClient(configuration) as made:
        yield made


@pytest.fixture
def api(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


@pytest.fixture
def blob(client: ApiClient) -> MessagingApiBlob:
    return MessagingApiBlob(client)


@dataclass
class Answered:
    status: int
    headers: Any
    raw: bytes

    @property
    def content(self) -> Any:
        return orjson.loads(self.raw)


class Raw:
    """Plain HTTP, for what the SDK would not send."""

    def __init__(self, emulator: RunningEmulator) -> None:
        self._emulator = emulator
        self._http = urllib3.PoolManager(retries=False, timeout=5)

    def __call__(
        self,
        method: str,
        path: str,
        content: Any = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        token: str | None = "",
    ) -> Answered:
        every = {"Content-Type": "application/json"}
        if token is not None:
            every["Authorization"] = f"Bearer {token or self._emulator.access_token}"
        data = body if body is not None else (None if content is None else orjson.dumps(content))
        every |= headers or {}
        got = self._http.request(method, self._emulator.base_url + path, body=data, headers=every)
        return Answered(got.status, got.headers, got.data)

    def push(self, to: str, *messages: Any, key: str | None = None, **more: Any) -> Answered:
        headers = {"X-Line-Retry-Key": key} if key else None
        content = {"to": to, "messages": list(messages) or [text()]} | more
        return self("POST", "/v2/bot/message/push", content, headers)

    def reply(self, token: str, *messages: Any) -> Answered:
        content = {"replyToken": token, "messages": list(messages) or [text()]}
        return self("POST", "/v2/bot/message/reply", content)


def text(words: str = "こんにちは") -> dict[str, Any]:
    return {"type": "text", "text": words}


@pytest.fixture
def raw(emulator: RunningEmulator) -> Raw:
    return Raw(emulator)
