"""Accepting messages: to whom they go, what is counted, what lands in which chat.

One function, one hold of the lock: retry key, quota, delivery and the record of it belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from emulator.channel import Channel
from emulator.clock import japan_month
from emulator.ids import new_message_id
from emulator.people import ChatEntry
from emulator.retry_keys import conflict
from emulator.sent import QUOTABLE, Sent
from emulator.state import Platform
from emulator.wire import Call

UNITS_PER_MONTH = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What an endpoint asks to be sent, already checked."""

    kind: str
    to: Sequence[str]
    messages: list[dict[str, object]]
    units: Sequence[str] = ()
    billed: bool = True
    answers_ids: bool = False
    limit_to_quota: bool = False


def accept(platform: Platform, channel: Channel, call: Call, request: Request) -> Sent:
    """Accept the request and deliver it, or raise the refusal and do nothing."""
    with platform.lock:
        now = platform.clock.now()
        if call.retry_key and (earlier := channel.retry_keys.accepted(call.retry_key, now)):
            raise conflict(earlier)
        reached = [user_id for user_id in request.to if _reachable(platform, channel, user_id, now)]
        if request.billed:
            if request.limit_to_quota and (left := channel.quota.left(now)) is not None:
                reached = reached[:left]
            channel.quota.check(now, len(reached))
        sent = _record(platform, channel, call, request, reached)
        _deliver(channel, sent, request, reached)
        channel.quota.count(now, request.kind, sent.billed, sent.delivered)
        _count_units(channel, request.units, sent.at_ms)
        platform.sent.append(sent)
        platform.sends += 1
        call.accepted = sent
        if call.retry_key:
            channel.retry_keys.remember(call.retry_key, sent, now)
        return sent


def _reachable(platform: Platform, channel: Channel, user_id: str, now: float) -> bool:
    friendship = channel.friendships.get(user_id)
    return friendship is not None and friendship.reachable(platform.users[user_id], now)


def _record(platform: Platform, channel: Channel, call: Call, request: Request, reached: list[str]) -> Sent:
    message_ids = tuple(new_message_id() for _ in request.messages)
    types = tuple(str(message["type"]) for message in request.messages)
    answer = b"{}"
    if request.answers_ids:
        quote = platform.quote_tokens.issue
        answer = orjson.dumps(
            {
                "sentMessages": [
                    {"id": i, "quoteToken": quote(channel.channel_id, request.to[0], i)}
                    if kind in QUOTABLE
                    else {"id": i}
                    for i, kind in zip(message_ids, types, strict=True)
                ]
            }
        )
    return Sent(
        request_id=call.request_id,
        channel_id=channel.channel_id,
        kind=request.kind,
        at_ms=platform.clock.now_ms(),
        body=call.body,
        types=types,
        to=tuple(request.to),
        recipients=len(request.to),
        delivered=len(reached),
        billed=len(reached) if request.billed else 0,
        message_ids=message_ids,
        retry_key=call.retry_key,
        units=tuple(request.units),
        answer=answer,
    )


def _deliver(channel: Channel, sent: Sent, request: Request, reached: list[str]) -> None:
    arrived = set(reached) if len(reached) != len(request.to) else None
    for user_id in request.to:
        friendship = channel.friendship(user_id)
        delivered = arrived is None or user_id in arrived
        friendship.add(
            ChatEntry(
                0, sent.at_ms, sent.kind, False, delivered=delivered, sent=sent, message_ids=sent.message_ids
            )
        )
        if delivered:
            friendship.loading_until = 0.0


def _count_units(channel: Channel, units: Sequence[str], at_ms: int) -> None:
    """The 1001st name of a month is silently not counted; its message goes all the same."""
    names = channel.units.setdefault(japan_month(at_ms / 1000), {})
    for unit in units:
        if unit in names or len(names) < UNITS_PER_MONTH:
            names[unit] = None
