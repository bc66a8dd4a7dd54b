"""Publishing from the console: look through a text, let it be live, bring an old one back.

Nothing is live that would not pass `bot.py check`, nor what would break another script that calls it. People
who are mid-way finish the version they began with (`models.conversation`). Whoever publishes says which
publishing they saw last, so that nobody takes away what a colleague published meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.check_translations import fits
from conversations.checks import read_and_check
from conversations.journey import Journey
from conversations.locales import Locale
from conversations.parser import parse_any
from conversations.problems import Problem
from conversations.script import Script
from conversations.translation import Translation
from conversations.translation_cells import text_of
from models import publication as publications
from models.conversation import OPEN, Conversation
from models.publication import Publication
from models.purchase import Purchase
from models.script import ScriptVersion
from models.staff import Staff
from services.published import put, scripts_cache, versions_of
from services.staffing import audit

WRITERS: Final = ("owner", "lead", "marketer")
LONGEST: Final = 40_000  # letters of one text; the longest that is shipped has 4,000, and reading takes time
Why = Literal["errors", "other_id", "breaks_others", "changed_meanwhile", "unchanged", "too_long", "unknown"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was done, and why."""

    why: Why


@dataclass(frozen=True, slots=True)
class Review:
    """A text looked through against what is live."""

    problems: tuple[Problem, ...]
    content: Script | Journey | None = None
    refused: Why | Literal[""] = ""
    callers: Mapping[str, Script] = field(default_factory=dict)  # scripts that call it, as they would be
    broken: tuple[tuple[str, Problem], ...] = ()  # what it would break: «script/id», and why

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)


def live_scripts(session: Session, live: Mapping[tuple[str, str], Publication]) -> dict[str, Script]:
    return {name: scripts_cache.get(session, v) for name, v in versions_of(live, "script").items()}


def review(
    session: Session, kind: str, name: str, text: str, live: Mapping[tuple[str, str], Publication],
    translations: Mapping[Locale, str] | None = None,
) -> Review:  # fmt: skip
    """Everything `bot.py check` would say, and what it would mean for the others.

    `translations`: what is published with it, by language; other languages stay as they are.
    """
    if len(text) > LONGEST:
        return Review((), refused="too_long")
    scripts = live_scripts(session, live)
    parsed, found = read_and_check(text, scripts)
    problems = tuple(found)
    if parsed is None or any(problem.severity == "error" for problem in problems):
        return Review(problems, refused="errors")
    if isinstance(parsed, Translation):
        return Review(problems, refused="other_id")
    if ("script" if isinstance(parsed, Script) else "journey", parsed.id) != (kind, name):
        return Review(problems, refused="other_id")
    if isinstance(parsed, Journey):
        return Review(problems, parsed)
    spoken = _spoken(parsed, translations or {})
    if spoken is None:
        return Review(problems, refused="errors")
    parsed = parsed.model_copy(update={"translations": spoken})
    callers, broken = _with_this(live, {**scripts, name: parsed}, parsed)
    return Review(problems, parsed, "breaks_others" if broken else "", callers, tuple(broken))


def _spoken(script: Script, texts: Mapping[Locale, str]) -> dict[Locale, Translation] | None:
    """Its languages with these texts put in, as the library puts in files; None if one cannot be used.

    What is live and no longer fits is left out: a name it puts in may have nothing to show any more.
    """
    found = {locale: its for locale, its in script.translations.items() if fits(its, script)}
    for locale, text in texts.items():
        parsed = parse_any(text, {script.id: script})
        if not isinstance(parsed, Translation) or parsed.locale != locale:
            return None
        found[locale] = parsed
    return dict(sorted(found.items()))


def _with_this(
    live: Mapping[tuple[str, str], Publication], scripts: Mapping[str, Script], new: Script
) -> tuple[dict[str, Script], list[tuple[str, Problem]]]:
    """The scripts that call it, read again; and what no longer fits, journeys too."""
    callers: dict[str, Script] = {}
    broken: list[tuple[str, Problem]] = []
    for (kind, name), row in sorted(live.items()):
        known = scripts.get(name) if kind == "script" and name != new.id else None
        calls = known is not None and new.id in known.parts
        names = kind == "journey" and new.id in row.text
        if row.version_id is None or not (calls or names):
            continue
        again = parse_any(row.text, scripts)
        if isinstance(again, list):
            broken += [(f"{kind}/{name}", problem) for problem in again if problem.severity == "error"]
        elif isinstance(again, Script):
            callers[name] = again
    return callers, broken


def publish_text(
    session: Session, kind: str, name: str, text: str, staff: Staff, now: datetime, *,
    seen: int, restored_id: int | None = None, translations: Mapping[Locale, str] | None = None,
) -> Publication | Refusal:  # fmt: skip
    """Let this text be live. `seen`: the publication its author looked at last (0: there was none)."""
    publications.hold(session)
    live = publications.live(session)
    known = live.get((kind, name))
    if (known.id if known is not None else 0) != seen:
        return Refusal("changed_meanwhile")
    looked = review(session, kind, name, text, live, translations)
    if looked.refused or looked.content is None:
        return Refusal(looked.refused or "errors")
    only_said = bool(translations) and known is not None and known.text == text
    source, file = (known.source, known.file) if only_said and known is not None else ("console", "")
    row, new = put(
        session, (kind, name), looked.content, text, now, source=source, file=file, known=known,
        staff_id=staff.id, restored_id=restored_id, cause="translation" if only_said else "",
    )  # fmt: skip
    if not new:
        return Refusal("unchanged")
    for locale, said in (translations or {}).items():
        key = f"{name}.{locale}"
        session.add(
            Publication(
                kind="translation", name=key, version_id=row.version_id, text=said, source="console",
                staff_id=staff.id, restored_id=restored_id, at=now,
            )
        )  # fmt: skip
    for caller, content in looked.callers.items():
        before = live["script", caller]
        put(
            session, ("script", caller), content, before.text, now,
            source=before.source, file=before.file, known=before, staff_id=staff.id,
        )  # fmt: skip
    publications.count_up(session)
    detail: dict[str, object] = {"publication": row.id}
    if translations:
        detail["languages"] = list(translations)
    audit(
        session, now,
        "script.restored" if restored_id else "script.translated" if only_said else "script.published",
        f"{kind}:{name}", staff_id=staff.id, detail=detail,
    )  # fmt: skip
    return row


def restore(
    session: Session, kind: str, name: str, publication_id: int, staff: Staff, now: datetime, *, seen: int
) -> Publication | Refusal:
    """Publish an old text anew, with what it said in other languages. Rows never change: this is one more."""
    old = session.get(Publication, publication_id)
    if old is None or (old.kind, old.name) != (kind, name):
        return Refusal("unknown")
    said = said_then(session, old, publications.live(session))
    return publish_text(
        session, kind, name, old.text, staff, now, seen=seen, restored_id=old.id, translations=said
    )


def said_then(
    session: Session, old: Publication, live: Mapping[tuple[str, str], Publication]
) -> dict[Locale, str]:
    """What a publication of the past said otherwise in other languages than what is live, as texts."""
    known = live.get((old.kind, old.name))
    if old.kind != "script" or old.version_id is None or known is None or known.version_id is None:
        return {}
    then = scripts_cache.get(session, old.version_id).translations
    now = scripts_cache.get(session, known.version_id).translations
    return {locale: text_of(its) for locale, its in then.items() if now.get(locale) != its}


def midway(session: Session, names: set[str]) -> dict[str, dict[int, int]]:
    """Script → number of the version → how many people are in the middle of it."""
    statement = (
        select(Conversation.script, ScriptVersion.version, func.count())
        .join(ScriptVersion, ScriptVersion.id == Conversation.script_version_id)
        .where(OPEN, Conversation.script.in_(names))
        .group_by(Conversation.script, ScriptVersion.version)
    )
    found: dict[str, dict[int, int]] = {name: {} for name in names}
    for name, version, count in session.execute(statement):
        found[name][version] = count
    return found


def on_the_way(session: Session, journey: str) -> int:
    """Purchases that ride this journey now; they keep the version they began with."""
    mine = (Purchase.journey == journey, Purchase.status == "active", Purchase.contact_id.is_not(None))
    return session.scalar(select(func.count()).select_from(Purchase).where(*mine)) or 0
