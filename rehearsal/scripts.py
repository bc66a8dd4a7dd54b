"""Scripts and journeys to read, check, save: what is saved is published, what fails a check is not.

A save that is refused changes nothing, and says what is wrong with which line; the text stays where it was
typed. Nor does it overwrite what somebody else wrote into the same file meanwhile.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.checks import check_text, cost
from conversations.journey import Journey
from conversations.library import read_text
from conversations.parser import parse_any
from conversations.problems import Problem
from conversations.script import Script
from models.contact import Contact
from models.conversation import OPEN, Conversation
from models.database import Database
from models.script import JourneyVersion, ScriptVersion
from rehearsal.folder import LONGEST, Folder, Kind, NoFolder, fingerprint, newly_wrong
from rehearsal.live_shop import LiveShop
from services.shop import Shop

KINDS: Final[tuple[Kind, ...]] = ("script", "journey")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save. `refused`: "" when it is published, else why not."""

    refused: str = ""
    problems: tuple[Told, ...] = ()
    kind: str = ""
    content_id: str = ""
    version: int = 0
    fingerprint: str = ""
    republished: tuple[str, ...] = ()  # «script/id» of everything that has a new version by it
    midway: tuple[Told, ...] = field(default=())  # who is in the middle of an older version


def listed(session: Session, live: LiveShop) -> list[Told]:
    """Everything there is, scripts first."""
    shop, folder = live(), live.folder
    found = []
    titles: dict[Kind, dict[str, str]] = {
        "journey": {name: one.title for name, one in shop.library.journeys.items()},
        "script": {name: one.title for name, one in shop.library.scripts.items()},
    }
    for kind, named in titles.items():
        for content_id, title in sorted(named.items()):
            file = folder.file_of(kind, content_id, shop.library)
            own = file is not None and folder.is_own(file)
            version = _version(session, shop, kind, content_id)
            found.append({"kind": kind, "id": content_id, "title": title, "own": own, "version": version})
    return found


def opened(session: Session, live: LiveShop, kind: str, content_id: str) -> Told | None:
    """One file's text."""
    shop = live()
    file = _file(live.folder, shop, kind, content_id)
    text = read_text(file) if file is not None else None
    if not isinstance(text, str):
        return None
    return {
        "kind": kind,
        "id": content_id,
        "text": text,
        "fingerprint": fingerprint(text),
        "own": file is not None and live.folder.is_own(file),
        "version": _version(session, shop, kind, content_id),
        **checked(shop, text),
    }


def checked(shop: Shop, text: str) -> Told:
    """What is wrong, line by line, and what a run costs."""
    if len(text) > LONGEST:
        return {"problems": [], "errors": 1, "too_long": True, "cost": None}
    problems = check_text(text, shop.library.scripts)
    parsed = parse_any(text, shop.library.scripts)
    spent = cost(parsed) if isinstance(parsed, Script) else None
    return {
        "problems": [_problem(one) for one in problems],
        "errors": sum(one.severity == "error" for one in problems),
        "cost": {"usual": spent.usual, "worst": spent.worst, "asks": spent.asks} if spent else None,
    }


def save(database: Database, live: LiveShop, kind: str, content_id: str, text: str, seen: str) -> Saved:
    """Check, write, publish. `seen`: the fingerprint of the text the author began with."""
    before, folder = live(), live.folder
    result = checked(before, text)
    if result["errors"]:
        return Saved("too_long" if result.get("too_long") else "errors", tuple(result["problems"]))
    parsed = parse_any(text, before.library.scripts)
    if not isinstance(parsed, Script | Journey):
        return Saved("errors", tuple(_problem(one) for one in parsed) if isinstance(parsed, list) else ())
    written: Kind = "script" if isinstance(parsed, Script) else "journey"
    known = folder.file_of(written, parsed.id, before.library)
    if (written, parsed.id) != (kind, content_id) and known is not None:
        return Saved("id_taken")
    if known is not None and fingerprint(_text(known)) != seen:
        return Saved("changed_meanwhile")
    try:
        target = folder.target_of(written, parsed.id, before.library)
    except NoFolder:
        return Saved("no_folder")
    broken = newly_wrong(before.library, folder.with_text(target, text), target)
    if broken:
        return Saved("breaks_others", tuple(_problem(one.problem) | {"file": one.file} for one in broken))
    folder.write(target, text)
    live.refresh()
    after = live()
    again = tuple(_republished(before, after))
    with database.read() as session:
        return Saved(
            kind=written, content_id=parsed.id, version=_version(session, after, written, parsed.id),
            fingerprint=fingerprint(text), republished=again, midway=tuple(_midway(session, after, again)),
        )  # fmt: skip


def _republished(before: Shop, after: Shop) -> list[str]:
    pairs = (
        ("script", before.script_versions, after.script_versions),
        ("journey", before.journey_versions, after.journey_versions),
    )
    return [f"{kind}/{name}" for kind, old, new in pairs for name in new if old.get(name) != new[name]]


def _midway(session: Session, shop: Shop, republished: tuple[str, ...]) -> list[Told]:
    """Open conversations that keep the version they began with."""
    ids = [one.removeprefix("script/") for one in republished if one.startswith("script/")]
    statement = (
        select(Contact.display_name, Contact.line_user_id, Conversation.script, ScriptVersion.version)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(ScriptVersion, ScriptVersion.id == Conversation.script_version_id)
        .where(
            OPEN,
            Conversation.channel_id == shop.channel_id,
            Conversation.script.in_(ids),
            Conversation.script_version_id.not_in(list(shop.script_versions.values())),
        )
        .order_by(Conversation.id)
    )
    return [
        {"name": name, "line_user_id": user, "script": script, "version": version}
        for name, user, script, version in session.execute(statement)
    ]


def _version(session: Session, shop: Shop, kind: str, content_id: str) -> int:
    if kind == "script":
        script = session.get(ScriptVersion, shop.script_versions.get(content_id, 0))
        return script.version if script is not None else 0
    journey = session.get(JourneyVersion, shop.journey_versions.get(content_id, 0))
    return journey.version if journey is not None else 0


def _file(folder: Folder, shop: Shop, kind: str, content_id: str) -> Path | None:
    for known in KINDS:
        if known == kind:
            return folder.file_of(known, content_id, shop.library)
    return None


def _text(file: Path) -> str:
    text = read_text(file)
    return text if isinstance(text, str) else ""


def _problem(one: Problem) -> Told:
    return {
        "line": one.line,
        "column": one.column,
        "code": one.code,
        "severity": one.severity,
        "ja": one.message("ja"),
        "en": one.message("en"),
    }
