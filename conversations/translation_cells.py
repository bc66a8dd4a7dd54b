"""What stands in a translation, cell by cell, and the file of sentences it is written as.

    cells ──written()──▶ YAML ──cells_of()──▶ the same cells

`Cells`: where a sentence is (`Slot`) → what is said there, right or wrong, half-typed ones too. There are two
more kinds of cell beside the sentences: other words for a choice (`…, "also"`, divided by «/») and a link's
own page in this language (`…, "link"`).
"""

import re
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import pairwise
from typing import Any

from ruamel.yaml import YAML

from conversations.translating import Slot
from conversations.translation import Translation

Cells = dict[Slot, str]
_SLASH = re.compile(r"[/／、\n]")  # a comma may stand in them: «no, not yet»
_HEAD = ("variables", "words", "every_question", "steps")


def cells_of(values: Mapping[str, Any]) -> Cells:
    """What a translation's file (`Tree.values`) or model (`model_dump`) says; what is empty is left out."""
    found: Cells = {}
    for word in ("variables", "words"):
        found |= {(word, name): text for name, text in _texts(values.get(word))}
    found |= {("every_question", *slot): text for slot, text in _in_step(values.get("every_question"))}
    for step_id, step in _items(values.get("steps")):
        found |= {("steps", step_id, *slot): text for slot, text in _in_step(step)}
    return {slot: text for slot, text in found.items() if text.strip()}


def _items(node: Any) -> list[tuple[str, Any]]:
    return [(str(name), value) for name, value in node.items()] if isinstance(node, Mapping) else []


def _texts(node: Any) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in _items(node) if isinstance(value, (str, int, float))]


def _in_step(step: Any) -> Iterator[tuple[Slot, str]]:
    for word, value in _items(step):
        if word in ("say", "retry", "labels"):
            for place, one in enumerate(value if isinstance(value, (list, tuple)) else [value]):
                if isinstance(one, Mapping):
                    yield from (((word, place, name), text) for name, text in _texts(one))
                elif isinstance(one, (str, int, float)):
                    yield (word, place), str(one)
        elif word == "choices":
            for choice, its in _items(value):
                label = its.get("label") if isinstance(its, Mapping) else its
                also = its.get("also", ()) if isinstance(its, Mapping) else ()
                yield (word, choice, "label"), str(label or "")
                yield (word, choice, "also"), also if isinstance(also, str) else " / ".join(map(str, also))
        elif isinstance(value, Mapping):
            yield from (((word, name), text) for name, text in _texts(value))
        elif isinstance(value, (str, int, float)):
            yield (word,), str(value)


def written(script_id: str, locale: str, cells: Mapping[Slot, str], seen: Mapping[str, str]) -> str:
    """The same as a file. A place in a list that is not said yet is an empty text."""
    values: dict[str, Any] = {"translates": script_id, "locale": locale}
    for slot, text in sorted(cells.items(), key=lambda cell: _HEAD.index(str(cell[0][0]))):
        if text.strip():
            _put(values, slot, text)
    if seen:
        values["seen"] = dict(seen)
    out = StringIO()
    yaml = YAML()
    yaml.width = 1000
    yaml.representer.add_representer(_Line, _represent)
    yaml.dump(_short(values), out)
    return out.getvalue()


def text_of(translation: Translation) -> str:
    """A translation as the file it might have come from; a note for colleagues is left out."""
    values = translation.model_dump(mode="json", exclude_defaults=True)
    return written(translation.translates, translation.locale, cells_of(values), translation.seen)


def _put(values: dict[str, Any], slot: Slot, text: str) -> None:
    node: Any = values
    for part, following in pairwise((*slot, None)):
        new: Any = [] if isinstance(following, int) else {}
        if following is None:
            words = (word.strip() for word in _SLASH.split(text) if word.strip())
            new = list(dict.fromkeys(words)) if part == "also" else _Line(text)
        if isinstance(part, int):
            node.extend("" for _ in range(part + 1 - len(node)))
            node[part] = new if following is None or not isinstance(node[part], dict) else node[part]
        else:
            node.setdefault(part, new)
        node = node[part]


def _short(node: Any) -> Any:
    """`yes: { label: I did }` reads better as `yes: I did`."""
    if not isinstance(node, dict):
        return node
    return {
        name: {
            choice: its["label"] if set(its) == {"label"} else its for choice, its in value.items()
        } if name == "choices" else _short(value)
        for name, value in node.items()
    }  # fmt: skip


class _Line(str):
    """A sentence, written as a person would: its lines as lines."""


def _represent(representer: Any, line: _Line) -> Any:
    style = "|" if "\n" in line else '"' if line[:1] in "{[" else None
    return representer.represent_scalar("tag:yaml.org,2002:str", str(line), style=style)
