"""Holding one touchpoint back for everybody, and letting it go again. Every row it concerns is told why.

What comes due while it is held waits, without being looked at. When it goes on, the author's late policy
decides about what waited (`conversations.timing`), or all of it is let go, as whoever resumes it says.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from models import publication as publications
from models.publication import TouchpointPause
from models.script import JourneyVersion
from models.staff import Staff
from models.touchpoint import Decision, Touchpoint
from services.staffing import audit

HELD: Final = "touchpoint_paused"
LET_GO: Final = "paused_over"


def pause(session: Session, journey: str, key: str, staff: Staff, now: datetime) -> bool:
    """Hold it from now on; False if it is held already."""
    publications.hold(session)
    if (journey, key) in publications.pauses(session):
        return False
    session.add(TouchpointPause(journey=journey, key=key, staff_id=staff.id, paused_at=now))
    publications.count_up(session)
    audit(session, now, "touchpoint.paused", f"journey:{journey}", staff_id=staff.id, detail={"key": key})
    return True


def resume(session: Session, journey: str, key: str, staff: Staff, now: datetime, *, send: bool) -> int:
    """Let it go on; how many had waited. `send`: they get it after all, if it is not too late for them."""
    publications.hold(session)
    row = publications.pause_of(session, journey, key)
    if row is None:
        return 0
    session.delete(row)
    session.flush()  # waits for whoever is holding somebody back just now: they are let go with the rest
    publications.count_up(session)
    held = _held(journey, key)
    waited = session.scalar(select(func.count()).select_from(Touchpoint).where(*held)) or 0
    if send:
        due = {"due_at": func.coalesce(Touchpoint.planned_at, now), "postponed": 1, "reason": ""}
        session.execute(update(Touchpoint).where(*held).values(due))
    else:
        let_go = select(
            Touchpoint.id, Touchpoint.contact_id, literal(now, Decision.at.type), literal("skip"),
            literal(LET_GO), literal({}, Decision.detail.type),
        ).where(*held)  # fmt: skip
        columns = ["touchpoint_id", "contact_id", "at", "verdict", "reason", "detail"]
        session.execute(insert(Decision).from_select(columns, let_go))
        over = {"status": "skipped", "reason": LET_GO, "decided_at": now}
        session.execute(update(Touchpoint).where(*held).values(over))
    detail = {"key": key, "waited": waited, "sent": send}
    audit(session, now, "touchpoint.resumed", f"journey:{journey}", staff_id=staff.id, detail=detail)
    return waited


def waiting(session: Session) -> dict[tuple[str, str], int]:
    """(journey, touchpoint) → how many wait for it to go on."""
    statement = (
        select(JourneyVersion.journey, Touchpoint.key, func.count())
        .join(JourneyVersion, JourneyVersion.id == Touchpoint.journey_version_id)
        .where(Touchpoint.status == "planned", Touchpoint.reason == HELD, Touchpoint.due_at.is_(None))
        .group_by(JourneyVersion.journey, Touchpoint.key)
    )
    return {(journey, key): count for journey, key, count in session.execute(statement)}


def _held(journey: str, key: str) -> tuple:  # type: ignore[type-arg]
    versions = select(JourneyVersion.id).where(JourneyVersion.journey == journey)
    return (
        Touchpoint.status == "planned",
        Touchpoint.reason == HELD,
        Touchpoint.due_at.is_(None),
        Touchpoint.key == key,
        Touchpoint.journey_version_id.in_(versions),
    )
