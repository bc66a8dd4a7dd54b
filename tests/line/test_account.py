"""The seldom-used calls, through the official SDK, against the emulator."""

import pytest

from emulator.testing import RunningEmulator
from line.account import LineAccount
from line.errors import Ambiguous, Permanent, Unauthorized
from tests.line.conftest import LineEnd


def test_a_profile_is_read_and_a_stranger_has_none(line_end: LineEnd) -> None:
    account = LineAccount(line_end.emulator.base_url, line_end.emulator.access_token)
    profile = account.profile(line_end.friend)
    assert profile is not None
    assert profile.display_name == "太郎"
    assert account.profile("U" + "9" * 32) is None


def test_the_account_tells_who_it_is_and_where_its_webhook_goes() -> None:
    with RunningEmulator(webhook_url="https://shop.example/callback") as emulator:
        account = LineAccount(emulator.base_url, emulator.access_token)
        assert account.bot_info().basic_id == "@sonogo"
        endpoint = account.webhook_endpoint()
        assert endpoint is not None
        assert (endpoint.url, endpoint.active) == ("https://shop.example/callback", True)
        account.set_webhook_endpoint("https://shop.example/other")
        assert account.webhook_endpoint() != endpoint


def test_no_webhook_is_none(line_end: LineEnd) -> None:
    assert LineAccount(line_end.emulator.base_url, line_end.emulator.access_token).webhook_endpoint() is None


def test_errors_are_ours_and_silence_ends(line_end: LineEnd) -> None:
    with pytest.raises(Unauthorized):
        LineAccount(line_end.emulator.base_url, lambda: "wrong").bot_info()
    line_end.fault("delay", delay_ms=900)
    with pytest.raises(Ambiguous):
        LineAccount(line_end.emulator.base_url, line_end.emulator.access_token, timeout=(0.3, 0.3)).bot_info()


def test_content_may_take_longer_than_a_connection(line_end: LineEnd) -> None:
    message_id = line_end.a_photo()
    line_end.fault("delay", delay_ms=700)
    base, token = line_end.emulator.base_url, line_end.emulator.access_token
    kind, _ = LineAccount(base, token, timeout=(0.3, 10.0)).content(message_id)
    assert kind == "image/png"


def test_content_is_read_up_to_a_limit(line_end: LineEnd) -> None:
    message_id = line_end.a_photo()
    account = LineAccount(line_end.emulator.base_url, line_end.emulator.access_token)
    kind, data = account.content(message_id)
    assert kind.startswith("image/")
    assert len(data) > 0
    with pytest.raises(Permanent, match="larger"):
        account.content(message_id, limit=1)
    with pytest.raises(Permanent):
        account.content("404")
