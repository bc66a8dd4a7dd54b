"""What reaches a bot: signed bytes, ids, redeliveries, batches, and the odd things LINE may send."""

import time
from typing import Any

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import ApiException, MessagingApi, SetWebhookEndpointRequest
from linebot.v3.messaging import TestWebhookEndpointRequest as EndpointTest
from linebot.v3.models import UnknownEvent

from emulator.delivery import sign
from emulator.people import User
from emulator.state import Platform, PlatformOptions
from emulator.testing import RunningEmulator
from tests.emulator.conftest import Raw
from tests.emulator.receiver import Receiver

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"


def everything_a_person_does(emulator: RunningEmulator) -> User:
    """One person, every kind of event."""
    user = emulator.platform.add_user("花子")
    emulator.act(user, "follow")
    for content in (
        {"text": "こんにちは 👋"},
        {"type": "image"},
        {"type": "image", "imageSet": {"id": "E005D41A", "index": 1, "total": 2}},
        {"type": "video"},
        {"type": "audio"},
        {"type": "file", "fileName": "領収書.pdf", "fileSize": 12345},
        {"type": "location", "title": None},
        {"type": "sticker", "packageId": "446", "stickerId": "1988", "keywords": ["うれしい"]},
    ):
        said = emulator.act(user, "say", content)
    emulator.act(user, "unsend", {"message_id": said["message_id"]})
    emulator.act(user, "tap", {"data": "a=1", "params": {"datetime": "2026-12-01T10:00"}})
    emulator.act(user, "events", {"type": "beacon", "beacon": {"hwid": "d41d8cd98f", "type": "enter"}})
    emulator.act(user, "events", {"type": "videoPlayComplete", "videoPlayComplete": {"trackingId": "t1"}})
    emulator.act(user, "block")
    emulator.act(user, "unblock")
    return user


def test_the_official_example_is_signed_as_line_says() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert sign(SECRET, body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_official_parser_knows_every_event(emulator: RunningEmulator, bot: Receiver) -> None:
    everything_a_person_does(emulator)
    parser = WebhookParser(SECRET)
    parsed = [e for got in bot.received for e in parser.parse(got.body.decode(), got.signature)]
    assert len(parsed) == len(bot.received) == 15
    assert not [event for event in parsed if isinstance(event, UnknownEvent)]


def test_ids_have_the_shapes_of_lines(emulator: RunningEmulator, bot: Receiver) -> None:
    everything_a_person_does(emulator)
    ids = [event["webhookEventId"] for event in bot.events]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 26 and one.isalnum() and one == one.upper() for one in ids)
    messages = [event["message"] for event in bot.events if event["type"] == "message"]
    assert all(len(m["id"]) == 18 and m["id"].isdigit() and m["markAsReadToken"] for m in messages)
    assert {m["type"] for m in messages if "quoteToken" in m} == {"text", "image", "video", "sticker"}


def test_unblocking_is_a_follow_that_says_so(emulator: RunningEmulator, bot: Receiver) -> None:
    everything_a_person_does(emulator)
    follows = [event["follow"] for event in bot.events if event["type"] == "follow"]
    assert follows == [{"isUnblocked": False}, {"isUnblocked": True}]
    unfollow = next(event for event in bot.events if event["type"] == "unfollow")
    assert "replyToken" not in unfollow


def test_nothing_is_sent_again_unless_redelivery_is_on(emulator: RunningEmulator, bot: Receiver) -> None:
    bot.answers = [500]
    sent = emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    assert (sent["deliveries"][0]["status"], sent["deliveries"][0]["reason"]) == (500, "error_status_code")
    time.sleep(0.1)
    assert len(bot.received) == 1


def test_a_redelivery_is_the_same_but_for_its_mark(emulator: RunningEmulator, bot: Receiver) -> None:
    emulator.request("PATCH", "/emulator/webhooks/settings", {"redelivery": True, "redelivery_wait_ms": 10})
    bot.answers = [500, 503]
    emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    bot.wait_for(3)
    first, second, third = bot.events
    assert [e["deliveryContext"]["isRedelivery"] for e in bot.events] == [False, True, True]
    assert first | {"deliveryContext": None} == second | {"deliveryContext": None}
    assert second == third
    emulator.post("/emulator/webhooks/wait")
    log = emulator.get("/emulator/webhooks")["deliveries"]
    assert [(one["attempt"], one["status"]) for one in log] == [(1, 500), (2, 503), (3, 200)]


@pytest.mark.slow
def test_a_bot_has_two_seconds(emulator: RunningEmulator, bot: Receiver) -> None:
    bot.delay = 2.3
    delivery = emulator.act(emulator.add_friend(), "say", {"text": "はい"})["deliveries"][0]
    assert (delivery["status"], delivery["reason"]) == (None, "request_timeout")
    assert 1900 < delivery["took_ms"] < 2300


def test_a_bot_that_is_not_there_is_noted(emulator: RunningEmulator) -> None:
    emulator.channel.webhook_url = "http://127.0.0.1:9/callback"
    delivery = emulator.act(emulator.add_friend(), "say", {"text": "はい"})["deliveries"][0]
    assert (delivery["status"], delivery["reason"]) == (None, "could_not_connect")


def test_the_same_webhook_may_come_twice(emulator: RunningEmulator, bot: Receiver) -> None:
    emulator.request("PATCH", "/emulator/webhooks/settings", {"copies": 2})
    emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    assert bot.received[0].body == bot.received[1].body


def test_events_of_several_people_may_come_together_and_out_of_order(
    emulator: RunningEmulator, bot: Receiver
) -> None:
    emulator.request("PATCH", "/emulator/webhooks/settings", {"holding": True})
    people = [emulator.add_friend(str(n)) for n in range(3)]
    for person in people:
        emulator.act(person, "say", {"text": person.display_name})
    assert bot.received == []
    emulator.post("/emulator/webhooks/release", {"order": "reversed", "batch": 0, "copies": 2, "wait": True})
    assert [[e["message"]["text"] for e in got.events] for got in bot.received] == [["2", "1", "0"]] * 2


def test_each_persons_events_arrive_in_order(emulator: RunningEmulator, bot: Receiver) -> None:
    people = [emulator.add_friend(str(n)) for n in range(4)]
    for number in range(15):
        for person in people:
            emulator.act(person, "say", {"text": str(number), "wait": False})
    bot.wait_for(60)
    for person in people:
        mine = [e["message"]["text"] for e in bot.events if e["source"]["userId"] == person.user_id]
        assert mine == [str(number) for number in range(15)]


def test_standby_events_carry_no_reply_token(emulator: RunningEmulator, bot: Receiver) -> None:
    emulator.request("PATCH", f"/emulator/channels/{emulator.channel.channel_id}", {"mode": "standby"})
    emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    assert bot.events[0]["mode"] == "standby"
    assert "replyToken" not in bot.events[0]


def test_a_person_who_did_not_consent_has_no_id_and_no_profile(
    emulator: RunningEmulator, bot: Receiver, raw: Raw
) -> None:
    quiet = emulator.add_friend("静か", consented=False)
    emulator.act(quiet, "say", {"text": "はい"})
    assert bot.events[0]["source"] == {"type": "user"}
    assert raw("GET", f"/v2/bot/profile/{quiet.user_id}").status == 404
    assert raw.reply(bot.events[0]["replyToken"]).status == 200


def test_anything_can_be_sent_as_an_event(emulator: RunningEmulator, bot: Receiver) -> None:
    odd: list[dict[str, Any]] = [{"type": "teleported", "whereTo": "月"}, {"type": "unfollow"}]
    emulator.post("/emulator/webhooks/events", {"events": odd, "wait": True})
    assert [event["type"] for event in bot.events] == ["teleported", "unfollow"]
    assert len(bot.events[0]["webhookEventId"]) == 26
    emulator.post("/emulator/webhooks/events", {"events": [{"only": "this"}], "fill": False, "wait": True})
    assert bot.received[1].content["events"] == [{"only": "this"}]


def test_new_properties_can_be_added_to_every_event(emulator: RunningEmulator, bot: Receiver) -> None:
    emulator.request("PATCH", "/emulator/webhooks/settings", {"unknown_properties": True})
    emulator.act(emulator.add_friend(), "say", {"text": "はい"})
    assert bot.events[0]["newProperty"] == {"since": "tomorrow"}


def test_a_wrong_signature_and_half_a_body_can_be_sent(emulator: RunningEmulator, bot: Receiver) -> None:
    emulator.post("/emulator/webhooks/events", {"events": [], "wrong_signature": True, "wait": True})
    emulator.post("/emulator/webhooks/events", {"events": [{"type": "x"}], "truncated": True, "wait": True})
    with pytest.raises(InvalidSignatureError):
        WebhookParser(SECRET).parse(bot.received[0].body.decode(), bot.received[0].signature)
    assert not bot.received[1].body.endswith(b"}")
    assert bot.received[1].signature == sign(SECRET, bot.received[1].body)


def test_the_webhook_address_is_set_read_and_tried(
    emulator: RunningEmulator, api: MessagingApi, bot: Receiver
) -> None:
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=bot.url))
    assert (api.get_webhook_endpoint().endpoint, api.get_webhook_endpoint().active) == (bot.url, True)
    tried = api.test_webhook_endpoint(EndpointTest())
    assert (tried.success, tried.status_code, tried.reason) == (True, 200, "OK")
    assert bot.received[0].content == {"destination": emulator.channel.config.bot_user_id, "events": []}
    bot.answers = [500]
    assert api.test_webhook_endpoint(EndpointTest(endpoint=bot.url)).success is False
    with pytest.raises(ApiException) as refused:
        api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="http://example.com/callback"))
    assert "Invalid webhook endpoint URL" in refused.value.body


def test_without_an_address_or_with_webhooks_off_nothing_is_sent(
    emulator: RunningEmulator, bot: Receiver, raw: Raw
) -> None:
    friend = emulator.add_friend()
    emulator.channel.webhook_active = False
    assert emulator.act(friend, "say", {"text": "はい"})["deliveries"] == []
    emulator.channel.webhook_url = None
    answer = raw("POST", "/v2/bot/channel/webhook/test", {})
    assert (answer.status, answer.content) == (404, {"message": "Webhook endpoint not found"})


def test_an_account_with_redelivery_keeps_it_when_all_begins_anew() -> None:
    platform = Platform(options=PlatformOptions(redelivery=True))
    platform.reset()
    assert platform.webhooks.settings.redelivery
    platform.close()
