"""The table of a translation as the console shows it: what a sentence is, its field's name and back."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from conversations.counting import LABEL_LIMIT
from conversations.script import Script, step_word
from conversations.translating import Slot, sentences_of
from conversations.translation_cells import Cells
from conversations.translation_sheet import Part
from services.translations import Said

KINDS: Final[Mapping[str, str]] = {
    "ask": "質問",
    "repeat": "もう一度たずねるとき",
    "hint": "質問の下のひとこと",
    "retry": "読み取れなかったとき",
    "reminder": "返事がないときのひとこと",
    "refuse": "小さなボタン",
    "human": "小さなボタン",
    "optional": "小さなボタン",
    "labels": "5段階のボタン",
    "choices": "選ぶボタン",
    "tell": "対応をひらくときの文",
    "set": "差し込む言葉",
    "remember": "覚えておく言葉",
    "say": "文",
    "text": "リンクの前の文",
    "label": "リンクのボタン",
    "alt": "写真の説明",
    "words": "決まった一文",
    "variables": "差し込みの初めの値",
}
PARTS: Final[Mapping[str, str]] = {
    "variables": "差し込みの初めの値",
    "words": "台本の決まった一文",
    "every_question": "どの質問にも",
}
_BUTTONS: Final = frozenset({"labels", "choices", "refuse", "human", "optional"})
_GAP: Final = re.compile(r"\{\{\s*[^{}]+?\s*\}\}")
_UNSEEN: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END: Final = re.compile(r"\r\n|[\u2028\u2029]")
_MARK: Final = re.compile(r"[0-9a-f]{8}")


def inside(slot: Slot) -> Slot:
    """Its place within its step."""
    return slot[2:] if slot[0] == "steps" else slot[1:] if slot[0] == "every_question" else slot


def kind_of(slot: Slot) -> str:
    """What it is, in words."""
    first, last = str(inside(slot)[0]), str(slot[-1])
    return KINDS[last] if first == "say" and last in ("text", "label", "alt") else KINDS[first]


def most_of(slot: Slot) -> int:
    """How many characters LINE shows of a button; 0 = it is no button."""
    place = inside(slot)
    return LABEL_LIMIT if place[0] in _BUTTONS or (place[0] == "say" and place[-1] == "label") else 0


def gaps_of(text: str) -> list[str]:
    """What is put into a sentence: «{{ name }}», each once."""
    return list(dict.fromkeys(_GAP.findall(text)))


def word_of_part(script: Script, part: Part) -> str:
    """The word of the step's kind; «» for what is no step."""
    return step_word(script.step(part.name)) or ""


def field_of(slot: Slot) -> str:
    return "s:" + ".".join(str(part) for part in slot)


def typed_in(form: Mapping[str, str], before: Said, scripts: Iterable[Script]) -> Cells:
    """What the form says; what it does not ask for stays as it was."""
    known: dict[str, Slot] = {field_of(slot): slot for slot in before.cells}
    for script in scripts:
        for slot in sentences_of(script):
            more = (*slot[:-1], "link") if slot[-1] == "text" else (*slot[:-1], "also")
            known |= {field_of(slot): slot, field_of(more): more}
    asked = {slot: form[field] for field, slot in known.items() if field in form}
    plain = {slot: _plain(text) for slot, text in {**before.cells, **asked}.items()}
    return {slot: text for slot, text in plain.items() if text}


def _plain(text: str) -> str:
    """Browsers send line ends as CRLF, word processors U+2028; signs nobody sees are no text.

    With any of them among its lines a file could not be read again, and all that was typed would be lost.
    """
    return _UNSEEN.sub(" ", _LINE_END.sub("\n", text)).strip()


def marks_in(form: Mapping[str, str]) -> dict[str, str]:
    """Part → what it was when its reader saw it."""
    return {
        field[2:]: mark for field, mark in form.items() if field.startswith("m:") and _MARK.fullmatch(mark)
    }


def ticked_in(form: Mapping[str, str]) -> frozenset[str]:
    return frozenset(field[2:] for field in form if field.startswith("t:"))
