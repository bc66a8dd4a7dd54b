"""Bearer tokens of the shop's systems. Only a hash is kept; the prefix says which one it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class ApiToken(Base):
    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]  # the first characters, for people
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of 256 random bits: no salt needed
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def by_digest(session: Session, digest: str) -> ApiToken | None:
    statement = select(ApiToken).where(ApiToken.digest == digest, ApiToken.revoked_at.is_(None))
    return session.scalar(statement)


def all_tokens(session: Session) -> list[ApiToken]:
    """Those in use first, the newest at the top."""
    return list(
        session.scalars(select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc()))
    )
