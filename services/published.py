"""Publishing: what authors wrote becomes an immutable version, once; parsed versions are kept in memory.

What is live is in the database (`models.publication`). Files are looked at when a process starts (and, with
CLOCK=travel, while it runs): the later change wins. A file that changed since it was looked at last takes the
place of what the console published; a file that did not change leaves it alone. What comes with the program
never replaces what the shop wrote itself. See docs/adr/0018.
"""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from conversations.journey import Journey
from conversations.library import Library, digest, load_texts, to_json
from conversations.script import Script
from models import experiment as experiments
from models import publication as publications
from models.publication import Publication
from models.script import JourneyVersion, ScriptVersion, publish_journey, publish_script

log = logging.getLogger(__name__)


class _Cache:
    """Published versions never change, so each is parsed once per process."""

    def __init__(self) -> None:
        self._scripts: dict[int, Script] = {}
        self._journeys: dict[int, Journey] = {}
        self._lock = threading.Lock()

    def get(self, session: Session, version_id: int) -> Script:
        script = self._scripts.get(version_id)
        if script is None:
            script = Script.model_validate(session.get_one(ScriptVersion, version_id).body)
            with self._lock:
                self._scripts[version_id] = script
        return script

    def journey(self, session: Session, version_id: int) -> Journey:
        journey = self._journeys.get(version_id)
        if journey is None:
            journey = Journey.model_validate(session.get_one(JourneyVersion, version_id).body)
            with self._lock:
                self._journeys[version_id] = journey
        return journey

    def keep(self, version_id: int, content: Script | Journey) -> None:
        """A version somebody has parsed already."""
        with self._lock:
            if isinstance(content, Script):
                self._scripts[version_id] = content
            else:
                self._journeys[version_id] = content

    def clear(self) -> None:
        """Forget everything (tests use several databases in one process)."""
        with self._lock:
            self._scripts.clear()
            self._journeys.clear()


scripts_cache = _Cache()


def publish(session: Session, library: Library, now: datetime) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Let the files' content be live where it is newer: (script versions, journey versions) live now.

    Safe from many machines at once: one after the other, and the same content is the same version.
    """
    publications.hold(session)
    live = publications.live(session)
    whole, kept = _with_kept(session, library, live)
    changed = False
    for key, content in _contents(whole):
        known = live.get(key)
        name = "/".join(key)
        text = whole.texts.get(name) or to_json(content)
        source, file = ("file" if name in whole.own else "built_in"), library.files.get(name, "")
        if key in kept and known is not None:
            text, source, file = known.text, known.source, known.file
        live[key], new = put(session, key, content, text, now, source=source, file=file, known=known)
        changed = changed or new
    changed = _note_translations(session, whole, kept, live, now) or changed
    for key in _gone(library, live):
        before = live[key]
        row = Publication(kind=key[0], name=key[1], text=before.text, source="file", cause="gone", at=now)
        session.add(row)
        live[key], changed = row, True
        if key[0] == "script":
            experiments.end_running(session, key[1], "changed", now)
    if changed:
        publications.count_up(session)
        session.flush()
    return versions_of(live, "script"), versions_of(live, "journey")


def _note_translations(
    session: Session, whole: Library, kept: set[tuple[str, str]],
    live: dict[tuple[str, str], Publication], now: datetime,
) -> bool:  # fmt: skip
    """What the shop's own files say in other languages: so it is known which change is the later one.

    Those that come with the program are not noted: they never replace what a shop wrote.
    """
    noted = False
    for name, translation in sorted(whole.translations.items()):
        key, place = ("translation", name), f"translation/{name}"
        script, known = live.get(("script", translation.translates)), live.get(key)
        if place not in whole.own or key in kept or script is None:
            continue
        text = whole.texts[place]
        if (
            known is not None
            and known.version_id is not None
            and (known.source, known.text) == ("file", text)
        ):
            continue
        live[key] = Publication(
            kind=key[0], name=name, version_id=script.version_id, text=text, source="file",
            file=whole.files[place], at=now,
        )  # fmt: skip
        session.add(live[key])
        noted = True
    return noted


def put(
    session: Session, key: tuple[str, str], content: Script | Journey, text: str, now: datetime, *,
    source: str, file: str = "", known: Publication | None, staff_id: int | None = None,
    restored_id: int | None = None, cause: str = "",
) -> tuple[Publication, bool]:  # fmt: skip
    """Make this content live; the row, and whether it is a new one. The caller holds the catalogue."""
    body, kept_digest = json.loads(to_json(content)), digest(content)
    if isinstance(content, Script):
        version_id = publish_script(session, key[1], kept_digest, body, now).id
    else:
        version_id = publish_journey(session, key[1], kept_digest, body, now).id
    same_text = known is not None and known.text == text
    if known is not None and known.version_id == version_id and same_text and known.source == source:
        return known, False
    if isinstance(content, Script) and (known is None or known.version_id != version_id):
        experiments.end_running(session, key[1], "changed", now)
    cause = "restored" if restored_id else cause or ("part" if same_text else "text")
    row = Publication(
        kind=key[0], name=key[1], version_id=version_id, text=text, source=source, file=file, cause=cause,
        restored_id=restored_id, staff_id=staff_id, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, True


def versions_of(live: Mapping[tuple[str, str], Publication], kind: str) -> dict[str, int]:
    """Name → the version that is live; what was withdrawn is not here."""
    return {
        name: row.version_id
        for (its_kind, name), row in sorted(live.items())
        if its_kind == kind and row.version_id is not None
    }


def _with_kept(
    session: Session, library: Library, live: Mapping[tuple[str, str], Publication]
) -> tuple[Library, set[tuple[str, str]]]:
    """The files' library, and in it what stays: the console's texts, and what a broken file said before."""
    wrong = {found.file for found in library.problems}
    kept = set()
    for (kind, name), row in live.items():
        key = f"{kind}/{name}"
        if row.version_id is None:
            continue
        if row.source == "console":
            mine = library.texts.get(key) if key in library.own else None
            stays = mine is None or mine == publications.last_file_text(session, kind, name)
        else:
            stays = row.source == "file" and row.file in wrong
        if stays:
            kept.add((kind, name))
    if not kept:
        return library, kept
    merged = load_texts({**library.texts, **{"/".join(key): live[key].text for key in kept}})
    for found in merged.problems:
        log.error("a text stays as it was", extra={"action": "publication_kept", "text": found.file})
    return replace(merged, own=library.own), kept


def _contents(library: Library) -> Iterator[tuple[tuple[str, str], Script | Journey]]:
    for script_id, script in sorted(library.scripts.items()):
        yield ("script", script_id), script
    for journey_id, journey in sorted(library.journeys.items()):
        yield ("journey", journey_id), journey


def _gone(library: Library, live: Mapping[tuple[str, str], Publication]) -> list[tuple[str, str]]:
    """What came from a file that is no longer there. A file that cannot be read is there."""
    wrong = {found.file for found in library.problems}
    there = {"script": library.scripts, "journey": library.journeys, "translation": library.translations}
    return [
        (kind, name)
        for (kind, name), row in live.items()
        if row.source != "console"
        and row.version_id is not None
        and row.file not in wrong
        and name not in there[kind]
    ]
