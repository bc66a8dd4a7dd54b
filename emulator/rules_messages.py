"""Every message type as a table, with what all of them may carry: quick replies and a sender."""

import re
from typing import Any

from emulator.rules import (
    Path,
    Problems,
    Rule,
    anything,
    by_type,
    choice,
    list_of,
    matching,
    number,
    shape,
    text,
    uri,
)
from emulator.rules_actions import LINK, actions
from emulator.rules_flex_containers import CONTAINER
from emulator.rules_templates import TEMPLATE
from emulator.rules_text import QUOTE, TEXT, TEXT_CHECKS, TEXT_V2, TEXT_V2_CHECKS

URL = uri(2000)
ALT_TEXT = text(1500)
RESERVED_NAME = re.compile(r"(?<![a-z])line(?![a-z])", re.IGNORECASE)


def _sender_name(value: Any, path: Path, problems: Problems) -> None:
    """Nobody may call themselves LINE."""
    _SENDER_TEXT(value, path, problems)
    if type(value) is str and RESERVED_NAME.search(value):
        problems.add(path, "contains a word that can't be used")


_SENDER_TEXT = text(20)
QUICK_REPLY = shape(
    {
        "items": list_of(
            shape(
                {
                    "type": choice("action"),
                    "imageUrl": URL,
                    "action": actions(20, label_needed=True, quick_reply=True),
                },
                ("action",),
            ),
            1,
            13,
        )
    },
    ("items",),
)
COMMON: dict[str, Rule] = {
    "type": anything,
    "quickReply": QUICK_REPLY,
    "sender": shape({"name": _sender_name, "iconUrl": URL}),
}

# --- imagemap -----------------------------------------------------------------------------------
SIDE = number(1, 10**6)
AREA = shape(
    {"x": number(0, 10**6), "y": number(0, 10**6), "width": SIDE, "height": SIDE},
    ("x", "y", "width", "height"),
)
SPOKEN = {"type": anything, "label": text(100), "area": AREA}
IMAGEMAP_ACTION = by_type(
    {
        "uri": shape(SPOKEN | {"linkUri": LINK}, ("linkUri", "area")),
        "message": shape(SPOKEN | {"text": text(400)}, ("text", "area")),
        "clipboard": shape(SPOKEN | {"clipboardText": text(1000)}, ("clipboardText", "area")),
    }
)
IMAGEMAP_VIDEO = shape(
    {
        "originalContentUrl": URL,
        "previewImageUrl": URL,
        "area": AREA,
        "externalLink": shape({"linkUri": LINK, "label": text(30)}, ("linkUri", "label")),
    },
    ("originalContentUrl", "previewImageUrl", "area"),
)
IMAGEMAP: dict[str, Rule] = {
    "baseUrl": URL,
    "altText": ALT_TEXT,
    "baseSize": shape({"width": number(1040, 1040), "height": SIDE}, ("width", "height")),
    "video": IMAGEMAP_VIDEO,
    "actions": list_of(IMAGEMAP_ACTION, 1, 50),
}

# --- the table ----------------------------------------------------------------------------------
NUMBER_WORD = matching(r"\d{1,20}")
TRACKING_ID = text(100, pattern=r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]_/]+")
LATITUDE, LONGITUDE = number(-90, 90, whole=False), number(-180, 180, whole=False)


def _message(fields: dict[str, Rule], required: tuple[str, ...], also: tuple[Rule, ...] = ()) -> Rule:
    return shape(COMMON | fields, required, also=also)


MESSAGES: dict[str, Rule] = {
    "text": _message(TEXT, ("text",), TEXT_CHECKS),
    "textV2": _message(TEXT_V2, ("text",), TEXT_V2_CHECKS),
    "sticker": _message(
        QUOTE | {"packageId": NUMBER_WORD, "stickerId": NUMBER_WORD}, ("packageId", "stickerId")
    ),
    "image": _message(
        {"originalContentUrl": URL, "previewImageUrl": URL}, ("originalContentUrl", "previewImageUrl")
    ),
    "video": _message(
        {"originalContentUrl": URL, "previewImageUrl": URL, "trackingId": TRACKING_ID},
        ("originalContentUrl", "previewImageUrl"),
    ),
    "audio": _message(
        {"originalContentUrl": URL, "duration": number(1, 2**53)}, ("originalContentUrl", "duration")
    ),
    "location": _message(
        {"title": text(100), "address": text(100), "latitude": LATITUDE, "longitude": LONGITUDE},
        ("title", "address", "latitude", "longitude"),
    ),
    "imagemap": _message(IMAGEMAP, ("baseUrl", "altText", "baseSize", "actions")),
    "template": _message({"altText": ALT_TEXT, "template": TEMPLATE}, ("altText", "template")),
    "flex": _message({"altText": ALT_TEXT, "contents": CONTAINER}, ("altText", "contents")),
    "coupon": _message(
        {"couponId": text(100), "deliveryTag": text(30, pattern=r"[a-zA-Z0-9_]+")}, ("couponId",)
    ),
}
MESSAGE = by_type(MESSAGES)
