"""Text messages: emoji positions counted in UTF-16, and the substitutions of textV2."""

import re
from typing import Any

from emulator.rules import INVALID, Path, Problems, Rule, anything, by_type, list_of, number, shape, text

MOST_EMOJI = 20
MOST_MENTIONS = 20
KEY = re.compile(r"[0-9A-Za-z_]{1,20}")
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}|[{}]")

EMOJI = shape(
    {"index": number(0, 5000), "productId": text(100), "emojiId": text(100)},
    ("index", "productId", "emojiId"),
)


def _emoji_at_dollars(message: dict[str, Any], path: Path, problems: Problems) -> None:
    """Each index points at a `$` of its own."""
    emojis, words = message.get("emojis"), message.get("text")
    if type(emojis) is not list or type(words) is not str:
        return
    units = words.encode("utf-16-le", "surrogatepass")
    taken: set[int] = set()
    for place, emoji in enumerate(emojis):
        index = emoji.get("index") if type(emoji) is dict else None
        if type(index) is not int or index < 0:
            continue
        if units[2 * index : 2 * index + 2] != b"$\x00" or index in taken:
            problems.of_message((*path, "emojis", place, "index"), "invalid emoji index")
        taken.add(index)


def _placeholders_known(message: dict[str, Any], path: Path, problems: Problems) -> None:
    """Every {key} has its substitution, every single brace is part of one or doubled."""
    words, given = message.get("text"), message.get("substitution")
    if type(words) is not str:
        return
    known = given if type(given) is dict else {}
    for found in PLACEHOLDER.finditer(words):
        if found[0] in "{}":
            problems.of_message((*path, "text"), "a brace must be doubled or part of a placeholder")
        elif found[1] is not None and found[1] not in known:
            problems.of_message((*path, "text"), f"no substitution for {found[1]}")


MENTION = shape(
    {
        "type": anything,
        "mentionee": by_type(
            {
                "user": shape({"type": anything, "userId": text(33)}, ("userId",)),
                "all": shape({"type": anything}),
            }
        ),
    },
    ("mentionee",),
)
SUBSTITUTE = by_type(
    {
        "mention": MENTION,
        "emoji": shape(
            {"type": anything, "productId": text(100), "emojiId": text(100)}, ("productId", "emojiId")
        ),
    }
)


def _substitution(value: Any, path: Path, problems: Problems) -> None:
    if type(value) is not dict:
        problems.wrong_type(path)
        return
    if len(value) > 100:
        problems.add(path, "Size must be between 0 and 100")
    kinds = [one.get("type") for one in value.values() if type(one) is dict]
    if kinds.count("emoji") > MOST_EMOJI or kinds.count("mention") > MOST_MENTIONS:
        problems.add(path, "no more than 20 mentions and 20 emoji")
    for key, one in value.items():
        if not KEY.fullmatch(key):
            problems.add((*path, key), INVALID)
        SUBSTITUTE(one, (*path, key), problems)


WORDS = text(5000)
QUOTE: dict[str, Rule] = {"quoteToken": text(1000)}
TEXT: dict[str, Rule] = QUOTE | {"text": WORDS, "emojis": list_of(EMOJI, 1, MOST_EMOJI)}
TEXT_V2: dict[str, Rule] = QUOTE | {"text": WORDS, "substitution": _substitution}
TEXT_CHECKS = (_emoji_at_dollars,)
TEXT_V2_CHECKS = (_placeholders_known,)
