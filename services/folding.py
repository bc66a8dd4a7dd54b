"""One spelling for what people spell in many ways, so that a search finds it. Pure.

`ヤマダ　花子`, `山田花子`, `０９０-1234-5678`: width, case, kana, spaces and hyphens make no difference.
"""

import re
import unicodedata
from typing import Final

from services.reach import read_phone

MOST_TERMS: Final = 6
_KANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}  # カタカナ → ひらがな
_DASHES: Final = re.compile(r"[-‐‑‒–—―−－]")
_LONG_VOWEL: Final = re.compile(r"(?<=[0-9a-z])ー|ー(?=[0-9a-z])")  # typed for a hyphen


def fold(text: str) -> str:
    """The text as it is kept for searching: without spaces, hyphens and differences nobody means."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_KANA)
    return _LONG_VOWEL.sub("", _DASHES.sub("", "".join(plain.split())))


def fold_phone(number: str) -> str:
    """`+819012345678` as people would look for it: both ways of writing it."""
    return f"{number}\n0{number[3:]}" if number.startswith("+81") else number


def read_query(text: str) -> list[tuple[str, ...]]:
    """What somebody typed as terms that must all be found, each in one of its spellings.

    A telephone number is one term however it is written; else each word is.
    """
    phone = read_phone(text)
    if phone:
        return [tuple(dict.fromkeys((phone, fold(text))))]
    words = [folded for word in text.split()[:MOST_TERMS] if (folded := fold(word))]
    return [(word,) for word in dict.fromkeys(words)]
