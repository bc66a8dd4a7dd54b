"""A new script or journey: blank, as a copy of another, or a trade's starter. What is begun is a draft.

A starter's scripts are published at once, because nobody is sent a script that no journey names; its journey
stays a draft until somebody looked it through. Nothing that is there is ever overwritten.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from conversations.starter import ID, Starter, blank_journey, blank_script, copied
from models import publication as publications
from models.publication import Draft, Publication
from models.staff import Staff
from services import translations
from services.drafts import save_draft
from services.published import put
from services.publishing import Refusal, live_scripts, review
from services.staffing import audit

Why = Literal["bad_id", "taken", "no_title", "no_copy", "unknown"]
Live = Mapping[tuple[str, str], Publication]
LONGEST_TITLE: Final = 80


class CannotBegin(ValueError):
    """Nothing was begun; `what` names the ids that are taken."""

    def __init__(self, why: Why, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


def begin(
    session: Session, kind: str, name: str, title: str, staff: Staff, now: datetime, *,
    purpose: str = "check_in", source: str = "",
) -> Draft:  # fmt: skip
    """A draft under a new id, blank or (`source`, an id of the same kind) a copy. No id: one is found."""
    publications.hold(session)
    live = publications.live(session)
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise CannotBegin("no_title")
    name = name.strip() or _free(session, kind, source, live)
    if not ID.fullmatch(name):
        raise CannotBegin("bad_id")
    if _is_taken(session, kind, name, live):
        raise CannotBegin("taken", name)
    if source:
        row = live.get((kind, source))
        if row is None or row.version_id is None:
            raise CannotBegin("unknown")
        text = copied(row.text, name, title)
        if text is None:
            raise CannotBegin("no_copy")
    else:
        text = blank_journey(name, title) if kind == "journey" else blank_script(name, title, purpose)
    draft = _written(session, kind, name, text, staff, now)
    if source and kind == "script":
        translations.copy(session, live, live_scripts(session, live)[source], name, staff, now)
    audit(session, now, "script.begun", f"{kind}:{name}", staff_id=staff.id, detail={"copy_of": source})
    return draft


def take_starter(session: Session, starter: Starter, staff: Staff, now: datetime) -> Draft:
    """Its scripts live, its journey a draft: all of it or nothing."""
    publications.hold(session)
    live = publications.live(session)
    taken = taken_by(session, starter, live)
    if taken:
        raise CannotBegin("taken", "、".join(taken))
    for script in starter.scripts:
        name, text = script.id, starter.texts[f"script/{script.id}"]
        looked = review(session, "script", name, text, live)
        if looked.refused or looked.content is None:
            raise CannotBegin("unknown", name)
        put(
            session, ("script", name), looked.content, text, now,
            source="console", known=live.get(("script", name)), staff_id=staff.id,
        )  # fmt: skip
    publications.count_up(session)
    text = starter.texts[f"journey/{starter.name}"]
    draft = _written(session, "journey", starter.name, text, staff, now)
    audit(session, now, "script.starter_taken", f"journey:{starter.name}", staff_id=staff.id)
    return draft


def taken_by(session: Session, starter: Starter, live: Live) -> list[str]:
    """The starter's ids that are in use here, by it or by something else."""
    keys = [key.split("/") for key in starter.texts]
    return [name for kind, name in keys if _is_taken(session, kind, name, live)]


def _is_taken(session: Session, kind: str, name: str, live: Live) -> bool:
    row = live.get((kind, name))
    is_live = row is not None and row.version_id is not None
    return is_live or publications.draft_of(session, kind, name) is not None


def _free(session: Session, kind: str, source: str, live: Live) -> str:
    """«checkin-2», «journey-1»: the first that nobody has."""
    stem, first = (source[:35], 2) if source else (kind, 1)
    number = first
    while _is_taken(session, kind, f"{stem}-{number}", live):
        number += 1
    return f"{stem}-{number}"


def _written(session: Session, kind: str, name: str, text: str, staff: Staff, now: datetime) -> Draft:
    before = publications.draft_row(session, kind, name)
    draft = save_draft(
        session, kind, name, text, staff, now, revision=before.revision if before is not None else 0
    )
    if isinstance(draft, Refusal):  # the catalogue is held: nobody came between
        raise CannotBegin("no_copy")
    return draft
