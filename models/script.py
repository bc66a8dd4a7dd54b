"""Published scripts and journeys: immutable. A running conversation keeps the version it began with."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key


class ScriptVersion(Base):
    __tablename__ = "script_versions"
    __table_args__ = (
        UniqueConstraint("script", "version"),  # versions count up, per script
        UniqueConstraint("script", "digest"),  # the same content is the same version
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    script: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    body: Mapped[dict[str, Any]]  # the whole script, sub-scripts inlined
    published_at: Mapped[datetime]


class JourneyVersion(Base):
    __tablename__ = "journey_versions"
    __table_args__ = (UniqueConstraint("journey", "version"), UniqueConstraint("journey", "digest"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    journey: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    body: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


def publish_script(
    session: Session, script: str, digest: str, body: dict[str, Any], now: datetime
) -> ScriptVersion:
    """The version with this content: an old one if it was published before, else the next."""
    found = session.scalar(
        select(ScriptVersion).where(ScriptVersion.script == script, ScriptVersion.digest == digest)
    )
    if found is not None:
        return found
    latest = (
        session.scalar(select(func.max(ScriptVersion.version)).where(ScriptVersion.script == script)) or 0
    )
    made = ScriptVersion(script=script, version=latest + 1, digest=digest, body=body, published_at=now)
    session.add(made)
    session.flush()
    return made


def publish_journey(
    session: Session, journey: str, digest: str, body: dict[str, Any], now: datetime
) -> JourneyVersion:
    """The version with this content: an old one if it was published before, else the next."""
    found = session.scalar(
        select(JourneyVersion).where(JourneyVersion.journey == journey, JourneyVersion.digest == digest)
    )
    if found is not None:
        return found
    latest = (
        session.scalar(select(func.max(JourneyVersion.version)).where(JourneyVersion.journey == journey)) or 0
    )
    made = JourneyVersion(journey=journey, version=latest + 1, digest=digest, body=body, published_at=now)
    session.add(made)
    session.flush()
    return made


def script_titles(session: Session) -> dict[str, str]:
    """What each script is called, as it was published last: one small row each, however many versions."""
    newest = select(ScriptVersion.script, func.max(ScriptVersion.version)).group_by(ScriptVersion.script)
    title = ScriptVersion.body["title"].as_string()
    last = tuple_(ScriptVersion.script, ScriptVersion.version).in_(newest)
    return {
        name: found or name
        for name, found in session.execute(select(ScriptVersion.script, title).where(last))
    }


def journey_titles(session: Session) -> dict[str, str]:
    """What each journey is called, as it was published last."""
    newest = select(JourneyVersion.journey, func.max(JourneyVersion.version)).group_by(JourneyVersion.journey)
    title = JourneyVersion.body["title"].as_string()
    last = tuple_(JourneyVersion.journey, JourneyVersion.version).in_(newest)
    return {
        name: found or name
        for name, found in session.execute(select(JourneyVersion.journey, title).where(last))
    }
