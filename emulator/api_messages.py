"""Sending: reply, push, multicast, broadcast, narrowcast, and the endpoints that only check."""

import re
from typing import Any

from emulator.channel import Channel
from emulator.clock import iso
from emulator.endpoints import endpoint
from emulator.ids import CHAT_ID, USER_ID
from emulator.sending import Request, accept
from emulator.state import Platform
from emulator.validation import check_messages, message_shapes
from emulator.wire import (
    EMPTY,
    Answer,
    Call,
    LineError,
    body_errors,
    invalid_property,
    json_answer,
    not_found,
    read_json,
)

FAILED = "Failed to send messages"
UNIT_NAME = re.compile(r"[a-zA-Z0-9_]{1,30}")
FOURTEEN_DAYS = 14 * 24 * 3600


@endpoint("POST", "/v2/bot/message/reply")
def reply(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    token = content.get("replyToken")
    if token is None or token == "":
        raise body_errors(("May not be empty", "replyToken"))
    messages = _checked(platform, channel, content)
    with platform.lock:
        user_id = channel.reply_tokens.peek(token, platform.clock.now())
        _check_quotes(platform, channel, user_id, messages)
        channel.reply_tokens.spend(token, platform.clock.now())
        request = Request("reply", [user_id], messages, billed=False, answers_ids=True)
        return Answer(200, accept(platform, channel, call, request).answer)


@endpoint("POST", "/v2/bot/message/push", retryable=True)
def push(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    to = content.get("to")
    if to is None or to == "":
        raise body_errors(("May not be empty", "to"))
    if not isinstance(to, str) or not CHAT_ID.fullmatch(to):
        raise invalid_property("to")
    messages = _checked(platform, channel, content)
    units = _units(content)
    if platform.user_in(channel, to) is None:
        raise LineError(400, FAILED)
    _check_quotes(platform, channel, to, messages)
    request = Request("push", [to], messages, units, answers_ids=True)
    return Answer(200, accept(platform, channel, call, request).answer)


@endpoint("POST", "/v2/bot/message/multicast", calls=200, retryable=True)
def multicast(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    to = content.get("to")
    if not isinstance(to, list):
        raise body_errors(("May not be empty", "to")) if to is None else invalid_property("to")
    if not 1 <= len(to) <= 500:
        raise body_errors(("Size must be between 1 and 500", "to"))
    for index, user_id in enumerate(to):
        if not isinstance(user_id, str) or not USER_ID.fullmatch(user_id):
            raise invalid_property(f"to[{index}]")
    messages = _checked(platform, channel, content, quotes=False)
    units = _units(content)
    if any(platform.user_in(channel, user_id) is None for user_id in to):
        raise LineError(400, FAILED)
    accept(platform, channel, call, Request("multicast", list(dict.fromkeys(to)), messages, units))
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/message/broadcast", calls=60, seconds=3600, retryable=True)
def broadcast(platform: Platform, channel: Channel, call: Call) -> Answer:
    messages = _checked(platform, channel, read_json(call), quotes=False)
    accept(platform, channel, call, Request("broadcast", _friends(platform, channel), messages))
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/message/narrowcast", calls=60, seconds=3600, retryable=True)
def narrowcast(platform: Platform, channel: Channel, call: Call) -> Answer:
    """Recipient and filter are checked for shape only: the emulator knows no demographics."""
    content = read_json(call)
    messages = _checked(platform, channel, content, quotes=False)
    targets = _friends(platform, channel)
    if content.get("filter") and len(targets) < 100:
        raise LineError(403, "Access to this API is not available for your account")
    limit = content.get("limit") or {}
    if not isinstance(limit, dict):
        raise invalid_property("limit")
    if (most := limit.get("max")) is not None:
        if not isinstance(most, int) or most < 1:
            raise body_errors(("must be greater than or equal to 1", "limit.max"))
        targets = targets[:most]
    request = Request("narrowcast", targets, messages, limit_to_quota=limit.get("upToRemainingQuota") is True)
    sent = accept(platform, channel, call, request)
    with platform.lock:
        channel.narrowcasts[call.request_id] = {"at": platform.clock.now(), "success": sent.delivered}
    return Answer(202, EMPTY)


@endpoint("GET", "/v2/bot/message/progress/narrowcast")
def narrowcast_progress(platform: Platform, channel: Channel, call: Call) -> Answer:
    if not (request_id := call.query.get("requestId")):
        raise LineError(400, "The value for the 'requestId' parameter is invalid")
    known = channel.narrowcasts.get(request_id)
    if known is None or platform.clock.now() - known["at"] > FOURTEEN_DAYS:
        raise not_found()
    return json_answer(
        {
            "phase": "succeeded",
            "successCount": known["success"],
            "failureCount": 0,
            "targetCount": known["success"],
            "acceptedTime": iso(known["at"]),
            "completedTime": iso(known["at"]),
        }
    )


@endpoint("POST", "/v2/bot/message/validate/<kind>")
def validate(platform: Platform, channel: Channel, call: Call) -> Answer:
    if call.args["kind"] not in ("reply", "push", "multicast", "narrowcast", "broadcast"):
        raise not_found()
    check_messages(read_json(call).get("messages"), quotes=call.args["kind"] in ("reply", "push"))
    return Answer(200, EMPTY)


def _checked(
    platform: Platform, channel: Channel, content: dict[str, Any], quotes: bool = True
) -> list[dict[str, Any]]:
    messages = content.get("messages")
    silent = content.get("notificationDisabled")
    if silent is not None and not isinstance(silent, bool):
        raise invalid_property("notificationDisabled")
    if platform.options.validate:
        return check_messages(messages, quotes=quotes)
    return message_shapes(messages)


def _check_quotes(platform: Platform, channel: Channel, user_id: str, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        token = message.get("quoteToken")
        if token and platform.quote_tokens.read(token, channel.channel_id, user_id) is None:
            raise LineError(400, "Invalid quote token")


def _units(content: dict[str, Any]) -> list[str]:
    units = content.get("customAggregationUnits")
    if units is None:
        return []
    if not isinstance(units, list) or not all(isinstance(unit, str) for unit in units):
        raise invalid_property("customAggregationUnits")
    if len(units) > 1:
        raise body_errors(("Size must be between 0 and 1", "customAggregationUnits"))
    if units and not UNIT_NAME.fullmatch(units[0]):
        raise body_errors(('must match "^[a-zA-Z0-9_]{1,30}$"', "customAggregationUnits[0]"))
    return units


def _friends(platform: Platform, channel: Channel) -> list[str]:
    users = platform.users
    with platform.lock:
        return [
            friendship.user_id
            for friendship in channel.friendships.values()
            if friendship.status == "friend" and not users[friendship.user_id].deleted
        ]
