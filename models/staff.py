"""スタッフ: who signs in to the console, who is alerted, who did what."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

ROLES = ("owner", "lead", "agent", "marketer", "viewer")


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # folded to lower case
    name: Mapped[str] = mapped_column(default="")  # as customers read it: 「佐藤」
    role: Mapped[str] = mapped_column(default="agent")
    password: Mapped[str | None]  # argon2; None until the first sign-in by link
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)  # changing it ends every session
    active: Mapped[bool] = mapped_column(default=True)
    line_user_id: Mapped[str | None]  # their own LINE, for alerts
    line_channel_id: Mapped[int | None] = mapped_column(Key)  # the account that knows it
    line_code: Mapped[str | None] = mapped_column(unique=True)  # typed once in LINE to bind it
    line_code_until: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    last_assigned_at: Mapped[datetime | None]  # whose turn it is
    created_at: Mapped[datetime]


class SignInAttempt(Base):
    """Failed sign-ins, counted across machines."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_who", "who", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    who: Mapped[str]  # a hash of the address or account tried
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who saw and did what. Ids only: no names, no texts."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(default="")  # token:<id>, cli, staff:<id>
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")  # case:12, contact:7 …
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def by_email(session: Session, email: str) -> Staff | None:
    return session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


def audit_page(session: Session, staff_id: int | None, page: int, size: int) -> tuple[list[AuditEntry], bool]:
    """The newest entries, of everybody or of one person; whether there are more."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).offset(page * size).limit(size + 1)
    if staff_id is not None:
        statement = statement.where(AuditEntry.staff_id == staff_id)
    found = list(session.scalars(statement))
    return found[:size], len(found) > size


def details_of(session: Session, staff_id: int, action: str, since: datetime) -> list[dict[str, Any]]:
    """What is on record of somebody's doing since then."""
    mine = (AuditEntry.at >= since, AuditEntry.staff_id == staff_id, AuditEntry.action == action)
    return list(session.scalars(select(AuditEntry.detail).where(*mine)))


def on_duty(session: Session) -> list[Staff]:
    """Who may be given a case: the one who waited longest first."""
    ordered = sorted(session.scalars(_ON_DUTY), key=whose_turn)
    agents = [s for s in ordered if s.role == "agent"]
    return agents or ordered


def whose_turn(staff: Staff) -> tuple[bool, float, int]:
    """Sorts whoever waited longest for a case first."""
    last = staff.last_assigned_at
    return (last is not None, last.timestamp() if last else 0.0, staff.id)


# Made once, as every batch asks it: making a statement costs more than running it.
_ON_DUTY: Final = select(Staff).where(Staff.active.is_(True), Staff.role.in_(("owner", "lead", "agent")))
