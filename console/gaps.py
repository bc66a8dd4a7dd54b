"""A sentence of a script as its author means it: 〔お名前〕 for `{{ name }}`, for an `{% if %}` its ways.

For pictures and lists; what customers get is rendered in conversations/templates.py.
"""

import re
from collections.abc import Mapping
from typing import Final

from console.conditions import FACTS
from console.labels import LABELS
from console.saying import Words

GAPS: Final[Mapping[str, str]] = {
    **FACTS, **LABELS["gap"], "staff": "担当者", "contact_person": "担当者", "progress_page": "進捗のページ",
    "expected_on": "お届け予定日", "next_word": "次のご連絡の日", "last_news": "前回のお知らせ",
    "last_news_on": "前回のお知らせの日", "words_disclosure": "お礼の有無", "share_link": "紹介リンク",
    "share_disclosure": "お礼の有無", "referral_gift": "お礼の内容", "felt": "気持ち",
    "initial": "お名前の頭文字",
}  # fmt: skip
SHORT: Final = 22  # letters of one way of several
_SIGN: Final = re.compile(r"\{\{-?\s*(?P<gap>.*?)\s*-?\}\}|\{%-?\s*(?P<tag>\w+).*?-?%\}|\{#.*?#\}", re.S)
_NAME: Final = re.compile(r"(?:facts\.)?([A-Za-z_]\w*)")


def in_words(text: str, t: Words) -> str:
    """「{% if a %}はい{% else %}いいえ{% endif %}、{{ name }}」 → 「〔はい／いいえ〕、〔お名前〕」."""
    if "{" not in text:
        return text
    open_ways: list[list[str]] = [[""]]
    at = 0
    for sign in _SIGN.finditer(text):
        open_ways[-1][-1] += text[at : sign.start()]
        at = sign.end()
        if sign["gap"] is not None:
            open_ways[-1][-1] += _gap(sign["gap"], t)
        elif sign["tag"] == "if":
            open_ways.append([""])
        elif sign["tag"] in ("elif", "else") and len(open_ways) > 1:
            open_ways[-1].append("")
        elif sign["tag"] == "endif" and len(open_ways) > 1:
            ways = open_ways.pop()
            open_ways[-1][-1] += _either(ways)
    while len(open_ways) > 1:  # no endif: not a sentence that could be published
        ways = open_ways.pop()
        open_ways[-1][-1] += _either(ways)
    return open_ways[0][0] + text[at:]


def _gap(written: str, t: Words) -> str:
    found = _NAME.match(written)
    name = found[1] if found is not None else written
    return f"〔{t(GAPS.get(name, name))}〕"


def _either(ways: list[str]) -> str:
    """The ways a sentence may go, shortly; one that says nothing is not listed."""
    said = [" ".join(way.split()) for way in ways if way.strip()]
    return (
        f"〔{'／'.join(one if len(one) <= SHORT else one[: SHORT - 1] + '…' for one in said)}〕"
        if said
        else ""
    )
