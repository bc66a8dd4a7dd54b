"""LINE's end for these tests: the emulator over HTTP, with one friend."""

import asyncio
from collections.abc import Iterator

import pytest

from emulator.content import Content, plain_png
from emulator.faults import Fault
from emulator.testing import RunningEmulator
from line.client import Accepted, LineClient


class Calling:
    """A client whose coroutines are called one after the other, on a loop of its own."""

    def __init__(self, client: LineClient) -> None:
        self._client = client
        self._runner = asyncio.Runner()
        self.quota, self.consumption = client.quota, client.consumption

    def push(self, body: bytes, retry_key: str) -> Accepted:
        return self._runner.run(self._client.push(body, retry_key))

    def reply(self, body: bytes) -> Accepted:
        return self._runner.run(self._client.reply(body))

    def look_around(self) -> None:
        """Let the loop notice what happened to its connections."""
        for _ in range(3):
            self._runner.run(asyncio.sleep(0))

    def close(self) -> None:
        self._runner.run(self._client.close())
        self._runner.close()


class LineEnd:
    """An emulator, one friend, one client."""

    def __init__(self, emulator: RunningEmulator) -> None:
        self.emulator = emulator
        self.friend = emulator.add_friend("太郎").user_id
        self.client = Calling(LineClient(emulator.base_url, emulator.access_token, timeout=0.5))

    def fault(self, kind: str, **details: object) -> None:
        self.emulator.platform.faults.add(Fault(kind, **{"times": 1, **details}))

    def reply_token(self) -> str:
        platform = self.emulator.platform
        return platform.channel.reply_tokens.issue(self.friend, platform.clock.now())

    def a_photo(self) -> str:
        platform = self.emulator.platform
        platform.channel.contents["325708"] = Content("image", plain_png(), "image/png", platform.clock.now())
        return "325708"

    @property
    def sent(self) -> int:
        return len(self.emulator.platform.sent)


@pytest.fixture
def line_end() -> Iterator[LineEnd]:
    with RunningEmulator() as emulator:
        end = LineEnd(emulator)
        yield end
        end.client.close()
