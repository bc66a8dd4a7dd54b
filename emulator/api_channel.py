"""The account about itself: bot info, webhook endpoint, quota, counts, aggregation units."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from emulator.channel import Channel
from emulator.clock import iso, japan_day, japan_month
from emulator.delivery import new_delivery
from emulator.endpoints import endpoint
from emulator.state import Platform
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

COUNTED_SINCE = "20180331"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DAY = re.compile(r"\d{8}")


@endpoint("GET", "/v2/bot/info")
def info(platform: Platform, channel: Channel, call: Call) -> Answer:
    return json_answer(
        {
            "userId": channel.config.bot_user_id,
            "basicId": channel.config.basic_id,
            "displayName": channel.config.display_name,
            "chatMode": channel.chat_mode,
            "markAsReadMode": channel.mark_as_read_mode,
        }
    )


@endpoint("GET", "/v2/bot/channel/webhook/endpoint", calls=1000, seconds=60)
def webhook_endpoint(platform: Platform, channel: Channel, call: Call) -> Answer:
    if not channel.webhook_url:
        raise not_found("Webhook endpoint not found")
    return json_answer({"endpoint": channel.webhook_url, "active": channel.webhook_active})


@endpoint("PUT", "/v2/bot/channel/webhook/endpoint", calls=1000, seconds=60)
def set_webhook_endpoint(platform: Platform, channel: Channel, call: Call) -> Answer:
    url = read_json(call).get("endpoint")
    if url is None or url == "":
        raise body_errors(("May not be empty", "endpoint"))
    _check_webhook_url(url)
    channel.webhook_url = url
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/channel/webhook/test", calls=60, seconds=3600)
def test_webhook(platform: Platform, channel: Channel, call: Call) -> Answer:
    """Send an empty webhook now and tell how it went."""
    given = read_json(call).get("endpoint") if call.body else None
    if given is not None:
        _check_webhook_url(given)
    url = given or channel.webhook_url
    if not url:
        raise not_found("Webhook endpoint not found")
    bot = channel.config.bot_user_id
    delivery = new_delivery(channel.channel_id, url, channel.secret, bot, [])
    platform.webhooks.sender.send(delivery)
    reason = "OK" if delivery.accepted else str(delivery.reason).upper()
    return json_answer(
        {
            "success": delivery.accepted,
            "timestamp": iso(platform.clock.now()),
            "statusCode": delivery.status or 0,
            "reason": reason,
            "detail": str(delivery.status or reason.lower().replace("_", " ")),
        }
    )


def _check_webhook_url(url: Any) -> None:
    """HTTPS only, as on LINE; plain HTTP for this machine, so that one can try things out."""
    if not isinstance(url, str):
        raise invalid_property("endpoint")
    if len(url) > 500:
        raise body_errors(("Length must be between 0 and 500", "endpoint"))
    try:
        parts = urlsplit(url)
        good = bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        )
    except ValueError:
        good = False
    if not good:
        raise LineError(400, "Invalid webhook endpoint URL")


@endpoint("GET", "/v2/bot/message/quota")
def quota(platform: Platform, channel: Channel, call: Call) -> Answer:
    limit = channel.quota.limit
    return json_answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


@endpoint("GET", "/v2/bot/message/quota/consumption")
def consumption(platform: Platform, channel: Channel, call: Call) -> Answer:
    return json_answer({"totalUsage": channel.quota.used(platform.clock.now())})


@endpoint("GET", "/v2/bot/message/delivery/<kind>")
def delivery_count(platform: Platform, channel: Channel, call: Call) -> Answer:
    kind, day = call.args["kind"], call.query.get("date", "")
    if kind not in ("reply", "push", "multicast", "broadcast"):
        raise not_found()
    if not DAY.fullmatch(day) or not _is_day(day):
        raise LineError(400, "The value for the 'date' parameter is invalid")
    if day < COUNTED_SINCE:
        return json_answer({"status": "out_of_service"})
    if day >= japan_day(platform.clock.now()):
        return json_answer({"status": "unready"})
    return json_answer({"status": "ready", "success": channel.quota.sent_on(kind, day)})


def _is_day(day: str) -> bool:
    try:
        datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return False
    return True


@endpoint("GET", "/v2/bot/message/aggregation/info")
def aggregation_info(platform: Platform, channel: Channel, call: Call) -> Answer:
    return json_answer({"numOfCustomAggregationUnits": len(_units(platform, channel))})


@endpoint("GET", "/v2/bot/message/aggregation/list")
def aggregation_list(platform: Platform, channel: Channel, call: Call) -> Answer:
    limit, start = call.query.get("limit", "100"), call.query.get("start", "0")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 100):
        raise LineError(400, "The value for the 'limit' parameter is invalid")
    if not (start.isascii() and start.isdigit()):
        raise LineError(400, "Invalid start param")
    names = list(_units(platform, channel))
    end = int(start) + int(limit)
    answer: dict[str, Any] = {"customAggregationUnits": names[int(start) : end]}
    if end < len(names):
        answer["next"] = str(end)
    return json_answer(answer)


def _units(platform: Platform, channel: Channel) -> dict[str, None]:
    return channel.units.get(japan_month(platform.clock.now()), {})
