"""Reading what a person typed: which choice, which number, which day, which wish. When unsure, None.

None costs one more friendly question; a wrong guess puts words into a customer's mouth.
This is the door to the readers beside it (`folding`, `numbers`, `commands`, `codes`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.codes import find_codes, is_well_formed, make_code, show_code
from conversations.commands import Command, command, is_closing
from conversations.folding import KATAKANA, fold, key, plain_text
from conversations.numbers import read_date, read_number, small_number

__all__ = [
    "Command",
    "Option",
    "command",
    "find_codes",
    "fold",
    "is_closing",
    "is_well_formed",
    "make_code",
    "named_in",
    "pick",
    "read_date",
    "read_number",
    "read_place",
    "show_code",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer. `also` are other words for it (synonyms, the label in another spelling)."""

    id: str
    label: str
    also: tuple[str, ...] = ()


def pick(text: str, options: Sequence[Option]) -> str | None:
    """The id of the option meant, or None. Labels win over numbers, exact wins over contained."""
    said = _spoken(text)
    names = [(option.id, _names(option)) for option in options]
    exact = {option_id for option_id, known in names if said in known}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    place = read_place(text)
    if place is not None:
        return options[place - 1].id if 1 <= place <= len(options) else None
    return _pick_from_sentence(text, said, names)


def named_in(text: str, options: Sequence[Option]) -> list[str]:
    """The ids of all options that a sentence names, wherever; none where it asks, doubts or denies."""
    said = _spoken(text)
    if _UNCLEAR.search(plain_text(text)) or re.search(r"ない|なかった|ません", said):
        return []
    return [
        option.id
        for option in options
        if any(len(name) > 1 and name in said for raw in _parts(option) if (name := _spoken(raw)))
    ]


def _parts(option: Option) -> list[str]:
    """What means this option, and each half of a label such as 「ハリ・つや」."""
    return [*re.split(r"[・/／]| and ", option.label), *option.also]


def _names(option: Option) -> list[str]:
    """Everything that means this option: its label, its other words, and its emoji alone."""
    names = [name for raw in (option.label, *option.also) if (name := _spoken(raw))]
    emoji = re.match(r"[^\w\s]+(?=\s|\w)", plain_text(option.label))
    return [*names, emoji[0]] if emoji else names


def _spoken(text: str) -> str:
    """Polite and plain are one: 「使っています」 is 「使っている」."""
    return re.sub(r"て(?:い)?ます$|て(?:い)?る$", "ている", key(text))


# --- by number -----------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"(?:no\.?|#|第|ばんごう|番号)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*"
    r"(?:つ目|つめ|個目|番目|ばんめ|番|ばん)?(?:です|で|に|を|だ)?(?:お願いします|おねがいします|します)?"
)
_DINGBAT_DIGITS = {first + i: str(i + 1) for first in (0x2776, 0x24F5, 0x2780, 0x278A) for i in range(10)}


def read_place(text: str) -> int | None:
    """Which one of several, from 1, where the text says nothing but that: 「2」「２番で」「②」."""
    plain = plain_text(text.translate(_DINGBAT_DIGITS)).casefold().strip(" 。.、,!()「」[]")
    # A sign belongs to the number: «-5» is minus five and no choice.
    if plain_text(text)[:1] in ("-", "−", "+", "."):
        return None
    match = _PLACE.fullmatch(plain)
    return small_number(match[1]) if match else None


# --- by words in a sentence ----------------------------------------------------------------------------

_MAX_SENTENCE = 40
_TAIL = r"(?:です|でした|だ|だった|ます|ました)?(?:よ|ね|かな|わ|な|よね)?"
_HEAD = (
    r"(?:大|とても|すごく|かなり|少し|すこし|ちょっと|やや|まあ|もう|たぶん|多分"
    r"|今は|いまは|うん|はい|いいえ)?"
)
_NEGATED = re.compile(r"(?!な[っり])(?:.{0,4}?)(?:ない|なかった|ません|ではな|じゃな|ないで|わけでは)")
_ADVERBS = ("まだ", "ぜんぜん", "全然", "あまり", "ほとんど", "全く", "まったく", "なかなか")
_UNCLEAR = re.compile(
    r"[?？]|けど|けれど|でも|しかし|のに|たら|なら|かも|だが|ですが|ますが|ましたが|かどうか|以外|ではなく|じゃなく"
)


def _pick_from_sentence(text: str, said: str, names: list[tuple[str, list[str]]]) -> str | None:
    if len(said) > _MAX_SENTENCE or _UNCLEAR.search(plain_text(text)):
        return None
    hits = [
        (start, start + len(name), option_id)
        for option_id, known in names
        for name in known
        for start in _places(said, name, text)
    ]
    # «使った» inside «何度か使った» is not a second answer.
    outer = {
        option_id for start, end, option_id in hits if not any(_inside(start, end, other) for other in hits)
    }
    return outer.pop() if len(outer) == 1 else None


def _inside(start: int, end: int, other: tuple[int, int, str]) -> bool:
    return other[0] <= start and end <= other[1] and other[1] - other[0] > end - start


def _places(said: str, name: str, text: str) -> list[int]:
    """Where the name stands in the sentence as a word of its own, not negated."""
    if name.isdecimal() or not name[0].isalnum():
        return []
    if len(name) <= 3 and not _stands_alone(text, name):
        return []
    places = []
    for match in re.finditer(re.escape(name), said):
        start, end = match.span()
        before, after = said[max(start - 1, 0) : start], said[end : end + 1]
        if before and before in "不無未非":
            continue
        if name not in _ADVERBS and not name.endswith("ない") and _NEGATED.match(said, end):
            continue
        if name.isascii() and (
            (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
        ):
            continue
        places.append(start)
    return places


def _stands_alone(text: str, name: str) -> bool:
    """A short name counts as a clause: 「はい、使いました」 yes, 「はいけい」 no."""
    clauses = re.split(r"[\s、。,.!！…・~〜]+", plain_text(text).casefold().translate(KATAKANA))
    whole = re.compile(_HEAD + re.escape(name) + _TAIL)
    return any(whole.fullmatch(key(clause)) for clause in clauses if clause) or (
        name in _ADVERBS and key(text).startswith(name)
    )
