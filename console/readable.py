"""LINE's messages as people read them: the text a bubble shows and the buttons under it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Readable:
    """One bubble. `kind` is text, or what it is instead (image, sticker …)."""

    text: str
    buttons: tuple[str, ...] = ()
    kind: str = "text"


def read_messages(messages_json: str) -> list[Readable]:
    """What the customer saw, from the stored JSON."""
    return [_readable(message) for message in orjson.loads(messages_json)]


def button_words(messages_json: Iterable[str]) -> dict[str, str]:
    """Button data → the words on the button, over many stored messages: what a tap said."""
    words: dict[str, str] = {}
    for text in messages_json:
        for action in _actions(orjson.loads(text)):
            if action.get("type") == "postback" and isinstance(action.get("data"), str):
                words[action["data"]] = str(action.get("displayText") or action.get("label") or "")
    return words


def _readable(message: Mapping[str, Any]) -> Readable:
    match message.get("type"):
        case "text":
            return Readable(str(message.get("text", "")))
        case "flex":
            contents = message.get("contents") or {}
            texts = [t for t in _texts(contents) if t.strip()]
            labels = [str(a["label"]) for a in _actions(contents) if a.get("label")]
            return Readable("\n".join(texts) or str(message.get("altText", "")), tuple(dict.fromkeys(labels)))
        case kind:
            return Readable("", kind=str(kind))


def _texts(node: Any) -> Iterator[str]:
    """Texts in reading order; a text that can be tapped is a button's and is left to `_actions`."""
    if isinstance(node, Mapping):
        if "action" in node and node.get("type") != "bubble":
            return
        if node.get("type") == "text" and isinstance(node.get("text"), str):
            yield node["text"]
        for part in ("header", "hero", "body", "contents", "footer"):
            yield from _texts(node.get(part))
    elif isinstance(node, list):
        for part in node:
            yield from _texts(part)


def _actions(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        action = node.get("action")
        if isinstance(action, Mapping):
            yield action
        for key, part in node.items():
            if key != "action":
                yield from _actions(part)
    elif isinstance(node, list):
        for part in node:
            yield from _actions(part)
