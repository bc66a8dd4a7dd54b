"""The buttons a person can see in a chat right now, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from emulator.channel import Channel
from emulator.people import ChatEntry, Friendship

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap: its label, what it does, and where it was found."""

    label: str
    action: Json
    place: str  # quickReply | template | flex | imagemap | richMenu
    message_id: str = ""
    index: int = 0
    entry_index: int = -1

    def as_dict(self) -> Json:
        return {
            "label": self.label,
            "action": self.action,
            "place": self.place,
            "message_id": self.message_id,
            "index": self.index,
        }


def of_message(message: Json) -> Iterator[tuple[str, Json, str]]:
    """(label, action, place) of a message's own buttons, top to bottom; quick replies apart."""
    match message.get("type"):
        case "template":
            template = message["template"]
            for part in (template, *template.get("columns", ())):
                alone = [part[name] for name in ("action", "defaultAction") if part.get(name)]
                for action in (*part.get("actions", ()), *alone):
                    yield action.get("label", ""), action, "template"
        case "flex":
            for label, action in _in_flex(message["contents"]):
                yield label, action, "flex"
        case "imagemap":
            for action in message.get("actions", ()):
                yield action.get("label", ""), action, "imagemap"


def quick_replies(message: Json) -> Iterator[tuple[str, Json, str]]:
    for item in (message.get("quickReply") or {}).get("items", ()):
        yield item["action"].get("label", ""), item["action"], "quickReply"


def _in_flex(part: Json) -> Iterator[tuple[str, Json]]:
    if action := part.get("action"):
        yield action.get("label") or _text_in(part), action
    if part.get("type") == "bubble":
        for block in ("header", "hero", "body", "footer"):
            if inner := part.get(block):
                yield from _in_flex(inner)
    for inner in part.get("contents") or ():
        yield from _in_flex(inner)


def _text_in(part: Json) -> str:
    """A tappable box without a label is known by the words in it."""
    own = part.get("text", "")
    return own or "".join(_text_in(inner) for inner in part.get("contents") or ())


def visible(channel: Channel, friendship: Friendship) -> Iterator[Button]:
    """Quick replies while nothing newer was said and none was tapped; then bubbles; the menu last."""
    bubbles = [entry for entry in reversed(friendship.chat) if entry.is_bubble]
    if bubbles and not bubbles[0].from_user and not bubbles[0].tapped:
        last = _messages(bubbles[0])[-1]
        yield from _buttons(quick_replies(last), bubbles[0].message_ids[-1], bubbles[0].index)
    for entry in bubbles:
        if entry.from_user:
            continue
        for message, message_id in zip(reversed(_messages(entry)), reversed(entry.message_ids), strict=True):
            yield from _buttons(of_message(message), message_id, entry.index)
    menu = channel.rich_menus.get(friendship.rich_menu_id or channel.default_rich_menu or "")
    for area in (menu or {}).get("areas", ()):
        yield Button(area["action"].get("label", ""), area["action"], "richMenu")


def _messages(entry: ChatEntry) -> list[Json]:
    return entry.sent.messages if entry.sent else []


def _buttons(found: Iterator[tuple[str, Json, str]], message_id: str, entry_index: int) -> Iterator[Button]:
    for index, (label, action, place) in enumerate(found):
        yield Button(label, action, place, message_id, index, entry_index)
