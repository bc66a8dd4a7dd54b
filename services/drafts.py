"""Drafts: what is being written, one per script or journey. Nobody overwrites what they did not see.

A revision counts on when a draft was thrown away or published, so that a page opened before never fits again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models import publication as publications
from models.publication import Draft
from models.staff import Staff
from services.publishing import LONGEST, Refusal


def save_draft(
    session: Session, kind: str, name: str, text: str, staff: Staff, now: datetime, *, revision: int
) -> Draft | Refusal:
    """Keep what is written, right or wrong. `revision`: the one its author saw (0: there was none)."""
    if len(text) > LONGEST:
        return Refusal("too_long")
    publications.hold(session)
    row = publications.draft_row(session, kind, name)
    if (row.revision if row is not None else 0) != revision:
        return Refusal("changed_meanwhile")
    if row is None:
        row = Draft(kind=kind, name=name, text=text, revision=1, staff_id=staff.id, updated_at=now)
        session.add(row)
    else:
        row.text, row.revision, row.staff_id, row.updated_at = text, row.revision + 1, staff.id, now
    session.flush()
    return row


def take_draft(session: Session, kind: str, name: str, *, revision: int) -> Draft | Refusal:
    """The draft as its reader saw it, held until the commit; a refusal if somebody wrote on meanwhile."""
    publications.hold(session)
    row = publications.draft_of(session, kind, name)
    return row if row is not None and row.revision == revision else Refusal("changed_meanwhile")


def discard_draft(session: Session, draft: Draft, now: datetime) -> None:
    """It is published, or not wanted any more."""
    draft.text, draft.revision, draft.updated_at = "", draft.revision + 1, now
    session.flush()
