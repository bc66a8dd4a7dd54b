"""Trouble on demand, and the tokens an account speaks with."""

import base64
import time
import uuid
from typing import Any

import orjson
import pytest
import urllib3
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from linebot.v3.messaging import Configuration
from linebot.v3.oauth import ApiClient as OAuthClient
from linebot.v3.oauth import ApiException as OAuthException
from linebot.v3.oauth import ChannelAccessToken
from linebot.v3.oauth import Configuration as OAuthConfiguration

from emulator.channel import ChannelConfig
from emulator.testing import RunningEmulator
from tests.emulator.conftest import Raw, text
from tests.emulator.receiver import Receiver

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def fault(emulator: RunningEmulator, kind: str, **more: Any) -> None:
    emulator.post("/emulator/faults", {"kind": kind, "times": 1} | more)


@pytest.mark.parametrize("path", ["/v2/bot/message/push", "/v2/bot/message/broadcast"])
def test_an_answer_can_get_lost_after_the_message_was_accepted(
    emulator: RunningEmulator, raw: Raw, path: str
) -> None:
    hanako, key = emulator.add_friend(), {"X-Line-Retry-Key": str(uuid.uuid4())}
    content = {"to": hanako.user_id, "messages": [text()]}
    fault(emulator, "drop_after")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        raw("POST", path, content, key)
    assert len(emulator.chat(hanako)) == 1
    assert raw("POST", path, content, key).status == 409
    assert len(emulator.chat(hanako)) == 1


def test_a_request_can_get_lost_before_it_was_accepted(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    fault(emulator, "drop_before")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        raw.push(hanako.user_id)
    assert emulator.chat(hanako) == []


@pytest.mark.parametrize(
    ("kind", "status", "delivered"),
    [
        ("error_before", 500, 0),
        ("error_after", 500, 1),
        ("html_before", 502, 0),
        ("html_after", 502, 1),
        ("rate_limit", 429, 0),
        ("monthly_limit", 429, 0),
    ],
)
def test_an_error_can_come_before_or_after_acceptance(
    emulator: RunningEmulator, raw: Raw, kind: str, status: int, delivered: int
) -> None:
    hanako = emulator.add_friend()
    fault(emulator, kind)
    answer = raw.push(hanako.user_id)
    assert (answer.status, len(emulator.chat(hanako))) == (status, delivered)
    assert answer.raw.startswith(b"<html>") == kind.startswith("html")
    assert raw.push(hanako.user_id).status == 200


def test_a_fault_can_be_slow_for_one_endpoint_or_by_chance(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    fault(emulator, "delay", delay_ms=80, endpoint="/message/push")
    started = time.perf_counter()
    raw("GET", "/v2/bot/info")
    assert time.perf_counter() - started < 0.08
    raw.push(hanako.user_id)
    assert time.perf_counter() - started >= 0.08
    emulator.request("DELETE", "/emulator/faults")
    fault(emulator, "error_before", times=None, probability=0.5, seed=7)
    statuses = [raw("GET", "/v2/bot/info").status for _ in range(40)]
    assert 8 < statuses.count(500) < 32
    emulator.request("DELETE", "/emulator/faults")
    fault(emulator, "error_before", times=None, probability=0.5, seed=7)
    assert [raw("GET", "/v2/bot/info").status for _ in range(40)] == statuses


def test_an_unknown_fault_is_named(emulator: RunningEmulator) -> None:
    with pytest.raises(RuntimeError, match="no fault of kind 'earthquake'"):
        fault(emulator, "earthquake")
    with pytest.raises(RuntimeError, match="400"):
        fault(emulator, "delay", dely_ms=3)


def test_reset_forgets_everything(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    hanako = emulator.add_friend()
    fault(emulator, "error_before")
    emulator.post("/emulator/clock", {"advance_seconds": 3600})
    emulator.post("/emulator/reset")
    assert emulator.get("/emulator/users") == {"users": []}
    assert emulator.get("/emulator/clock")["offset_seconds"] == 0
    assert raw.push(hanako.user_id).status == 400
    emulator.act(emulator.add_friend(), "say", {"text": "また会いました"})
    assert len(bot.received) == 1


# --- access tokens ------------------------------------------------------------------------------


@pytest.fixture
def oauth(emulator: RunningEmulator) -> ChannelAccessToken:
    return ChannelAccessToken(OAuthClient(OAuthConfiguration(host=emulator.base_url)))


def test_a_stateless_token_lives_fifteen_minutes(
    emulator: RunningEmulator, raw: Raw, oauth: ChannelAccessToken
) -> None:
    config = emulator.channel.config
    issued = oauth.issue_stateless_channel_token(
        grant_type="client_credentials", client_id=config.channel_id, client_secret=config.secret
    )
    assert issued.expires_in == 900
    assert raw("GET", "/v2/bot/info", token=issued.access_token).status == 200
    oauth.revoke_channel_token(issued.access_token)
    assert raw("GET", "/v2/bot/info", token=issued.access_token).status == 200
    emulator.post("/emulator/clock", {"advance_seconds": 901})
    assert raw("GET", "/v2/bot/info", token=issued.access_token).status == 401


def test_a_short_lived_token_is_verified_and_revoked(
    emulator: RunningEmulator, raw: Raw, oauth: ChannelAccessToken
) -> None:
    config = emulator.channel.config
    arguments = ("client_credentials", config.channel_id, config.secret)
    tokens = [oauth.issue_channel_token(*arguments).access_token for _ in range(31)]
    assert raw("GET", "/v2/bot/info", token=tokens[0]).status == 401
    assert oauth.verify_channel_token(tokens[1]).client_id == config.channel_id
    oauth.revoke_channel_token(tokens[1])
    assert raw("GET", "/v2/bot/info", token=tokens[1]).status == 401
    with pytest.raises(OAuthException) as refused:
        oauth.issue_channel_token("client_credentials", config.channel_id, "wrong")
    assert orjson.loads(refused.value.body)["error"] == "invalid_client"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_token_is_issued_for_a_signed_assertion(
    emulator: RunningEmulator, raw: Raw, oauth: ChannelAccessToken
) -> None:
    channel_id = emulator.channel.channel_id
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    jwk = {"kid": "k1", "n": encoded(numbers.n.to_bytes(256, "big")), "e": encoded(b"\x01\x00\x01")}
    emulator.post(f"/emulator/channels/{channel_id}/keys", jwk)

    def assertion(**changes: Any) -> str:
        claims = {
            "iss": channel_id,
            "sub": channel_id,
            "aud": "https://api.line.me/",
            "exp": int(time.time()) + 600,
            "token_exp": 86400,
        } | changes
        header = {"alg": "RS256", "typ": "JWT", "kid": "k1"}
        signed = f"{encoded(orjson.dumps(header))}.{encoded(orjson.dumps(claims))}"
        return f"{signed}.{encoded(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    issued = oauth.issue_channel_token_by_jwt("client_credentials", ASSERTION, assertion())
    assert (issued.expires_in, bool(issued.key_id)) == (86400, True)
    assert raw("GET", "/v2/bot/info", token=issued.access_token).status == 200
    assert oauth.gets_all_valid_channel_access_token_key_ids(ASSERTION, assertion()).kids == [issued.key_id]
    assert oauth.verify_channel_token_by_jwt(issued.access_token).client_id == channel_id
    for wrong in (assertion(aud="https://example.com/"), assertion(exp=1), assertion()[:-4] + "AAAA", "x"):
        with pytest.raises(OAuthException):
            oauth.issue_channel_token_by_jwt("client_credentials", ASSERTION, wrong)


def test_channels_know_nothing_of_each_other() -> None:
    one = ChannelConfig()
    other = ChannelConfig(
        channel_id="2", access_token="other", bot_user_id="U" + "2" * 32, provider="another"
    )
    with RunningEmulator(configs=[one, other]) as emulator:
        raw, hanako = Raw(emulator), emulator.add_friend()
        content = {"to": hanako.user_id, "messages": [text()]}
        assert raw("POST", "/v2/bot/message/push", content).status == 200
        assert raw("POST", "/v2/bot/message/push", content, token="other").status == 400
        assert raw("GET", "/v2/bot/info", token="other").content["userId"] == "U" + "2" * 32
        assert Configuration(host=emulator.base_url).host == emulator.base_url
