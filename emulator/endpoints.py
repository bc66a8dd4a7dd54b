"""The table of endpoints, and the gate every call passes: faults, token, rate, retry key."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from emulator.access_tokens import WRONG, bearer
from emulator.buckets import Rate
from emulator.channel import Channel
from emulator.ids import new_request_id
from emulator.retry_keys import check_shape
from emulator.state import Platform
from emulator.wire import MAX_BODY, STANDING_HEADERS, Answer, Call, LineError

Handler = Callable[[Platform, Channel, Call], Answer]
OpenHandler = Callable[[Platform, Call], Answer]


@dataclass(frozen=True, slots=True)
class Endpoint:
    method: str
    path: str
    name: str
    rate: Rate
    retryable: bool
    handler: Handler | None = None
    open_handler: OpenHandler | None = None


ENDPOINTS: list[Endpoint] = []


def endpoint(
    method: str, path: str, calls: int = 2000, seconds: int = 1, retryable: bool = False
) -> Callable[[Handler], Handler]:
    """Register a function of (platform, channel, call) that needs a channel access token."""

    def register(handler: Handler) -> Handler:
        name = f"{method} {path}"
        ENDPOINTS.append(Endpoint(method, path, name, Rate(calls, seconds), retryable, handler=handler))
        return handler

    return register


def open_endpoint(method: str, path: str) -> Callable[[OpenHandler], OpenHandler]:
    """Register a function of (platform, call) that needs no token, as the token endpoints."""

    def register(handler: OpenHandler) -> OpenHandler:
        name = f"{method} {path}"
        ENDPOINTS.append(Endpoint(method, path, name, Rate(370), False, open_handler=handler))
        return handler

    return register


def handle(platform: Platform, chosen: Endpoint, call: Call) -> Answer:
    """One call from the gate to the answer, with the faults in force."""
    call.request_id = call.request_id or new_request_id()
    delay_ms, fault = platform.faults.striking(call.path)
    if delay_ms:
        time.sleep(delay_ms / 1000)
    if fault is not None and not fault.kind.endswith("_after"):
        answer = fault.answer()
    else:
        try:
            answer = _pass(platform, chosen, call)
        except LineError as refusal:
            answer = refusal.answer()
        if fault is not None and answer.status < 300:
            if fault.kind == "hang_after":
                time.sleep(fault.delay_ms / 1000)
            answer = fault.answer()
    platform.journal.call(call, answer, fault.kind if fault else None)
    return with_standing_headers(answer, call.request_id)


def with_standing_headers(answer: Answer, request_id: str) -> Answer:
    """x-line-request-id and the headers every real answer carries."""
    answer.headers = (("x-line-request-id", request_id), *STANDING_HEADERS, *answer.headers)
    return answer


def _pass(platform: Platform, chosen: Endpoint, call: Call) -> Answer:
    if chosen.open_handler is not None:
        return chosen.open_handler(platform, call)
    channel = platform.channel_of(bearer(call.authorization))
    if channel is None:
        raise LineError(401, WRONG)
    with platform.lock:
        channel.buckets.take(chosen.name, chosen.rate, platform.clock.now())
    if len(call.body) > MAX_BODY:
        raise LineError(413, "The request body is too large")
    if call.retry_key is not None:
        if not chosen.retryable:
            raise LineError(400, "The retry key is not supported by this endpoint")
        check_shape(call.retry_key)
    assert chosen.handler is not None  # noqa: S101 - an endpoint has one of the two
    return chosen.handler(platform, channel, call)
