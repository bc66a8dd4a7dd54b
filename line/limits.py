"""LINE's limits on messages, counted as LINE counts: UTF-16 units, or graphemes for what people tap.

`trim` and `split_text` make things fit kindly; `problems` says in words what would still be refused.
https://developers.line.biz/en/docs/messaging-api/text-character-count/ and the reference of each object.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from conversations.counting import graphemes, utf16_units

MESSAGES: Final = 5
TEXT: Final = 5000
ALT_TEXT: Final = 1500
LABEL: Final = 40  # in Flex; graphemes
DISPLAY_TEXT: Final = 300  # graphemes
DATA: Final = 300
URI: Final = 1000
MEDIA_URL: Final = 2000
SENDER_NAME: Final = 20
BUBBLE_BYTES: Final = 30_000
REQUEST_BYTES: Final = 2 * 1024 * 1024
_SCHEMES = ("http://", "https://", "line://", "tel:")
_JOINERS = "\u200d\ufe0e\ufe0f"
_PAUSES = ("\n\n", "\n", "。", "！", "？", ". ", "、", " ")


def trim(text: str, limit: int, count: Callable[[str], int] = utf16_units) -> str:
    """The text, shortened with «…» if it is longer than `limit`; no character is cut in half."""
    if len(text) * 2 <= limit or count(text) <= limit:  # no character counts more than two
        return text
    return text[: _fitting(text, limit - 1, count)].rstrip() + "…"


def split_text(text: str, limit: int = TEXT) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, parted at paragraphs or sentences if it can be."""
    pieces = []
    while utf16_units(text) > limit:
        end = _fitting(text, limit, utf16_units)
        window = text[:end]
        for pause in _PAUSES:
            at = window.rfind(pause)
            if at > end // 2:
                end = at + len(pause)
                break
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [piece for piece in (*pieces, text) if piece]


def _fitting(text: str, limit: int, count: Callable[[str], int]) -> int:
    """The largest length whose characters count at most `limit`, at a boundary between characters."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if count(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    while 0 < low < len(text) and _continues(text, low):
        low -= 1
    return low


def _continues(text: str, at: int) -> bool:
    return text[at] in _JOINERS or text[at - 1] == "\u200d" or unicodedata.combining(text[at]) > 0


def problems(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why LINE would refuse these messages as one request; empty if it would not."""
    return list(_problems(messages))


def _problems(messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not 1 <= len(messages) <= MESSAGES:
        yield f"{len(messages)} messages; a request takes 1 to {MESSAGES}"
    if len(orjson.dumps(messages)) > REQUEST_BYTES - 1000:
        yield "the request is larger than 2 MB"
    for index, message in enumerate(messages):
        for problem in _of_message(message):
            yield f"messages[{index}]: {problem}"


def _of_message(message: Mapping[str, Any]) -> Iterator[str]:
    match message:
        case {"type": "text", "text": text}:
            yield from _size("text", text, TEXT)
        case {"type": "flex", "altText": alt, "contents": contents}:
            yield from _size("altText", alt, ALT_TEXT)
            size = len(orjson.dumps(contents))
            if size > BUBBLE_BYTES:
                yield f"the bubble has {size} bytes, at most {BUBBLE_BYTES}"
            yield from _of_component(contents)
        case {"type": "image", "originalContentUrl": url, "previewImageUrl": preview}:
            for name, value in (("originalContentUrl", url), ("previewImageUrl", preview)):
                yield from _size(name, value, MEDIA_URL)
                if not value.startswith("https://"):
                    yield f"{name} must begin with https://"
        case {"type": "sticker", "packageId": str(), "stickerId": str()}:
            pass
        case _:
            yield f"not a message this product sends: {message.get('type')!r}"
    if name := message.get("sender", {}).get("name"):
        yield from _size("sender.name", name, SENDER_NAME)


def _of_component(part: Any) -> Iterator[str]:
    if isinstance(part, Sequence) and not isinstance(part, str):
        for item in part:
            yield from _of_component(item)
    if not isinstance(part, Mapping):
        return
    if part.get("type") == "text" and not part.get("text"):
        yield "a Flex text is empty"
    if part.get("type") == "button" and not part["action"].get("label"):
        yield "a button has no label"
    if action := part.get("action"):
        yield from _of_action(action)
    for key in ("header", "body", "footer", "hero", "contents"):
        yield from _of_component(part.get(key))


def _of_action(action: Mapping[str, Any]) -> Iterator[str]:
    for name, limit, count in (
        ("label", LABEL, graphemes),
        ("displayText", DISPLAY_TEXT, graphemes),
        ("text", DISPLAY_TEXT, graphemes),
        ("data", DATA, utf16_units),
        ("uri", URI, utf16_units),
    ):
        if name in action:
            yield from _size(name, action[name], limit, count)
    if "uri" in action and not action["uri"].startswith(_SCHEMES):
        yield f"uri must begin with one of {', '.join(_SCHEMES)}"


def _size(name: str, value: str, limit: int, count: Callable[[str], int] = utf16_units) -> Iterator[str]:
    if not value.strip():
        yield f"{name} is empty"
    elif (size := count(value)) > limit:
        yield f"{name} counts {size}, at most {limit}"
