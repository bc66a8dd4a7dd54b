"""二段階認証: the secret an authenticator app shares with us, and the codes for the day the phone is lost.

The secret is sealed with a key that is not in the database. It counts once a code was typed: `confirmed_at`.
`last_step` is the half-minute of the newest code taken; that one and older ones are refused.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class SecondFactor(Base):
    __tablename__ = "second_factors"

    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """One of a sheet; `used_at` once it was."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


def confirmed(session: Session, staff_id: int) -> bool:
    statement = select(SecondFactor.staff_id).where(
        SecondFactor.staff_id == staff_id, SecondFactor.confirmed_at.is_not(None)
    )
    return session.scalar(statement) is not None


def holders(session: Session) -> set[int]:
    """Who has one that counts."""
    return set(session.scalars(select(SecondFactor.staff_id).where(SecondFactor.confirmed_at.is_not(None))))


def take_step(session: Session, staff_id: int, step: int) -> bool:
    """Use up the code of this half-minute: once only, also when two machines are asked at the same moment."""
    unused = update(SecondFactor).where(SecondFactor.staff_id == staff_id, SecondFactor.last_step < step)
    return bool(session.execute(unused.values(last_step=step)).rowcount)  # type: ignore[attr-defined]


def take_recovery_code(session: Session, staff_id: int, digest: str, now: datetime) -> bool:
    """Use up a recovery code: the statement itself sees to it that only one of two gets it."""
    unused = update(RecoveryCode).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.digest == digest, RecoveryCode.used_at.is_(None)
    )
    return bool(session.execute(unused.values(used_at=now)).rowcount)  # type: ignore[attr-defined]


def codes_left(session: Session, staff_id: int) -> int:
    statement = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return session.scalar(statement) or 0


def forget_codes(session: Session, staff_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def forget(session: Session, staff_id: int) -> None:
    """No second factor, no recovery codes."""
    forget_codes(session, staff_id)
    session.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff_id))
