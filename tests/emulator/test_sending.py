"""Push, reply, multicast, broadcast, narrowcast: who gets it, what is answered, what is counted."""

import pytest
from linebot.v3.messaging import (
    ApiException,
    BroadcastRequest,
    FlexContainer,
    FlexMessage,
    MessagingApi,
    MulticastRequest,
    NarrowcastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
    ValidateMessageRequest,
)

from emulator.testing import RunningEmulator
from tests.emulator.conftest import Raw, text
from tests.emulator.receiver import Receiver

NOBODY = "U" + "0" * 32


def test_a_push_through_the_sdk_arrives_in_the_chat(emulator: RunningEmulator, api: MessagingApi) -> None:
    hanako = emulator.add_friend("花子")
    bubble = FlexContainer.from_dict(
        {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}
    )
    answer = api.push_message_with_http_info(
        PushMessageRequest(
            to=hanako.user_id,
            messages=[TextMessage(text="お届けしました"), FlexMessage(altText="どうですか", contents=bubble)],
        )
    )
    chat = emulator.chat(hanako)
    assert [line["message"]["type"] for line in chat] == ["text", "flex"]
    assert [line["message_id"] for line in chat] == [sent.id for sent in answer.data.sent_messages]
    assert all(len(sent.id) == 18 and sent.quote_token for sent in answer.data.sent_messages)
    assert {line["request_id"] for line in chat} == {answer.headers["x-line-request-id"]}
    assert all(line["billed"] and line["delivered"] for line in chat)


def test_a_reply_is_free_and_carries_its_kind(
    emulator: RunningEmulator, api: MessagingApi, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    emulator.act(hanako, "say", {"text": "はい"})
    token = bot.events[0]["replyToken"]
    api.reply_message(ReplyMessageRequest(replyToken=token, messages=[TextMessage(text="よかった")]))
    assert [(line["from"], line["kind"]) for line in emulator.chat(hanako)] == [
        ("user", "message"),
        ("account", "reply"),
    ]
    assert api.get_message_quota_consumption().total_usage == 0


def test_every_answer_has_a_request_id_and_is_compact(emulator: RunningEmulator, raw: Raw) -> None:
    good = raw.push(emulator.add_friend().user_id)
    assert len(good.headers["x-line-request-id"]) == 36
    assert b": " not in good.raw
    for answer in (raw("GET", "/v2/bot/nothing"), raw.push("nobody"), raw("GET", "/v2/bot/info", token=None)):
        assert len(answer.headers["x-line-request-id"]) == 36


@pytest.mark.parametrize("path", ["/v2//bot/info", "/v2/bot/info/", "/v2/bot/info//", "/bot/info"])
def test_extra_slashes_are_not_found(raw: Raw, path: str) -> None:
    answer = raw("GET", path)
    assert (answer.status, answer.content) == (404, {"message": "Not found"})


def test_a_push_to_somebody_out_of_reach_is_accepted_and_goes_nowhere(
    emulator: RunningEmulator, raw: Raw, bot: Receiver
) -> None:
    blocked = emulator.add_friend("去った人")
    emulator.act(blocked, "block")
    deleted = emulator.add_friend("消えた人")
    emulator.request("DELETE", f"/emulator/users/{deleted.user_id}")
    stranger = emulator.platform.add_user("知らない人")
    for user in (blocked, deleted, stranger):
        answer = raw.push(user.user_id)
        assert answer.status == 200
        assert answer.content["sentMessages"]
        assert emulator.chat(user)[-1]["delivered"] is False
    assert emulator.get("/emulator/quota")["used"] == 0


def test_a_stranger_can_be_reached_for_seven_days_after_writing(emulator: RunningEmulator, raw: Raw) -> None:
    stranger = emulator.platform.add_user("通りすがり")
    emulator.act(stranger, "say", {"text": "質問です"})
    raw.push(stranger.user_id)
    assert emulator.chat(stranger)[-1]["delivered"] is True
    emulator.post("/emulator/clock", {"advance_seconds": 7 * 86400 + 1})
    raw.push(stranger.user_id)
    assert emulator.chat(stranger)[-1]["delivered"] is False


def test_a_user_id_nobody_has_is_refused(raw: Raw) -> None:
    answer = raw.push(NOBODY)
    assert (answer.status, answer.content) == (400, {"message": "Failed to send messages"})


def test_a_malformed_recipient_is_refused_in_lines_words(raw: Raw) -> None:
    answer = raw.push("not-a-user")
    expected = "The property, 'to', in the request body is invalid (line: -, column: -)"
    assert (answer.status, answer.content) == (400, {"message": expected})


def test_multicast_reaches_each_friend_once(emulator: RunningEmulator, api: MessagingApi) -> None:
    friends = [emulator.add_friend(str(n)) for n in range(3)]
    blocked = emulator.add_friend()
    emulator.act(blocked, "block")
    everyone = [u.user_id for u in (*friends, friends[0], blocked)]
    api.multicast(
        MulticastRequest(to=everyone, messages=[TextMessage(text="x")], customAggregationUnits=["unit_1"])
    )
    assert [len(emulator.chat(u)) for u in friends] == [1, 1, 1]
    assert emulator.get("/emulator/quota")["used"] == 3
    assert api.get_aggregation_unit_usage().num_of_custom_aggregation_units == 1
    assert api.get_aggregation_unit_name_list().custom_aggregation_units == ["unit_1"]


@pytest.mark.parametrize("size", [0, 501])
def test_multicast_takes_1_to_500_recipients(raw: Raw, size: int) -> None:
    answer = raw("POST", "/v2/bot/message/multicast", {"to": [NOBODY] * size, "messages": [text()]})
    assert answer.content["details"] == [{"message": "Size must be between 1 and 500", "property": "to"}]


def test_broadcast_and_narrowcast_reach_all_friends(emulator: RunningEmulator, api: MessagingApi) -> None:
    friends = [emulator.add_friend(str(n)) for n in range(3)]
    emulator.platform.add_user("知らない人")
    api.broadcast(BroadcastRequest(messages=[TextMessage(text="全員へ")]))
    told = api.narrowcast_with_http_info(NarrowcastRequest(messages=[TextMessage(text="皆様へ")]))
    assert told.status_code == 202
    progress = api.get_narrowcast_progress(told.headers["x-line-request-id"])
    assert (progress.phase, progress.success_count) == ("succeeded", 3)
    assert [line["kind"] for line in emulator.chat(friends[0])] == ["broadcast", "narrowcast"]
    assert emulator.get("/emulator/quota")["used"] == 6


def test_validation_endpoints_check_and_send_nothing(emulator: RunningEmulator, api: MessagingApi) -> None:
    request = ValidateMessageRequest(messages=[TextMessage(text="x")])
    for check in (api.validate_push, api.validate_reply, api.validate_multicast, api.validate_broadcast):
        check(request)
    with pytest.raises(ApiException) as refused:
        api.validate_narrowcast(ValidateMessageRequest(messages=[TextMessage(text="")]))
    assert refused.value.status == 400
    assert emulator.get("/emulator/sent")["sent"] == []


def test_a_quote_token_works_only_in_its_own_chat(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    hanako, taro = emulator.add_friend("花子"), emulator.add_friend("太郎")
    emulator.act(hanako, "say", {"text": "これは何"})
    token = bot.events[0]["message"]["quoteToken"]
    quoting = text("これです") | {"quoteToken": token}
    assert raw.push(hanako.user_id, quoting).status == 200
    assert raw.push(hanako.user_id, quoting).status == 200
    assert raw.push(taro.user_id, quoting).status == 400
    assert raw.push(hanako.user_id, text() | {"quoteToken": "made-up"}).status == 400


def test_the_body_must_be_json_of_the_right_type_and_size(raw: Raw) -> None:
    path = "/v2/bot/message/push"
    assert (
        raw("POST", path, body=b"{", headers={})
        .content["message"]
        .startswith("The request body could not be parsed as JSON (line: 1, column: ")
    )
    wrong = raw("POST", path, body=b"{}", headers={"Content-Type": "text/plain"})
    assert (wrong.status, wrong.content["message"]) == (415, "The content type, text/plain, is not supported")
    assert raw("POST", path, body=b" " * (2 * 1024 * 1024 + 1)).status == 413


def test_a_missing_and_a_wrong_token_are_told_apart(raw: Raw) -> None:
    missing, wrong = raw("GET", "/v2/bot/info", token=None), raw("GET", "/v2/bot/info", token="nonsense")
    assert (missing.status, wrong.status) == (401, 401)
    assert missing.content["message"].startswith("Authorization header required")
    assert wrong.content["message"].startswith("Authentication failed")
