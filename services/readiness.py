"""Is everything that should be running running, and is no work left lying? Reasons, or none.

Heartbeats and lateness are told apart: a part may be alive and still not keep up. Used by /health/ready and
the doctor. Nothing personal and nothing secret is in a reason: it is shown to whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from models import measures, operation
from models.database import Database
from models.measures import Measures, Waiting
from models.migrate import is_current
from services.shop import Clock

PARTS: Final = ("scheduler", "turns", "relay")  # each leaves a heartbeat


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a part may be silent, and how long work may wait."""

    silence: timedelta = timedelta(seconds=60)
    backlog: timedelta = timedelta(seconds=300)
    parts: tuple[str, ...] = PARTS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not ready: a stable code, and a sentence."""

    code: str
    detail: str


def look(database: Database, clock: Clock, real_clock: Clock, limits: Limits) -> list[Reason]:
    """What keeps this installation from being ready, now. Never raises for a database that is away."""
    try:
        if not is_current(database):
            return [Reason("not_migrated", "The database has another schema: run `python bot.py migrate`.")]
        with database.read() as session:
            beats = operation.heartbeats(session)
            taken = measures.take(session, clock())
    except SQLAlchemyError as error:
        return [Reason("database_unreachable", f"The database does not answer ({type(error).__name__}).")]
    return silent(beats, real_clock(), limits) + late(taken, clock(), limits)


def silent(beats: Mapping[str, datetime], now: datetime, limits: Limits) -> list[Reason]:
    """Parts without a recent sign of life."""
    reasons = []
    for part in limits.parts:
        at = beats.get(part)
        if at is None:
            reasons.append(Reason(f"{part}_never_ran", f"The {part} never gave a sign of life."))
        elif now - at > limits.silence:
            reasons.append(
                Reason(f"{part}_silent", f"The {part} has been silent for {_seconds(now - at)} s.")
            )
    return reasons


def late(taken: Measures, now: datetime, limits: Limits) -> list[Reason]:
    """Work that has been waiting for too long."""
    waiting = {
        "inbound": (taken.inbound, "events from LINE wait to be handled"),
        "outbound": (taken.outbound_due, "messages wait to be sent"),
    }
    return [
        Reason(f"{code}_late", f"{what.count} {said}, the oldest for {_seconds(now - what.oldest_at)} s.")
        for code, (what, said) in waiting.items()
        if what.oldest_at is not None and now - what.oldest_at > limits.backlog
    ]


def age(waiting: Waiting, now: datetime) -> float:
    """Seconds the oldest has been waiting."""
    return max((now - waiting.oldest_at).total_seconds(), 0.0) if waiting.oldest_at else 0.0


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
