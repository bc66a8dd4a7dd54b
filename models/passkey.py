"""パスキー: the public half of a key that lives in a person's phone or computer. Useless to who reads it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class Passkey(Base):
    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)  # base64url; no key belongs to two people
    public_key: Mapped[str]  # base64url
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # 0 for good where keys are synchronised
    transports: Mapped[list[Any]] = mapped_column(default=list)
    name: Mapped[str]  # as its owner calls it
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def of_staff(session: Session, staff_id: int) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)))


def locked_by_credential(session: Session, credential_id: str) -> Passkey | None:
    statement = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return session.scalar(statement)


def counts(session: Session) -> dict[int, int]:
    """How many each person has."""
    statement = select(Passkey.staff_id, func.count()).group_by(Passkey.staff_id)
    return dict(session.execute(statement).all())
