"""Whatever LINE may send is read as far as it goes, and never costs its neighbours."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from line.events import MALFORMED, NotAWebhook, RawEvent, read, split

BOT = "U8e742f61d673b39c7fff3cecb7536ef0"
USER = "U4af4980629" + "0" * 22


def an_event(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": 1_700_000_000_123,
        "source": {"type": "user", "userId": USER},
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        **more,
    }


def text_event(text: str = "はい", **more: Any) -> dict[str, Any]:
    message = {"id": "444573844083572737", "type": "text", "text": text, "quoteToken": "q3Plxr4AgKd"}
    return an_event("message", message=message, **more)


def body(*events: Any, **more: Any) -> bytes:
    return orjson.dumps({"destination": BOT, "events": list(events), **more})


def only(event: Any) -> RawEvent:
    destination, events = split(body(event))
    assert destination == BOT
    assert len(events) == 1
    return events[0]


def test_a_text_message_is_read_whole() -> None:
    event = only(text_event("ありがとう"))
    assert event.type == "message"
    assert event.text == "ありがとう"
    assert event.media is None
    assert event.message_id == "444573844083572737"
    assert event.user_id == USER
    assert event.occurred_at == datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)
    assert event.reply_token == "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA"
    assert event.webhook_event_id == "01FZ74A0TDDPYRVKNK77XKC3ZR"
    assert not event.is_redelivery
    assert orjson.loads(event.raw) == text_event("ありがとう")


def test_a_stored_event_is_read_again_the_same() -> None:
    event = only(text_event())
    assert read(event.raw, BOT) == event


def test_stickers_and_photos_carry_their_kind_and_words() -> None:
    sticker = {
        "type": "sticker",
        "id": "1",
        "stickerId": "52",
        "packageId": "446",
        "keywords": ["love", "heart"],
    }
    assert only(an_event("message", message=sticker)).media == "sticker"
    assert only(an_event("message", message=sticker)).keywords == ("love", "heart")
    assert only(an_event("message", message={"type": "image", "id": "2"})).media == "image"
    assert only(an_event("message", message={"type": "hologram", "id": "3"})).media == "unknown"


def test_taps_bring_their_data_and_the_picked_date() -> None:
    event = only(an_event("postback", postback={"data": "a=x&t=1", "params": {"date": "2026-11-22"}}))
    assert event.postback_data == "a=x&t=1"
    assert event.postback_params == {"date": "2026-11-22"}


def test_an_unsend_names_its_message_and_a_follow_says_if_it_is_an_unblock() -> None:
    assert only(an_event("unsend", unsend={"messageId": "99"})).message_id == "99"
    assert only(an_event("follow", follow={"isUnblocked": True})).is_unblocked


def test_standby_events_say_so_and_have_no_reply_token() -> None:
    event = text_event(mode="standby")
    del event["replyToken"]
    assert only(event).mode == "standby"
    assert only(event).reply_token is None


def test_no_events_is_lines_own_check() -> None:
    assert split(body()).events == []


def test_unknown_types_properties_and_modes_are_kept() -> None:
    event = only(text_event(mode="dreaming", novelty={"deep": [1]}))
    assert (event.text, event.mode) == ("はい", "dreaming")
    assert only(an_event("holiday")).type == "holiday"


@pytest.mark.parametrize(
    "bad", [5, None, "x", [], {}, {"type": 7}, {"type": None, "source": {"userId": USER}}]
)
def test_one_bad_event_among_ten_good_ones_is_kept_and_costs_none(bad: Any) -> None:
    good = [text_event(str(n), webhookEventId=f"id{n}") for n in range(10)]
    events = split(body(*good[:4], bad, *good[4:])).events
    assert [event.text for event in events if event.type == "message"] == [str(n) for n in range(10)]
    assert events[4].type == MALFORMED
    assert orjson.loads(events[4].raw) == bad
    assert events[4].webhook_event_id.startswith("sha256-")


def test_an_event_without_an_id_gets_one_that_survives_redelivery() -> None:
    first, again = text_event(), text_event(deliveryContext={"isRedelivery": True})
    del first["webhookEventId"], again["webhookEventId"]
    assert only(first).webhook_event_id == only(again).webhook_event_id
    other = text_event("別の文")
    del other["webhookEventId"]
    assert only(other).webhook_event_id != only(first).webhook_event_id


def test_a_users_absence_and_senseless_times_are_none() -> None:
    assert only(an_event("message", source={"type": "user"})).user_id is None
    assert only(an_event("accountLink", source=None)).user_id is None
    for time in ("soon", None, True, 10**18, -(10**18), 1e300, []):
        assert only(an_event("follow", timestamp=time)).occurred_at is None


def test_half_an_emoji_and_nul_do_not_stop_a_message() -> None:
    message = b'{"type":"text","text":"a\\ud83d\\u0000b"}'
    raw = b'{"destination":"U","events":[{"type":"message","message":%b}]}'
    event = split(raw % message).events[0]
    assert event.text == "a\ufffdb"
    assert "\\u0000" not in event.raw


@pytest.mark.parametrize(
    "not_a_webhook",
    [
        b"",
        b"{",
        b"hello",
        b"\xff\xfe",
        b"[]",
        b"5",
        b"{}",
        b'{"events":{}}',
        b'{"events":[]',
        b"[" * 100_000,
        b'{"events":[' + b"[" * 300 + b"]" * 300 + b"]}",
        b'{"events":[' + b"[" * 900 + b'"\\u0000"' + b"]" * 900 + b"]}",
    ],
)
def test_a_body_that_holds_no_events_is_refused_in_one_clear_way(not_a_webhook: bytes) -> None:
    with pytest.raises(NotAWebhook):
        split(not_a_webhook)


def test_numbers_too_large_for_a_database_do_not_stop_a_batch() -> None:
    huge = b'{"destination":"U","events":[{"type":"x","n":' + b"9" * 400 + b"}]}"
    assert split(huge).events[0].type == "x"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "type",
        "message",
        "source",
        "postback",
        "unsend",
        "follow",
        "timestamp",
        "webhookEventId",
        "deliveryContext",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(JSON, st.dictionaries(FIELDS, JSON, max_size=5)), max_size=4))
def test_any_json_as_events_is_split_into_as_many_and_kept_raw(events: list[Any]) -> None:
    found = split(body(*events)).events
    assert len(found) == len(events)
    assert all(event.webhook_event_id and event.type for event in found)
