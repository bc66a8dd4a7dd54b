"""A script's sentences in other languages, written in the console: drafts, and what may be published with it.

A translation is part of its script's version (ADR 0029). What a shop wrote itself is kept beside it as a
publication of kind «translation», named «script.locale», as files are: the later change wins (ADR 0018).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.locales import LOCALES, Locale
from conversations.script import Script
from conversations.translating import Slot, section_of, seen_of, sentences_of
from conversations.translation import Translation
from conversations.translation_cells import Cells, cells_of, written
from conversations.translation_sheet import Sheet, noted, problems_of, ready_text, sheet
from conversations.yaml_tree import Tree, read_tree
from models import publication as publications
from models.publication import Draft, Publication
from models.script import ScriptVersion
from models.staff import Staff
from services.drafts import discard_draft, save_draft
from services.published import scripts_cache
from services.publishing import Refusal, publish_text, review

KIND: Final = "translation"
LOOKED_BACK: Final = 30  # versions of a script in which a sentence's former words are looked for
Live = Mapping[tuple[str, str], Publication]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in one language, and which of the script's sentences it was made from."""

    cells: Cells
    seen: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language that is being written, held against the script it would be published with."""

    locale: Locale
    draft: Draft
    sheet: Sheet
    wrong: int  # sentences that cannot be said as they stand
    text: str  # what would be published; «» while it is not ready

    @property
    def ready(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence that is said otherwise. «» = not at all."""

    slot: Slot
    written: str
    before: str
    after: str


def name_of(script: str, locale: str) -> str:
    return f"{script}.{locale}"


def published(live: Live, script: Script, locale: Locale) -> Said:
    """What stands for it now: as the shop wrote it, else as it came with the program, else nothing."""
    row = live.get((KIND, name_of(script.id, locale)))
    if row is not None and row.version_id is not None:
        return said_in(row.text)
    known = script.translations.get(locale)
    return said_by(known) if known is not None else Said({}, {})


def said_by(translation: Translation) -> Said:
    values = translation.model_dump(mode="json", exclude_defaults=True)
    return Said(cells_of(values), translation.seen)


def said_in(text: str) -> Said:
    tree = read_tree(text)
    if not isinstance(tree, Tree):
        return Said({}, {})
    seen = tree.values.get("seen")
    noted = {str(name): str(mark) for name, mark in seen.items()} if isinstance(seen, Mapping) else {}
    return Said(cells_of(tree.values), noted)


def drafts_of(session: Session, script: str) -> dict[Locale, Draft]:
    """Which languages of this script somebody is writing at."""
    names = {name_of(script, locale): locale for locale in LOCALES}
    mine = select(Draft).where(Draft.kind == KIND, Draft.name.in_(names), Draft.text != "")
    rows = session.scalars(mine.execution_options(populate_existing=True))
    return {names[row.name]: row for row in sorted(rows, key=lambda row: LOCALES.index(names[row.name]))}


def draft_row(session: Session, script: str, locale: str) -> Draft | None:
    """Its row, also when nothing is being written."""
    return publications.draft_row(session, KIND, name_of(script, locale))


def laid_out(session: Session, script: Script, said: Said) -> Sheet:
    """The table, with what the script said before where that is known."""
    return sheet(script, said.cells, said.seen, _former(session, script, said.seen))


def _former(session: Session, script: Script, seen: Mapping[str, str]) -> dict[str, Mapping[Slot, str]]:
    """Part → its sentences when it was translated, for those that changed since."""
    now = seen_of(script)
    wanted = {name for name, mark in seen.items() if name in now and mark != now[name]}
    found: dict[str, Mapping[Slot, str]] = {}
    if not wanted:
        return found
    versions = (
        select(ScriptVersion.id).where(ScriptVersion.script == script.id).order_by(ScriptVersion.id.desc())
    )
    for version_id in session.scalars(versions.limit(LOOKED_BACK)):
        before = scripts_cache.get(session, version_id)
        marks = seen_of(before)
        for name in [one for one in wanted if marks.get(one) == seen[one]]:
            found[name] = {s: text for s, text in sentences_of(before).items() if section_of(s) == name}
            wanted.discard(name)
        if not wanted:
            break
    return found


def tongues(session: Session, script: Script, drafts: Mapping[Locale, Draft]) -> list[Tongue]:
    """Every language that is being written, as it would be with this script."""
    found = []
    for locale, draft in drafts.items():
        if locale == script.locale:
            continue
        said = said_in(draft.text)
        table = laid_out(session, script, said)
        problems = problems_of(script, locale, said.cells)
        wrong = sum(any(one.severity == "error" for one in its) for its in problems.values())
        text = "" if wrong or table.lacking else ready_text(script, locale, said.cells)
        found.append(Tongue(locale, draft, table, wrong, text))
    return found


def save(
    session: Session, script: Script, locale: Locale, said: Said, staff: Staff, now: datetime, *,
    revision: int,
) -> Draft | Refusal:  # fmt: skip
    """Keep what is typed, right or wrong."""
    text = written(script.id, locale, said.cells, said.seen)
    return save_draft(session, KIND, name_of(script.id, locale), text, staff, now, revision=revision)


def copy(session: Session, live: Live, source: Script, name: str, staff: Staff, now: datetime) -> None:
    """The languages of a script go along with a copy of it, as drafts: the copy is one, too."""
    for locale in source.translations:
        said = published(live, source, locale)
        key = name_of(name, locale)
        row = draft_row(session, name, locale)
        text = written(name, locale, said.cells, said.seen)
        save_draft(session, KIND, key, text, staff, now, revision=row.revision if row is not None else 0)


def changed(
    before: Script | None, after: Script, locales: Iterable[Locale] = LOCALES
) -> dict[Locale, list[Change]]:
    """What is said otherwise in other languages, by sentence; languages with no change are left out."""
    found = {}
    for locale in locales:
        old, new = _said(before, locale), _said(after, locale)
        wanted = sentences_of(after)
        lines = [
            Change(slot, wanted.get(slot, ""), old.get(slot, ""), new.get(slot, ""))
            for slot in dict.fromkeys((*wanted, *old, *new))
            if old.get(slot, "") != new.get(slot, "")
        ]
        if lines:
            found[locale] = lines
    return found


def _said(script: Script | None, locale: Locale) -> Cells:
    known = script.translations.get(locale) if script is not None else None
    return said_by(known).cells if known is not None else {}


# --- keeping and publishing what is typed ----------------------------------------------------------------


def noted_as_seen(
    session: Session, script: Script, before: Said, stands: Said, typed: Cells, *,
    ticked: frozenset[str], marks: Mapping[str, str],
) -> Mapping[str, str]:  # fmt: skip
    """What of it has been looked at: `before` is what was shown, `stands` what is published.

    A sentence typed anew in an earlier draft is not asked for again.
    """
    cells = {
        slot: stands.cells.get(slot, text)
        if stands.seen.get(section_of(slot)) == before.seen.get(section_of(slot))
        else text
        for slot, text in before.cells.items()
    }
    shown = laid_out(session, script, Said(cells, before.seen))
    return noted(shown, before.seen, typed, ticked=ticked, marks=marks)


def publish_drafts(
    session: Session, kind: str, name: str, staff: Staff, now: datetime, *,
    seen: int, revision: int, languages: Mapping[Locale, int], only_languages: bool = False,
) -> Publication | Refusal:  # fmt: skip
    """What is being written goes live, as its reader saw it: the text, and every language that is whole.

    `revision`: the draft's (0: there was none); `languages`: the ready ones' by language. `only_languages`
    leaves the draft of the text alone and takes them with the text that is live.
    """
    publications.hold(session)
    draft = None if only_languages else publications.draft_of(session, kind, name)
    live = publications.live(session)
    standing = live.get((kind, name))
    is_live = standing is not None and standing.version_id is not None
    if (draft.revision if draft is not None else 0) != revision or not (draft is not None or is_live):
        return Refusal("changed_meanwhile")
    text = draft.text if draft is not None else standing.text if standing is not None else ""
    ready: list[Tongue] = []
    if kind == "script":
        looked = review(session, kind, name, text, live)
        if isinstance(looked.content, Script):
            ready = [t for t in tongues(session, looked.content, drafts_of(session, name)) if t.ready]
    if {tongue.locale: tongue.draft.revision for tongue in ready} != languages:
        return Refusal("changed_meanwhile")
    done = publish_text(
        session, kind, name, text, staff, now, seen=seen, translations={t.locale: t.text for t in ready}
    )
    if not isinstance(done, Refusal):
        for row in (*([draft] if draft is not None else []), *(tongue.draft for tongue in ready)):
            discard_draft(session, row, now)
    return done
