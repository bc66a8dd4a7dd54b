"""What is promised once and no more: retry keys, reply tokens, quota, rates."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linebot.v3.messaging import (
    ApiException,
    ErrorResponse,
    MessagingApi,
    PushMessageRequest,
    TextMessage,
)

from emulator.reply_tokens import ReplyTokens
from emulator.retry_keys import LIFE, RetryKeys
from emulator.sent import Sent
from emulator.testing import RunningEmulator
from emulator.wire import LineError
from tests.emulator.conftest import Raw, text
from tests.emulator.receiver import Receiver

DAY = 24 * 3600


def advance(emulator: RunningEmulator, seconds: float) -> None:
    emulator.post("/emulator/clock", {"advance_seconds": seconds})


# --- retry keys ---------------------------------------------------------------------------------


def test_a_retried_push_is_not_sent_twice(emulator: RunningEmulator, api: MessagingApi) -> None:
    hanako, key = emulator.add_friend(), str(uuid.uuid4())
    request = PushMessageRequest(to=hanako.user_id, messages=[TextMessage(text="一度だけ")])
    first = api.push_message_with_http_info(request, x_line_retry_key=key)
    with pytest.raises(ApiException) as conflict:
        api.push_message(request, x_line_retry_key=key)
    assert conflict.value.status == 409
    assert conflict.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert conflict.value.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    body = ErrorResponse.from_json(conflict.value.body)
    assert body.message == "The retry key is already accepted"
    assert body.sent_messages == first.data.sent_messages
    assert len(emulator.chat(hanako)) == 1


def test_after_24_hours_the_same_key_sends_again(emulator: RunningEmulator, raw: Raw) -> None:
    hanako, key = emulator.add_friend(), str(uuid.uuid4())
    raw.push(hanako.user_id, key=key)
    advance(emulator, DAY - 60)
    assert raw.push(hanako.user_id, key=key).status == 409
    advance(emulator, 120)
    assert raw.push(hanako.user_id, key=key).status == 200
    assert len(emulator.chat(hanako)) == 2


def test_a_refused_request_leaves_its_key_free(emulator: RunningEmulator, raw: Raw) -> None:
    hanako, key = emulator.add_friend(), str(uuid.uuid4())
    assert raw.push(hanako.user_id, text(""), key=key).status == 400
    emulator.post("/emulator/faults", {"kind": "error_before", "times": 1})
    assert raw.push(hanako.user_id, key=key).status == 500
    assert raw.push(hanako.user_id, key=key).status == 200


def test_a_key_is_accepted_even_if_nobody_got_the_message(emulator: RunningEmulator, raw: Raw) -> None:
    gone, key = emulator.add_friend(), str(uuid.uuid4())
    emulator.act(gone, "block")
    assert raw.push(gone.user_id, key=key).status == 200
    assert raw.push(gone.user_id, key=key).status == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v2/bot/message/reply"), ("GET", "/v2/bot/info"), ("POST", "/v2/bot/message/validate/push")],
)
def test_a_retry_key_elsewhere_is_refused(raw: Raw, method: str, path: str) -> None:
    answer = raw(method, path, {} if method == "POST" else None, {"X-Line-Retry-Key": str(uuid.uuid4())})
    assert answer.status == 400


def test_a_retry_key_must_be_a_uuid(emulator: RunningEmulator, raw: Raw) -> None:
    assert raw.push(emulator.add_friend().user_id, key="again").status == 400


def _sent() -> Sent:
    return Sent("r", "c", "push", 0, b"{}", (), (), 1, 1, 1, ())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, LIFE)), max_size=30))
def test_a_key_is_remembered_for_a_day_from_its_acceptance(steps: list[tuple[str, float]]) -> None:
    keys, accepted, now = RetryKeys(), dict[str, float](), 0.0
    for key, pause in steps:
        now += pause
        alive = key in accepted and now - accepted[key] < LIFE
        assert (keys.accepted(key, now) is not None) == alive
        if not alive:
            keys.remember(key, _sent(), now)
            accepted[key] = now


# --- reply tokens -------------------------------------------------------------------------------


def said(emulator: RunningEmulator, bot: Receiver) -> str:
    emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    return str(bot.events[-1]["replyToken"])


def test_a_reply_token_works_once(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    token = said(emulator, bot)
    assert raw.reply(token).status == 200
    again = raw.reply(token)
    assert (again.status, again.raw) == (400, b'{"message":"Invalid reply token"}')
    assert raw.reply("0" * 32).raw == again.raw


def test_a_reply_token_dies_after_a_minute(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    token = said(emulator, bot)
    advance(emulator, 61)
    assert raw.reply(token).status == 400


def test_a_refused_reply_leaves_its_token_good(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    token = said(emulator, bot)
    assert raw.reply(token, text("")).status == 400
    assert raw.reply(token).status == 200


def test_a_redelivery_gives_the_token_another_minute_but_not_after_twenty(
    emulator: RunningEmulator, raw: Raw, bot: Receiver
) -> None:
    first, second = said(emulator, bot), said(emulator, bot)
    advance(emulator, 600)
    emulator.post("/emulator/webhooks/1/redeliver", {"wait": True})
    assert raw.reply(first).status == 200
    advance(emulator, 700)
    emulator.post("/emulator/webhooks/2/redeliver", {"wait": True})
    assert raw.reply(second).status == 400


@given(st.lists(st.tuples(st.sampled_from(["deliver", "use"]), st.floats(0, 400)), max_size=20))
def test_no_token_is_ever_good_twice_or_late(steps: list[tuple[str, float]]) -> None:
    tokens, now = ReplyTokens(), 0.0
    token, delivered, uses = tokens.issue("U", 0.0), 0.0, 0
    for what, pause in steps:
        now += pause
        if what == "deliver":
            tokens.delivered(token, now)
            delivered = now
            continue
        good = not uses and now - delivered <= 60 and now <= 20 * 60
        try:
            tokens.spend(token, now)
        except LineError:
            assert not good
        else:
            assert good
            uses += 1


# --- quota --------------------------------------------------------------------------------------


def test_over_the_quota_nothing_is_sent_and_replies_still_are(
    emulator: RunningEmulator, raw: Raw, bot: Receiver
) -> None:
    hanako, taro = emulator.add_friend("花子"), emulator.add_friend("太郎")
    emulator.post("/emulator/quota", {"limit": 1})
    both = {"to": [hanako.user_id, taro.user_id], "messages": [text()]}
    refused = raw("POST", "/v2/bot/message/multicast", both)
    assert (refused.status, refused.content) == (429, {"message": "You have reached your monthly limit."})
    assert emulator.chat(hanako) == []
    assert raw.push(hanako.user_id, text(), text(), text()).status == 200
    assert raw.push(hanako.user_id).status == 429
    emulator.act(hanako, "say", {"text": "まだ話せる？"})
    assert raw.reply(bot.events[-1]["replyToken"]).status == 200


def test_a_new_month_begins_with_nothing_used(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    emulator.post("/emulator/quota", {"limit": 1})
    assert [raw.push(hanako.user_id).status for _ in range(2)] == [200, 429]
    advance(emulator, 32 * DAY)
    assert raw.push(hanako.user_id).status == 200
    assert raw("GET", "/v2/bot/message/quota/consumption").content == {"totalUsage": 1}


def test_reserved_messages_count_against_the_quota(emulator: RunningEmulator, raw: Raw) -> None:
    emulator.post("/emulator/quota", {"limit": 10, "reserved": 10})
    assert raw.push(emulator.add_friend().user_id).status == 429


def test_without_a_limit_the_quota_has_no_value(emulator: RunningEmulator, api: MessagingApi) -> None:
    assert (api.get_message_quota().type, api.get_message_quota().value) == ("limited", 200)
    emulator.post("/emulator/quota", {"limit": None})
    assert (api.get_message_quota().type, api.get_message_quota().value) == ("none", None)


def test_daily_counts_are_ready_the_day_after(emulator: RunningEmulator, api: MessagingApi, raw: Raw) -> None:
    today = datetime.fromtimestamp(emulator.platform.clock.now(), UTC) + timedelta(hours=9)
    raw.push(emulator.add_friend().user_id)
    day = today.strftime("%Y%m%d")
    assert api.get_number_of_sent_push_messages(day).status == "unready"
    advance(emulator, DAY)
    counted = api.get_number_of_sent_push_messages(day)
    assert (counted.status, counted.success) == ("ready", 1)
    assert api.get_number_of_sent_reply_messages("20180101").status == "out_of_service"
    with pytest.raises(ApiException) as refused:
        api.get_number_of_sent_multicast_messages("2026-01-01")
    assert "The value for the 'date' parameter is invalid" in refused.value.body


# --- rates --------------------------------------------------------------------------------------


def test_a_bucket_empties_and_fills_again(emulator: RunningEmulator, raw: Raw) -> None:
    emulator.add_friend()
    path, content = "/v2/bot/message/broadcast", {"messages": [text()]}
    statuses = {raw("POST", path, content).status for _ in range(60)}
    limited = raw("POST", path, content)
    assert (statuses, limited.status) == ({200}, 429)
    assert limited.content == {"message": "The API rate limit has been exceeded. Try again later."}
    assert "Retry-After" not in limited.headers
    advance(emulator, 60)
    assert raw("POST", path, content).status == 200


def test_buckets_belong_to_an_endpoint_not_to_a_path(emulator: RunningEmulator, raw: Raw) -> None:
    emulator.request("PATCH", f"/emulator/channels/{emulator.channel.channel_id}", {"rate_scale": 0.0005})
    first, second = emulator.add_friend(), emulator.add_friend()
    assert raw("GET", f"/v2/bot/profile/{first.user_id}").status == 200
    assert raw("GET", f"/v2/bot/profile/{second.user_id}").status == 429
    assert raw("GET", "/v2/bot/info").status == 200


def test_rates_can_be_switched_off(emulator: RunningEmulator, raw: Raw) -> None:
    emulator.request("PATCH", f"/emulator/channels/{emulator.channel.channel_id}", {"rate_scale": 0})
    content = {"messages": [text()]}
    assert {raw("POST", "/v2/bot/message/broadcast", content).status for _ in range(70)} == {200}


# --- all of it together -------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_each_key_sends_exactly_once_in_any_order(
    emulator: RunningEmulator, raw: Raw, order: list[str]
) -> None:
    hanako = emulator.add_friend()
    keys = {letter: str(uuid.uuid4()) for letter in "abc"}
    statuses = [raw.push(hanako.user_id, key=keys[letter]).status for letter in order]
    assert statuses.count(200) == len(set(order)) == len(emulator.chat(hanako))
    assert statuses.count(409) == len(order) - len(set(order))
