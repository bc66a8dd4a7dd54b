"""Template messages: buttons, confirm, carousel, image carousel."""

from typing import Any

from emulator.counting import grapheme_length
from emulator.rules import (
    Path,
    Problems,
    Rule,
    anything,
    by_type,
    choice,
    list_of,
    matching,
    shape,
    text,
    uri,
)
from emulator.rules_actions import actions

ACTION = actions(20, label_needed=True)
DEFAULT_ACTION = actions(20, label_needed=False)
IMAGE = uri(2000)
TITLE = text(40, graphemes=True)
LOOK: dict[str, Rule] = {
    "imageAspectRatio": choice("rectangle", "square"),
    "imageSize": choice("cover", "contain"),
}
HEAD: dict[str, Rule] = {
    "thumbnailImageUrl": IMAGE,
    "imageBackgroundColor": matching(r"#[0-9A-Fa-f]{6}"),
    "title": TITLE,
    "defaultAction": DEFAULT_ACTION,
}


def _shorter_text(longest: int) -> Rule:
    """60 characters when there is an image or a title above the text."""

    def rule(part: dict[str, Any], path: Path, problems: Problems) -> None:
        words = part.get("text")
        headed = part.get("thumbnailImageUrl") is not None or part.get("title") is not None
        most = 60 if headed else longest
        if isinstance(words, str) and len(words) > most and grapheme_length(words) > most:
            problems.add((*path, "text"), f"Length must be between 0 and {most}")

    return rule


def _columns_alike(template: dict[str, Any], path: Path, problems: Problems) -> None:
    """Every column has as many actions as the first, and an image or title where the first has one."""
    columns = [column for column in template.get("columns") or () if isinstance(column, dict)]
    for index, column in enumerate(columns[1:], start=1):
        place = (*path, "columns", index)
        if _length(column) != _length(columns[0]):
            problems.of_message((*place, "actions"), "The number of actions must be the same in all columns")
        for name in ("thumbnailImageUrl", "title"):
            if (column.get(name) is None) != (columns[0].get(name) is None):
                problems.of_message((*place, name), f"All columns or none must have {name}")


def _length(column: dict[str, Any]) -> int:
    given = column.get("actions")
    return len(given) if isinstance(given, list) else 0


WORDS = text(10_000, graphemes=True)  # the real limit depends on what stands above
TEMPLATES: dict[str, Rule] = {
    "buttons": shape(
        HEAD | LOOK | {"type": anything, "text": WORDS, "actions": list_of(ACTION, 1, 4)},
        ("text", "actions"),
        also=(_shorter_text(160),),
    ),
    "confirm": shape(
        {"type": anything, "text": text(240, graphemes=True), "actions": list_of(ACTION, 2, 2)},
        ("text", "actions"),
    ),
    "carousel": shape(
        LOOK
        | {
            "type": anything,
            "columns": list_of(
                shape(
                    HEAD | {"text": WORDS, "actions": list_of(ACTION, 1, 3)},
                    ("text", "actions"),
                    also=(_shorter_text(120),),
                ),
                1,
                10,
            ),
        },
        ("columns",),
        also=(_columns_alike,),
    ),
    "image_carousel": shape(
        {
            "type": anything,
            "columns": list_of(
                shape({"imageUrl": IMAGE, "action": actions(12, label_needed=False)}, ("imageUrl", "action")),
                1,
                10,
            ),
        },
        ("columns",),
    ),
}
TEMPLATE = by_type(TEMPLATES)
