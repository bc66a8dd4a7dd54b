"""Lengths as LINE counts them: UTF-16 units for texts, grapheme clusters for labels (line-platform limits).

Graphemes are counted by the rules that matter for what people type (combining marks, variation selectors,
joined emoji, skin tones, flags, keycaps); `len(text)` is neither of the two.
"""

import unicodedata

TEXT_LIMIT = 5000
LABEL_LIMIT = 20
_JOINER = "\u200d"


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_to_units(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text, or its beginning with an ellipsis, within `limit` UTF-16 units."""
    if len(text) * 2 <= limit or utf16_units(text) <= limit:
        return text
    units, end = 1, 0
    for end, char in enumerate(text):  # noqa: B007 - the index is what we want
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            break
    return text[:end] + "…"


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    count, joined, flags = 0, False, 0
    for char in text:
        if char == _JOINER:
            joined = True
            continue
        extends = unicodedata.category(char) in ("Mn", "Me", "Mc") or 0x1F3FB <= ord(char) <= 0x1F3FF
        flags = flags + 1 if 0x1F1E6 <= ord(char) <= 0x1F1FF else 0
        if not (extends or joined or (flags and flags % 2 == 0)) or count == 0:
            count += 1
        joined = False
    return count
