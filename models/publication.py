"""What is live: each publishing of a script or journey is a row that never changes; the newest one counts.

A row names the immutable version it made live and keeps the text it was made from, as its author typed it.
`Catalogue` holds one number that counts every change of what is live: a process that knows the number knows
whether it has to look again.
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from models.base import Base, Key
from models.database import upsert

Kind = Literal["script", "journey", "translation"]
Source = Literal["built_in", "file", "console"]


class Catalogue(Base):
    """One row. Whoever changes what is live changes it first and so holds it until the commit."""

    __tablename__ = "catalogues"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class Publication(Base):
    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_name", "kind", "name", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]  # script | journey | translation (a shop's own: «checkin.en», part of its script)
    name: Mapped[str]
    version_id: Mapped[int | None]  # of script_versions or journey_versions; None = withdrawn
    text: Mapped[str]  # YAML
    source: Mapped[str]  # built_in | file | console
    file: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(
        default="text"
    )  # text | part (a called script changed) | translation (only other languages) | restored | gone
    restored_id: Mapped[int | None]  # the publication whose text was taken
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Draft(Base):
    """What somebody is writing and has not published; one per script, journey or language of a script
    («checkin.en»), shared by all. "" = none."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)  # counts every change: nobody overwrites the unseen
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    updated_at: Mapped[datetime]


class TouchpointPause(Base):
    """A touchpoint that is held back for everybody, until the row is gone."""

    __tablename__ = "touchpoint_pauses"
    __table_args__ = (UniqueConstraint("journey", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    journey: Mapped[str]
    key: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    paused_at: Mapped[datetime]


def hold(session: Session) -> int:
    """Be the only one who changes what is live, until the commit; the number as it is."""
    kept = upsert(session)(Catalogue).values(id=1, number=0)
    session.execute(kept.on_conflict_do_update(index_elements=["id"], set_={"number": Catalogue.number}))
    return number(session)


def count_up(session: Session) -> None:
    """Something that is live changed: every process looks again."""
    more = upsert(session)(Catalogue).values(id=1, number=1)
    session.execute(more.on_conflict_do_update(index_elements=["id"], set_={"number": Catalogue.number + 1}))


def number(session: Session) -> int:
    return session.scalar(select(Catalogue.number).where(Catalogue.id == 1)) or 0


def live(session: Session, *, texts: bool = True) -> dict[tuple[str, str], Publication]:
    """The newest publication of everything there ever was, withdrawn ones too."""
    newest = select(func.max(Publication.id)).group_by(Publication.kind, Publication.name)
    statement = select(Publication).where(Publication.id.in_(newest))
    if not texts:
        statement = statement.options(defer(Publication.text))
    return {(row.kind, row.name): row for row in session.scalars(statement)}


def live_one(session: Session, kind: str, name: str) -> Publication | None:
    return session.scalar(_history(kind, name).limit(1))


def history(session: Session, kind: str, name: str, limit: int = 100) -> list[Publication]:
    """Newest first."""
    return list(session.scalars(_history(kind, name).limit(limit)))


def _history(kind: str, name: str) -> Select[Publication]:
    mine = select(Publication).where(Publication.kind == kind, Publication.name == name)
    return mine.order_by(Publication.id.desc())


def last_file_text(session: Session, kind: str, name: str) -> str | None:
    """What the file said when it was looked at last."""
    statement = _history(kind, name).where(Publication.source == "file", Publication.version_id.is_not(None))
    row = session.scalar(statement.limit(1))
    return row.text if row is not None else None


def draft_of(session: Session, kind: str, name: str) -> Draft | None:
    """What is being written, if anything."""
    row = draft_row(session, kind, name)
    return row if row is not None and row.text else None


def draft_row(session: Session, kind: str, name: str) -> Draft | None:
    """As it is in the database now, whatever this session read before; also when nothing is being written."""
    mine = select(Draft).where(Draft.kind == kind, Draft.name == name)
    return session.scalar(mine.execution_options(populate_existing=True))


def drafts(session: Session) -> set[tuple[str, str]]:
    """What somebody is writing at."""
    return {
        (kind, name) for kind, name in session.execute(select(Draft.kind, Draft.name).where(Draft.text != ""))
    }


def pause_of(session: Session, journey: str, key: str) -> TouchpointPause | None:
    """Its row if it is held back now; nobody lets it go on before this transaction ends."""
    mine = select(TouchpointPause).where(TouchpointPause.journey == journey, TouchpointPause.key == key)
    return session.scalar(mine.with_for_update(read=True))


def pauses(session: Session) -> dict[tuple[str, str], TouchpointPause]:
    return {(row.journey, row.key): row for row in session.scalars(select(TouchpointPause))}
