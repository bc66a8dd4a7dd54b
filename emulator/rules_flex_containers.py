"""Flex containers: the bubble, the carousel, and how large they may get."""

from typing import Any

import orjson

from emulator.rules import INVALID, Path, Problems, Rule, anything, boolean, by_type, choice, list_of, shape
from emulator.rules_flex import (
    ACTION,
    COLOR,
    COMPONENTS,
    VIDEO,
)

BOX = by_type({"box": COMPONENTS["box"]})
BLOCK_STYLE = shape({"backgroundColor": COLOR, "separator": boolean, "separatorColor": COLOR}, closed=True)
BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
MOST_BUBBLES = 12
VIDEO_SIZES = frozenset({"kilo", "mega", "giga"})


def _small_enough(most: int) -> Rule:
    def rule(container: dict[str, Any], path: Path, problems: Problems) -> None:
        if len(orjson.dumps(container)) > most:
            problems.add(path, f"must not be larger than {most // 1024} KB")

    return rule


def _video_has_room(bubble: dict[str, Any], path: Path, problems: Problems) -> None:
    """A video needs a large bubble, and one that stands alone."""
    hero = bubble.get("hero")
    if type(hero) is not dict or hero.get("type") != "video":
        return
    in_carousel = len(path) >= 2 and path[-2] == "contents"
    if in_carousel or bubble.get("size", "mega") not in VIDEO_SIZES:
        problems.add((*path, "hero"), INVALID)


def _same_size(carousel: dict[str, Any], path: Path, problems: Problems) -> None:
    bubbles = [bubble for bubble in carousel.get("contents") or () if type(bubble) is dict]
    if len({str(bubble.get("size") or "mega") for bubble in bubbles}) > 1:
        problems.add((*path, "contents"), "all bubbles must be of the same size")


BUBBLE = shape(
    {
        "type": anything,
        "size": choice("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": choice("ltr", "rtl"),
        "header": BOX,
        "hero": by_type({"box": COMPONENTS["box"], "image": COMPONENTS["image"], "video": VIDEO}),
        "body": BOX,
        "footer": BOX,
        "styles": shape(dict.fromkeys(("header", "hero", "body", "footer"), BLOCK_STYLE), closed=True),
        "action": ACTION,
    },
    closed=True,
    also=(_small_enough(BUBBLE_BYTES), _video_has_room),
)
CAROUSEL = shape(
    {"type": anything, "contents": list_of(by_type({"bubble": BUBBLE}), 1, MOST_BUBBLES)},
    ("contents",),
    closed=True,
    also=(_small_enough(CAROUSEL_BYTES), _same_size),
)
CONTAINER = by_type({"bubble": BUBBLE, "carousel": CAROUSEL})
