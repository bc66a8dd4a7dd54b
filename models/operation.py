"""Rows the operator's tools live on: heartbeats, and the travel clock of demos and tests."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.database import upsert


class Heartbeat(Base):
    """The last sign of life of each part (scheduler, turns, relay)."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]  # real time, also when the clock travels
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TravelOffset(Base):
    """How far CLOCK=travel is ahead of real time; one row, shared by all processes."""

    __tablename__ = "travel_offsets"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seconds: Mapped[float]


def beat(session: Session, name: str, at: datetime, detail: dict[str, Any] | None = None) -> None:
    values = {"name": name, "at": at, "detail": detail or {}}
    statement = upsert(session)(Heartbeat).values(values)
    changed = {"at": at, "detail": detail or {}}
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))


def heartbeats(session: Session) -> dict[str, datetime]:
    return {row.name: row.at for row in session.scalars(select(Heartbeat))}


def travelled(session: Session) -> float:
    """Seconds the travel clock is ahead."""
    return session.scalar(select(TravelOffset.seconds).where(TravelOffset.id == 1)) or 0.0


def travel(session: Session, seconds: float) -> None:
    """Move the travel clock forward."""
    statement = upsert(session)(TravelOffset).values(id=1, seconds=seconds)
    ahead = {"seconds": TravelOffset.seconds + seconds}
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=ahead))
