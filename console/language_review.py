"""Before publishing: which languages go along with a script, what they say otherwise, which wait."""

from typing import Any

from sqlalchemy.orm import Session

from console import translation_rows as rows
from console.script_opened import Opened
from conversations.locales import NAMES
from conversations.script import Script
from services import publishing, translations
from services.publishing import Review
from services.translations import Tongue


def with_languages(session: Session, one: Opened, looked: Review) -> tuple[Review, dict[str, Any]]:
    """The review of the script with the languages that are ready, and what its page shows of them."""
    drafts = translations.drafts_of(session, one.name) if one.kind == "script" else {}
    live = one.content if isinstance(one.content, Script) else None
    new = looked.content if isinstance(looked.content, Script) else live
    found = translations.tongues(session, new, drafts) if new is not None else []
    ready = [tongue for tongue in found if tongue.ready]
    if ready and looked.content is not None:
        texts = {tongue.locale: tongue.text for tongue in ready}
        looked = publishing.review(session, one.kind, one.name, one.text, one.live, texts)
    alone: list[Tongue] = []
    if one.draft is not None and live is not None:
        alone = [tongue for tongue in translations.tongues(session, live, drafts) if tongue.ready]
    shown = said_otherwise(live, looked.content)
    return looked, {"tongues": found, "ready": ready, "alone": alone, **shown}


def said_otherwise(before: object, after: object) -> dict[str, Any]:
    """What `_languages.html` needs to show the sentences that differ."""
    known = before if isinstance(before, Script) else None
    changed = translations.changed(known, after) if isinstance(after, Script) else {}
    return {"said_otherwise": changed, "names": NAMES, "rows": rows}
