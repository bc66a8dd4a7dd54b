"""サインイン中の端末: one row per signed-in browser. No row, no session: deleting it signs that browser out.

The browser holds a random token, the row its hash. What is kept of the browser is its family and its system,
as a person would say it; no address, no full user agent.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Select, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.second_factor import SecondFactor
from models.staff import Staff

HOW: Final = ("password", "code", "recovery", "passkey", "link")


class StaffSession(Base):
    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)  # of the token in the browser's cookie
    browser: Mapped[str]  # Chrome, Safari …; "" when it does not say
    system: Mapped[str]  # iPhone, Windows …
    how: Mapped[str]  # one of HOW: what was shown at the door
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # when this browser last proved whose it is


def standing(session: Session, digest: str) -> tuple[StaffSession, Staff, bool] | None:
    """The session with this token, whose it is and whether they have a second factor; every page asks it."""
    found = session.execute(_STANDING, {"digest": digest}).first()
    return (found[0], found[1], found[2] is not None) if found else None


def of_staff(session: Session, staff_id: int) -> list[StaffSession]:
    """Newest sign of life first."""
    statement = select(StaffSession).where(StaffSession.staff_id == staff_id)
    return list(session.scalars(statement.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())))


def see(session: Session, session_id: int, at: datetime) -> None:
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=at))


def end(session: Session, staff_id: int, *, only: int | None = None, but: int | None = None) -> int:
    """End one person's sessions: all, only one, or all but one. How many ended."""
    doomed = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    if only is not None:
        doomed = doomed.where(StaffSession.id == only)
    if but is not None:
        doomed = doomed.where(StaffSession.id != but)
    return session.execute(doomed).rowcount  # type: ignore[attr-defined, no-any-return]


def over(unseen_since: datetime, begun_before: datetime) -> Select[int]:
    """Sessions that ended by themselves."""
    ended = (StaffSession.seen_at < unseen_since) | (StaffSession.created_at < begun_before)
    return select(StaffSession.id).where(ended)


def forget_over(session: Session, unseen_since: datetime, begun_before: datetime) -> None:
    """Sessions that ended by themselves leave no trace."""
    over = (StaffSession.seen_at < unseen_since) | (StaffSession.created_at < begun_before)
    session.execute(delete(StaffSession).where(over))


# Made once, as every page asks it.
_STANDING: Final = (
    select(StaffSession, Staff, SecondFactor.confirmed_at)
    .join(Staff, Staff.id == StaffSession.staff_id)
    .outerjoin(SecondFactor, SecondFactor.staff_id == Staff.id)
    .where(StaffSession.digest == bindparam("digest"))
)
