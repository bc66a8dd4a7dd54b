"""A translation as a table: a row for each sentence of its script, and what is left to do.

Half-typed ones are tables, too: a cell may be empty, too long, or of a sentence the script no longer has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from conversations.checks import read_and_check
from conversations.locales import Locale
from conversations.problems import Problem
from conversations.script import Script
from conversations.translating import Slot, section_of, seen_of, sentences_of, translated
from conversations.translation import Translation
from conversations.translation_cells import Cells, written
from conversations.yaml_tree import Tree, read_tree

State = Literal["", "missing", "old"]
_SAID_ELSEWHERE = frozenset({"translation_missing", "translation_stale", "translation_unseen"})


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence. `was`: what the script said there when it was translated, if something else."""

    slot: Slot
    written: str
    said: str
    state: State
    was: str = ""
    more: Slot | None = None  # the cell beside it, if it has one: other words, or a page
    more_said: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A step's rows, or those of the words, variables or defaults. `now`: what tells that they changed."""

    name: str
    rows: tuple[Row, ...]
    now: str

    @property
    def old(self) -> bool:
        return any(row.state == "old" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole script in one language. `left_over`: what was said for sentences the script no longer has."""

    parts: tuple[Part, ...]
    left_over: Cells

    def count(self, state: State) -> int:
        return sum(row.state == state for part in self.parts for row in part.rows)

    @property
    def lacking(self) -> int:
        return self.count("missing") + self.count("old")


def sheet(
    script: Script,
    cells: Mapping[Slot, str],
    seen: Mapping[str, str],
    former: Mapping[str, Mapping[Slot, str]] | None = None,
) -> Sheet:
    """`former`: a part's sentences as they were when it was translated, where anybody knows.

    Where only one of a part's sentences changed, only that one has to be looked at.
    """
    now, wanted = seen_of(script), sentences_of(script)
    links = {
        slot: ("link" if slot[-1] == "text" else "also") for slot in wanted if slot[-1] in ("text", "label")
    }
    rows: dict[str, list[Row]] = {}
    used: set[Slot] = set(wanted)
    for slot, text in wanted.items():
        name = section_of(slot)
        was = (former or {}).get(name)
        changed = name in seen and seen[name] != now[name] and (was is None or was.get(slot) != text)
        said = cells.get(slot, "")
        more = (*slot[:-1], links[slot]) if slot in links and _has_more(slot) else None
        used |= {more} if more else set()
        rows.setdefault(name, []).append(
            Row(
                slot, text, said, "missing" if not said.strip() else "old" if changed else "",
                was.get(slot, "") if was is not None and changed else "", more,
                cells.get(more, "") if more else "",
            )
        )  # fmt: skip
    parts = tuple(Part(name, tuple(its), now[name]) for name, its in rows.items())
    return Sheet(parts, {slot: text for slot, text in cells.items() if slot not in used})


def _has_more(slot: Slot) -> bool:
    """A choice's label has other words beside it, a link's text a page; a link's label has nothing."""
    return slot[-1] == "text" or slot[-3:-2] == ("choices",)


def noted(
    shown: Sheet,
    seen: Mapping[str, str],
    typed: Mapping[Slot, str],
    *,
    ticked: frozenset[str],
    marks: Mapping[str, str],
) -> dict[str, str]:
    """What to note as looked at after somebody typed: `marks` is what each part was when they saw it.

    A part whose sentences changed counts as looked at when it was ticked, or when all that is said for the
    changed ones was typed anew.
    """
    found: dict[str, str] = {}
    for part in shown.parts:
        same = any(row.state == "old" and typed.get(row.slot, "") == row.said for row in part.rows)
        found[part.name] = (
            marks.get(part.name, part.now) if part.name in ticked or not same else seen[part.name]
        )
    return found


# --- is it right? ----------------------------------------------------------------------------------------


def problems_of(script: Script, locale: Locale, cells: Mapping[Slot, str]) -> dict[Slot, list[Problem]]:
    """What `bot.py check` says of each cell; what is missing or old is not said again.

    Nothing of a text that is too big to be read: it cannot be kept or published either.
    """
    left = {slot: text for slot, text in cells.items() if text.strip()}
    found: dict[Slot, list[Problem]] = {}
    while True:
        whole = _completed(script, left)
        text = written(script.id, locale, whole, seen_of(script))
        tree = read_tree(text)
        if not isinstance(tree, Tree):
            return found
        places = {tree.at(slot): slot for slot in whole}
        _, problems = read_and_check(text, {script.id: script})
        wrong: set[Slot] = set()
        for one in problems:
            slot = places.get((one.line, one.column)) or _on_line(places, one.line)
            if slot is None or slot not in left or one.code in _SAID_ELSEWHERE:
                continue
            if one not in found.setdefault(slot, []):
                found[slot].append(one)
            wrong |= {slot} if one.severity == "error" else set()
        if not wrong:
            return found
        left = {slot: text for slot, text in left.items() if slot not in wrong}


def _on_line(places: Mapping[tuple[int, int], Slot], line: int) -> Slot | None:
    return next((slot for (its, _), slot in places.items() if its == line), None)


def _completed(script: Script, cells: Mapping[Slot, str]) -> Cells:
    """All of the script's sentences, in its own words where nothing else is said, and no other."""
    wanted = sentences_of(script)
    beside = {
        slot: text
        for slot, text in cells.items()
        if slot not in wanted and slot[-1] in ("also", "link") and (*slot[:-1], _beside(slot)) in wanted
    }
    return {slot: cells.get(slot) or text for slot, text in wanted.items()} | beside


def _beside(slot: Slot) -> str:
    return "label" if slot[-1] == "also" else "text"


def ready_text(script: Script, locale: Locale, cells: Mapping[Slot, str]) -> str:
    """The file to publish: the script's sentences and nothing else, looked at as they are now."""
    return written(script.id, locale, _completed(script, cells), seen_of(script))


def tried_out(script: Script, locale: Locale, cells: Mapping[Slot, str]) -> Script:
    """The script in this language as far as it goes: what is missing or wrong stays in the script's words."""
    wrong = {slot for slot, its in problems_of(script, locale, cells).items() if _stops(its)}
    good = {slot: text for slot, text in cells.items() if slot not in wrong}
    tree = read_tree(ready_text(script, locale, good))
    if not isinstance(tree, Tree):
        return script
    made = Translation.model_validate(tree.values)
    return translated(
        script.model_copy(update={"translations": {**script.translations, locale: made}}), locale
    )


def _stops(problems: list[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
