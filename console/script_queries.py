"""Reads for the pages of journeys and scripts: each a handful of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import spoken
from conversations.checks import Cost, cost
from conversations.journey import Journey
from conversations.library import Library
from conversations.locales import Locale
from conversations.script import Script
from models import experiment as experiments
from models import publication as publications
from models.publication import Draft, Publication, TouchpointPause
from models.script import JourneyVersion, ScriptVersion
from models.staff import Staff
from services import languages, publishing
from services.published import scripts_cache, versions_of


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """One line of the list."""

    name: str
    title: str
    row: Publication
    version: int
    midway: int
    cost: Cost | None
    draft: bool
    trial: bool
    used_in: tuple[str, ...]  # titles of journeys and scripts


@dataclass(frozen=True, slots=True)
class Past:
    """One publication in the history."""

    row: Publication
    version: int
    staff: str


def live_library(session: Session, live: Mapping[tuple[str, str], Publication]) -> Library:
    """What the database says is live, now: the page of whoever published must show it at once."""
    journeys = {n: scripts_cache.journey(session, v) for n, v in versions_of(live, "journey").items()}
    return Library(publishing.live_scripts(session, live), journeys)


def script_rows(
    session: Session, live: Mapping[tuple[str, str], Publication], library: Library
) -> list[ScriptRow]:
    midway = publishing.midway(session, set(library.scripts))
    drafts = publications.drafts(session)
    trials = {one.script for one in experiments.running(session)}
    numbers = version_numbers(
        session, "script", [live["script", name].version_id for name in library.scripts]
    )
    used_first = sorted(library.scripts.items(), key=lambda one: (not users_of(one[0], library), one[0]))
    return [
        ScriptRow(
            name, script.title, live["script", name], numbers.get(live["script", name].version_id or 0, 0),
            sum(midway[name].values()), None if is_part(name, library) else cost(script),
            ("script", name) in drafts, name in trials, users_of(name, library),
        )
        for name, script in used_first
    ]  # fmt: skip


def users_of(name: str, library: Library) -> tuple[str, ...]:
    """Titles of what uses this script."""
    found = [j.title for j in library.journeys.values() if any(t.script == name for t in j.planned)]
    found += [s.title for s in library.scripts.values() if name in s.calls]
    return tuple(found)


def is_part(name: str, library: Library) -> bool:
    """Only called by other scripts: it is not sent by itself."""
    sent = any(t.script == name for j in library.journeys.values() for t in j.planned)
    return not sent and any(name in script.calls for script in library.scripts.values())


def version_numbers(session: Session, kind: str, ids: Sequence[int | None]) -> dict[int, int]:
    table = ScriptVersion if kind == "script" else JourneyVersion
    wanted = [one for one in ids if one is not None]
    rows = session.execute(select(table.id, table.version).where(table.id.in_(wanted)))
    return {row.id: row.version for row in rows}


def past(session: Session, kind: str, name: str) -> list[Past]:
    rows = publications.history(session, kind, name)
    numbers = version_numbers(session, kind, [row.version_id for row in rows])
    names = staff_names(session)
    return [Past(row, numbers.get(row.version_id or 0, 0), names.get(row.staff_id or 0, "")) for row in rows]


def staff_names(session: Session) -> dict[int, str]:
    return {row.id: row.name or row.email for row in session.scalars(select(Staff))}


def begun(session: Session, live: Mapping[tuple[str, str], Publication]) -> list[Draft]:
    """What is being written and was never published, newest first."""
    rows = session.scalars(
        select(Draft).where(Draft.text != "", Draft.kind != "translation").order_by(Draft.updated_at.desc())
    )
    there = {key for key, row in live.items() if row.version_id is not None}
    return [row for row in rows if (row.kind, row.name) not in there]


def rivals(journey: Journey, library: Library) -> list[Journey]:
    """Other journeys that name some of the same products: the first by id gets the purchase."""
    mine = journey.audience
    return [
        other
        for name, other in sorted(library.journeys.items())
        if name != journey.id
        and (
            (mine.all and other.audience.all)
            or set(mine.categories) & set(other.audience.categories)
            or set(mine.skus) & set(other.audience.skus)
        )
    ]


def pauses_of(session: Session, journey: str) -> dict[str, TouchpointPause]:
    return {key: row for (its, key), row in publications.pauses(session).items() if its == journey}


def content_of(library: Library, kind: str, name: str) -> Script | Journey | None:
    return library.scripts.get(name) if kind == "script" else library.journeys.get(name)


def lost_languages(
    session: Session, before: Script | Journey | None, after: Script | Journey | None
) -> list[tuple[Locale, str, int]]:
    """Languages a publishing would take away, each with how many friends read it."""
    if not (isinstance(before, Script) and isinstance(after, Script)):
        return []
    lost = spoken.lost_by(before, after)
    return spoken.names_and_speakers(lost, languages.speakers(session)) if lost else []
