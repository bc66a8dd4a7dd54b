"""Reading what LINE's webhook says, without ever losing an event because of another one, or of a new field.

`split` takes a whole body, `read` one stored event again. Parsing is tolerant and ours: LINE reserves new
properties, types and enum values (https://developers.line.biz/en/docs/messaging-api/development-guidelines/),
and the SDK's models forget the text of every event they do not fully understand (docs/adr/0006).
What each field means: https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import orjson

from conversations.events import MediaKind

MALFORMED: Final = "malformed"
_MEDIA: Final[Mapping[str, MediaKind]] = {
    "sticker": "sticker",
    "image": "image",
    "video": "video",
    "audio": "audio",
    "file": "file",
    "location": "location",
}
_ID_LENGTH = 64


class NotAWebhook(ValueError):
    """The body is not a JSON object with a list of events: nothing in it can be stored."""


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as received. `raw` is its JSON text; every other field is "" or None where LINE said nothing.

    Add a field here when a rule needs it; older rows gain it too, because they are read again from `raw`.
    """

    raw: str
    webhook_event_id: str
    type: str
    mode: str = ""
    user_id: str | None = None
    occurred_at: datetime | None = None
    reply_token: str | None = None
    is_redelivery: bool = False
    message_id: str = ""  # of an unsend: the message taken back
    text: str | None = None  # of a text message
    media: MediaKind | None = None  # of any other message
    keywords: tuple[str, ...] = ()  # of a sticker
    postback_data: str | None = None
    postback_params: Mapping[str, str] = field(default_factory=dict)
    is_unblocked: bool = False  # of a follow
    source_type: str = ""  # user, group, room
    quote_token: str | None = None
    mark_as_read_token: str | None = None


class Delivery(NamedTuple):
    """One webhook call: the bot's user id, and what happened (possibly nothing: LINE's own check)."""

    destination: str
    events: list[RawEvent]


def split(body: bytes) -> Delivery:
    """Take a webhook body apart. Verify the signature first."""
    parsed = _parse(body)
    if not isinstance(parsed, dict) or not isinstance(parsed.get("events"), list):
        raise NotAWebhook("the body is not a JSON object with a list of events")
    destination = _text(parsed.get("destination"))
    try:
        return Delivery(destination, [_read(event, destination) for event in parsed["events"]])
    except TypeError as error:  # orjson: more than 254 levels, which nobody could keep
        raise NotAWebhook("an event is nested too deeply") from error


def read(raw: str, destination: str = "") -> RawEvent:
    """Read one stored event again."""
    return _read(_parse(raw.encode()), destination)


def _parse(body: bytes) -> Any:
    """JSON as LINE may send it; half surrogates and NUL, which no database takes, are replaced."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            parsed = _storable(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise NotAWebhook("the body is not JSON") from error
    try:
        return _storable(parsed) if b"\\u0000" in body else parsed
    except RecursionError as error:
        raise NotAWebhook("the body is nested too deeply") from error


def _storable(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_storable(item) for item in value]
        case dict():
            return {_storable(key): _storable(item) for key, item in value.items()}
        case float() if value != value or value in (float("inf"), float("-inf")):
            return None
        case int() if not -(2**63) <= value < 2**64:
            return float(value) if abs(value) < 10**300 else None
    return value


def _read(event: Any, destination: str) -> RawEvent:
    raw = orjson.dumps(event).decode()
    if not isinstance(event, dict) or not (kind := _text(event.get("type"))):
        return RawEvent(raw, _id_of(event, destination), MALFORMED, user_id=_user_of(event))
    message, source = _dict(event.get("message")), _dict(event.get("source"))
    postback = _dict(event.get("postback"))
    message_type = _text(message.get("type"))
    is_message = kind == "message"
    return RawEvent(
        raw=raw,
        webhook_event_id=_id_of(event, destination),
        type=kind,
        mode=_text(event.get("mode")),
        user_id=_text(source.get("userId")) or None,
        occurred_at=_time(event.get("timestamp")),
        reply_token=_text(event.get("replyToken")) or None,
        is_redelivery=_dict(event.get("deliveryContext")).get("isRedelivery") is True,
        message_id=_text(message.get("id")) or _text(_dict(event.get("unsend")).get("messageId")),
        text=_text(message.get("text")) if message_type == "text" else None,
        media=_MEDIA.get(message_type, "unknown") if is_message and message_type != "text" else None,
        keywords=_words(message.get("keywords")),
        postback_data=_text(postback.get("data")) if postback else None,
        postback_params={k: v for k, v in _dict(postback.get("params")).items() if isinstance(v, str)},
        is_unblocked=_dict(event.get("follow")).get("isUnblocked") is True,
        source_type=_text(source.get("type")),
        quote_token=_text(message.get("quoteToken")) or None,
        mark_as_read_token=_text(message.get("markAsReadToken")) or None,
    )


def _id_of(event: Any, destination: str) -> str:
    """LINE's id, or a stable one of ours: the same for a redelivery, which differs in `deliveryContext`."""
    if isinstance(event, dict):
        given = _text(event.get("webhookEventId"))
        if 0 < len(given) <= _ID_LENGTH:
            return given
        event = {key: value for key, value in event.items() if key != "deliveryContext"}
    seen = orjson.dumps([destination, event], option=orjson.OPT_SORT_KEYS)
    return f"sha256-{hashlib.sha256(seen).hexdigest()[:40]}"


def _user_of(event: Any) -> str | None:
    return _text(_dict(_dict(event).get("source")).get("userId")) or None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def _time(value: Any) -> datetime | None:
    """LINE's milliseconds since 1970; None when they make no sense."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
