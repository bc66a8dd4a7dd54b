"""Who works here: invited, given a role, sent away. Owners do this, each change is in the audit log.

Nobody changes their own role or sends themselves away: so there is always an owner left.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.staff import ROLES, Staff, by_email
from services import second_step, staffing


class Refused(ValueError):
    """Why nothing was changed: `role`, `email`, `known`, `self` or `gone`."""


def invite(session: Session, actor: int, email: str, role: str, name: str, now: datetime) -> str:
    """A new colleague: the path of their one-time link. Somebody who is here already is left as they are."""
    _lock_owners(session, actor)
    if role not in ROLES:
        raise Refused("role")
    if by_email(session, email) is not None:
        raise Refused("known")
    try:
        return staffing.add(session, email, role, name[:40], now, actor=actor)
    except staffing.BadStaff as error:
        raise Refused("email") from error


def give_role(session: Session, actor: int, staff_id: int, role: str, now: datetime) -> None:
    """They sign in anew: no page that is open shows what the new role may not do."""
    staff = _colleague(session, actor, staff_id)
    if role not in ROLES:
        raise Refused("role")
    before, staff.role = staff.role, role
    staffing.end_sessions(session, staff)
    _note(session, actor, staff, "staff.role_changed", now, {"from": before, "to": role})


def set_active(session: Session, actor: int, staff_id: int, active: bool, now: datetime) -> None:
    """Let somebody work here, or no longer: then their sessions, links and LINE alerts end at once."""
    staff = _colleague(session, actor, staff_id)
    staff.active = active
    if not active:
        staff.line_user_id = staff.line_code = None
        staffing.end_sessions(session, staff)
    _note(session, actor, staff, "staff.activated" if active else "staff.deactivated", now)


def renew_link(session: Session, actor: int, staff_id: int, now: datetime) -> str:
    """A fresh one-time link, for a forgotten password. Their sessions end."""
    staff = _colleague(session, actor, staff_id)
    if not staff.active:
        raise Refused("gone")
    path = staffing.issue_link(session, staff, now)
    _note(session, actor, staff, "staff.link_renewed", now)
    return path


def reset_second_factor(session: Session, actor: int, staff_id: int, now: datetime) -> None:
    """For whoever lost phone and recovery codes. Make sure it is them: this takes a lock off their door."""
    second_step.reset(session, _colleague(session, actor, staff_id), now, actor=actor)


def sign_out_everywhere(session: Session, actor: int, staff_id: int, now: datetime) -> None:
    staff = _colleague(session, actor, staff_id)
    staffing.end_sessions(session, staff)
    _note(session, actor, staff, "staff.sessions_ended", now)


def everybody(session: Session) -> list[Staff]:
    """Those who work here first, by name."""
    return list(session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)))


def _colleague(session: Session, actor: int, staff_id: int) -> Staff:
    _lock_owners(session, actor)
    staff = session.get(Staff, staff_id, with_for_update=True)
    if staff is None:
        raise Refused("gone")
    if staff.id == actor:
        raise Refused("self")
    return staff


def _lock_owners(session: Session, actor: int) -> None:
    """Changes by owners queue up: two who send each other away at once do not both succeed."""
    owners = select(Staff.id).where(Staff.role == "owner", Staff.active.is_(True)).order_by(Staff.id)
    if actor not in set(session.scalars(owners.with_for_update())):
        raise Refused("role")


def _note(
    session: Session,
    actor: int,
    staff: Staff,
    action: str,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    staffing.audit(session, now, action, f"staff:{staff.id}", staff_id=actor, detail=detail)
    session.flush()
