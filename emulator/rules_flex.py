"""Flex messages: containers and components as tables. Everything here is closed: LINE refuses
properties it does not know inside of flex contents.
"""

import re
from typing import Any

from emulator.rules import (
    INVALID,
    Path,
    Problems,
    Rule,
    anything,
    boolean,
    by_type,
    choice,
    list_of,
    matching,
    number,
    shape,
    text,
    uri,
)
from emulator.rules_actions import actions

MOST_ANIMATED = 10

PX = r"\d+(?:\.\d+)?px"
SPACES = ("none", "xs", "sm", "md", "lg", "xl", "xxl")
FONTS = ("xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl")
SPACE = choice(*SPACES, pattern=PX)
OFFSET = choice(*SPACES, pattern=rf"-?{PX}")
PADDING = choice(*SPACES, pattern=rf"{PX}|\d+(?:\.\d+)?%")
LENGTH = matching(rf"{PX}|\d+(?:\.\d+)?%")
COLOR = matching(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
FONT = choice(*FONTS, pattern=PX)
FLEX = number(0, 2**31 - 1)
URL = uri(2000)
ACTION = actions(40, label_needed=False, closed=True)
BUTTON_ACTION = actions(40, label_needed=True, closed=True)
GRAVITY = choice("top", "bottom", "center")
WEIGHT = choice("regular", "bold")
STYLE = choice("normal", "italic")
DECORATION = choice("none", "underline", "line-through")
SHRINK = choice("shrink-to-fit")
RATIO = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")


def _ratio(value: Any, path: Path, problems: Problems) -> None:
    """width:height, each from 1 to 100000, not more than three times as high as wide."""
    found = RATIO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        problems.add(path, INVALID)
        return
    width, height = float(found[1]), float(found[2])
    if not (1 <= width <= 100_000 and 1 <= height <= 100_000 and height <= 3 * width):
        problems.add(path, INVALID)


def _animated(value: Any, path: Path, problems: Problems) -> None:
    boolean(value, path, problems)
    problems.animated += value is True
    if problems.animated > MOST_ANIMATED:
        problems.add(path, f"no more than {MOST_ANIMATED} animated images in a message")


def _words_or_spans(part: dict[str, Any], path: Path, problems: Problems) -> None:
    if part.get("text") is None and part.get("contents") is None:
        problems.add((*path, "text"), "text or contents must be specified")


def _fits_layout(box: dict[str, Any], path: Path, problems: Problems) -> None:
    """A baseline box takes icons and words only; icons go nowhere else."""
    allowed = IN_BOX.get(box.get("layout", ""))
    contents = box.get("contents")
    if allowed is None or type(contents) is not list:
        return
    for index, part in enumerate(contents):
        if type(part) is dict and part.get("type") in COMPONENTS and part["type"] not in allowed:
            problems.add((*path, "contents", index), INVALID)


IN_BOX = {
    "horizontal": frozenset({"box", "button", "image", "text", "separator", "filler"}),
    "vertical": frozenset({"box", "button", "image", "text", "separator", "filler"}),
    "baseline": frozenset({"icon", "text", "filler"}),
}
PLACE: dict[str, Rule] = {
    "type": anything,
    "margin": SPACE,
    "position": choice("relative", "absolute"),
    "offsetTop": OFFSET,
    "offsetBottom": OFFSET,
    "offsetStart": OFFSET,
    "offsetEnd": OFFSET,
}
COMPONENTS: dict[str, Rule] = {}
COMPONENT = by_type(COMPONENTS)
WORDS = text(10**6)
BACKGROUND = by_type(
    {
        "linearGradient": shape(
            {
                "type": anything,
                "angle": matching(r"(?:[0-9]|[1-9]\d|[12]\d\d|3[0-5]\d)(?:\.\d+)?deg"),
                "startColor": COLOR,
                "endColor": COLOR,
                "centerColor": COLOR,
                "centerPosition": matching(r"(?:\d{1,2}(?:\.\d+)?|100(?:\.0+)?)%"),
            },
            ("angle", "startColor", "endColor"),
            closed=True,
        )
    }
)
SPAN = by_type(
    {
        "span": shape(
            {
                "type": anything,
                "text": WORDS,
                "size": FONT,
                "color": COLOR,
                "weight": WEIGHT,
                "style": STYLE,
                "decoration": DECORATION,
            },
            closed=True,
        )
    }
)
COMPONENTS["box"] = shape(
    PLACE
    | dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), PADDING)
    | dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), LENGTH)
    | {
        "layout": choice("horizontal", "vertical", "baseline"),
        "flex": FLEX,
        "contents": list_of(COMPONENT, 0, 10**6),
        "spacing": SPACE,
        "backgroundColor": COLOR,
        "borderColor": COLOR,
        "borderWidth": choice("none", "light", "normal", "medium", "semi-bold", "bold", pattern=PX),
        "cornerRadius": SPACE,
        "action": ACTION,
        "justifyContent": choice(
            "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
        ),
        "alignItems": choice("center", "flex-start", "flex-end"),
        "background": BACKGROUND,
    },
    ("layout", "contents"),
    closed=True,
    also=(_fits_layout,),
)
COMPONENTS["button"] = shape(
    PLACE
    | {
        "flex": FLEX,
        "color": COLOR,
        "style": choice("primary", "secondary", "link"),
        "action": BUTTON_ACTION,
        "gravity": GRAVITY,
        "height": choice("md", "sm"),
        "adjustMode": SHRINK,
        "scaling": boolean,
    },
    ("action",),
    closed=True,
)
COMPONENTS["image"] = shape(
    PLACE
    | {
        "url": URL,
        "flex": FLEX,
        "align": choice("start", "end", "center"),
        "gravity": GRAVITY,
        "size": choice(*FONTS, "full", pattern=rf"{PX}|\d+(?:\.\d+)?%"),
        "aspectRatio": _ratio,
        "aspectMode": choice("fit", "cover"),
        "backgroundColor": COLOR,
        "action": ACTION,
        "animated": _animated,
    },
    ("url",),
    closed=True,
)
COMPONENTS["icon"] = shape(
    PLACE | {"url": URL, "size": FONT, "aspectRatio": _ratio, "scaling": boolean}, ("url",), closed=True
)
COMPONENTS["text"] = shape(
    PLACE
    | {
        "flex": FLEX,
        "text": WORDS,
        "size": FONT,
        "align": choice("start", "end", "center"),
        "gravity": GRAVITY,
        "color": COLOR,
        "weight": WEIGHT,
        "style": STYLE,
        "decoration": DECORATION,
        "wrap": boolean,
        "lineSpacing": matching(PX),
        "action": ACTION,
        "maxLines": FLEX,
        "contents": list_of(SPAN, 0, 10**6),
        "adjustMode": SHRINK,
        "scaling": boolean,
    },
    closed=True,
    also=(_words_or_spans,),
)
COMPONENTS["separator"] = shape({"type": anything, "margin": SPACE, "color": COLOR}, closed=True)
COMPONENTS["filler"] = shape({"type": anything, "flex": FLEX}, closed=True)
VIDEO = shape(
    {
        "type": anything,
        "url": URL,
        "previewUrl": URL,
        "altContent": by_type({"box": COMPONENTS["box"], "image": COMPONENTS["image"]}),
        "aspectRatio": _ratio,
        "action": ACTION,
    },
    ("url", "previewUrl", "altContent"),
    closed=True,
)
