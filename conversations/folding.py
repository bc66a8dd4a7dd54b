"""One spelling for many: how typed Japanese is made comparable. Nothing is understood here."""

import re
import unicodedata

KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u20e3\U0001f3fb-\U0001f3ff]"
)
_NUMERIC_MARK = re.compile(r"[-+.,:/](?=\d)")


def fold(text: str) -> str:
    """One spelling for many: NFKC, lower case, hiragana, no decoration, single spaces.

    A text that is nothing but decoration (👍) keeps it, or there would be nothing to compare.
    """
    plain = plain_text(text).casefold().translate(KATAKANA)
    bare = "".join(
        char if _is_wordlike(char) or _NUMERIC_MARK.match(plain, place) else " " if char.isspace() else ""
        for place, char in enumerate(plain)
    )
    folded = " ".join(bare.split())
    return folded or "".join(plain.split())


def plain_text(text: str) -> str:
    """NFKC without the invisible characters; case, kana and punctuation as typed."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).strip()


def _is_wordlike(char: str) -> bool:
    return (
        unicodedata.category(char)[0] in "LN"
        or char in "ー゛゜%"
        or unicodedata.category(char) in ("Mn", "Mc")
    )


def key(text: str) -> str:
    """`fold` without spaces: for comparing with known words."""
    return fold(text).replace(" ", "")


KANJI_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
