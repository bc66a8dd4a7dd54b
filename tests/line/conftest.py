"""LINE's end for these tests: the emulator over HTTP, with one friend."""

from collections.abc import Iterator

import pytest

from emulator.content import Content, plain_png
from emulator.faults import Fault
from emulator.testing import RunningEmulator
from line.client import LineClient


class LineEnd:
    """An emulator, one friend, one client."""

    def __init__(self, emulator: RunningEmulator) -> None:
        self.emulator = emulator
        self.friend = emulator.add_friend("太郎").user_id
        self.client = LineClient(emulator.base_url, emulator.access_token, read_timeout=0.5)

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
        yield LineEnd(emulator)
