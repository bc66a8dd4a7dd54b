"""The look of our bubbles: small functions that build Flex dicts, and nothing that knows what they mean.

https://developers.line.biz/en/reference/messaging-api/#flex-message
Labels that fit are real buttons; longer ones become boxes whose text wraps, because a Flex button cuts
its label off on narrow phones.
"""

from collections.abc import Sequence
from typing import Any, Final

from conversations.counting import graphemes
from line.limits import ALT_TEXT, LABEL, trim

Component = dict[str, Any]
Action = dict[str, Any]
ACCENT: Final = "#06794C"  # white on it has a contrast of 5.5:1
PALE: Final = "#F1F5F3"
INK: Final = "#1F2933"
FAINT: Final = "#5F6B76"
SHORT_LABEL: Final = 15


def flex(alt_text: str, contents: Component) -> Component:
    return {"type": "flex", "altText": trim(alt_text, ALT_TEXT), "contents": contents}


def bubble(body: Sequence[Component], footer: Sequence[Component] = ()) -> Component:
    made: Component = {"type": "bubble", "body": column(body, spacing="md")}
    if footer:
        made["footer"] = column(footer, spacing="sm")
    return made


def column(contents: Sequence[Component], *, spacing: str = "none") -> Component:
    return {"type": "box", "layout": "vertical", "spacing": spacing, "contents": list(contents)}


def paragraph(text: str, *, bold: bool = False) -> Component:
    made: Component = {"type": "text", "text": text or " ", "wrap": True, "color": INK}
    return made | {"weight": "bold"} if bold else made


def small(text: str) -> Component:
    return {"type": "text", "text": text or " ", "wrap": True, "size": "xs", "color": FAINT}


def pair(left: str, right: str, *, bold: bool = False) -> Component:
    """A line of an estimate: what, and how much."""
    look: Component = {"type": "text", "wrap": True, "size": "sm", "color": INK}
    look |= {"weight": "bold"} if bold else {}
    name, amount = (
        {**look, "text": left or " ", "flex": 3},
        {**look, "text": right, "flex": 2, "align": "end"},
    )
    return {"type": "box", "layout": "horizontal", "spacing": "md", "contents": [name, amount]}


def separator() -> Component:
    return {"type": "separator"}


def button(label: str, action: Action) -> Component:
    """A full choice: one of several equals."""
    if _is_short(label):
        return {"type": "button", "style": "secondary", "height": "sm", "color": PALE, "action": action}
    return _row([_words(label, align="center")], action)


def main_button(action: Action) -> Component:
    """The one thing to do here."""
    return {"type": "button", "style": "primary", "height": "sm", "color": ACCENT, "action": action}


def quiet_button(label: str, action: Action) -> Component:
    """A way out: there, readable, but not shouting."""
    if _is_short(label):
        return {"type": "button", "style": "link", "height": "sm", "color": FAINT, "action": action}
    text: Component = {"type": "text", "text": label, "wrap": True, "size": "sm", "color": FAINT}
    return text | {"align": "center", "action": action}


def face_row(face: str, words: str, action: Action) -> Component:
    """One face with its words, the whole line a place to tap."""
    return _row([{"type": "text", "text": face, "size": "xl", "flex": 0}, _words(words)], action)


def _is_short(label: str) -> bool:
    return len(label) <= SHORT_LABEL or graphemes(label) <= SHORT_LABEL


def _words(text: str, *, align: str = "start") -> Component:
    look: Component = {"wrap": True, "color": INK, "gravity": "center", "align": align, "flex": 1}
    return {"type": "text", "text": text, **look}


def _row(contents: list[Component], action: Action) -> Component:
    return {
        "type": "box",
        "layout": "horizontal",
        "spacing": "md",
        "paddingAll": "md",
        "cornerRadius": "md",
        "backgroundColor": PALE,
        "contents": contents,
        "action": action,
    }


def open_page(label: str, url: str) -> Action:
    return {"type": "uri", "label": trim(label, LABEL, graphemes), "uri": url}
