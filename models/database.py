"""One database, two dialects: how each is opened. `models.bulk`, `wake` and `search` know them apart, too.

SQLite: WAL, every write transaction is `BEGIN IMMEDIATE` issued by us on the `begin` event (the driver's own
isolation_level loses updates, docs/adr/0001). Writers queue on a lock file beside the database instead of on
SQLite's busy handler, which sleeps up to 100 ms at a time and starves one of two processes.
PostgreSQL: READ COMMITTED, row locks, LISTEN/NOTIFY to wake workers. Who only looks needs no transaction:
each statement sees what is committed anyway. What is often tried in vain ends with a commit: at a ROLLBACK
the driver forgets the statements the server had planned (docs/adr/0021).
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Engine,
    any_,
    bindparam,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker

from models.appending import AppendingSession
from models.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Database:
    """Where rows are kept. `begin()` opens a unit of work; `read()` a session that only looks."""

    engine: Engine
    writer: sessionmaker[AppendingSession]
    reader: sessionmaker[Session]
    streamer: sessionmaker[Session]

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def begin(self) -> UnitOfWork:
        return UnitOfWork(self.writer)

    def read(self) -> Session:
        return self.reader()

    def stream(self) -> Session:
        """As `read`, for rows fetched while they are looked at: PostgreSQL needs a transaction for that."""
        return self.streamer()

    def forget_old_pages(self) -> None:
        """SQLite: what was overwritten leaves the write-ahead log too. (On PostgreSQL vacuum does that.)"""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        self.engine.dispose()


IDLE: Final = 1.0  # seconds after which a connection is asked whether it is still there


def connect(url: str, *, pool_size: int = 20, idle: float = IDLE) -> Database:
    """Open `url` («sqlite:///sonogo.db», «postgresql://user@host/name»).

    PostgreSQL: a connection that rested longer than `idle` seconds is asked whether it is still there.
    """
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, pool_size=pool_size, max_overflow=40, pool_use_lifo=True)
        _tame_sqlite(engine, parsed.database)
        looking = engine
    else:
        engine = create_engine(parsed, pool_size=pool_size, max_overflow=40, pool_use_lifo=True)
        _ask_if_alive(engine, idle)
        looking = engine.execution_options(isolation_level="AUTOCOMMIT")
    writing = engine.execution_options(sqlite_begin="IMMEDIATE")
    return Database(
        engine,
        writer=sessionmaker(writing, class_=AppendingSession, expire_on_commit=False),
        reader=sessionmaker(looking, expire_on_commit=False, autoflush=False),
        streamer=sessionmaker(engine, expire_on_commit=False, autoflush=False),
    )


def upsert(session: Session) -> Callable[..., Any]:
    """The dialect's `insert`, which knows ON CONFLICT."""
    return sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert


def one_of(session: Session, column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether it is one of these, which may be thousands: they travel as one value. A parameter for each
    costs the program more than the database needs to find them.
    """
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(each.c.value))
        return found
    whole = bindparam(None, list(ids), type_=ARRAY(BigInteger), unique=True)
    return cast(ColumnElement[bool], column == any_(whole))


def _ask_if_alive(engine: Engine, idle: float) -> None:
    """A connection that rested may be gone (the server restarted): ask before it is used, and get another.

    SQLAlchemy's `pool_pre_ping` asks every time, which costs a busy worker as much as a query.
    """

    @event.listens_for(engine, "checkin")
    def _rest(connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _wake(connection: Any, record: Any, proxy: Any) -> None:
        rested = time.monotonic() - record.info.get("rests_since", time.monotonic())
        if rested <= idle:
            return
        try:
            alive = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            alive = False
            log.info(
                "database: a connection was gone", extra={"action": "db_gone", "error": type(error).__name__}
            )
        if not alive:
            raise DisconnectionError("the connection is gone")


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",  # erased words are overwritten, not just unlinked; the default differs by build
)


def _tame_sqlite(engine: Engine, path: str | None) -> None:
    lock_path = f"{path}.lock" if path and path != ":memory:" else None

    @event.listens_for(engine, "do_connect")
    def _private(*_: Any) -> None:
        """A new file is its owner's alone, as people's words are in it; the -wal and -shm follow it."""
        if lock_path and path and not path.startswith("file:") and not os.path.exists(path):
            with suppress(OSError):  # what is wrong with the path, SQLite says
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver opens no transactions: we do
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "IMMEDIATE" and lock_path:
            connection.info["held"] = _take(lock_path)
        connection.exec_driver_sql(f"BEGIN {mode}")

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "close")
    def _release(connection: Any, record: Any) -> None:
        # The session gives its connection back right after COMMIT or ROLLBACK.
        held = record.info.pop("held", None)
        if held is not None:
            os.close(held)


def _take(path: str) -> int:
    """Hold the writers' lock file; closing the descriptor (or dying) lets go.

    Whoever waits holds the gate before it: a process that writes again and again cannot take the lock back
    before the one that has been waiting for it. The kernel promises no order, and on busy cores keeps none.
    """
    gate = _locked(f"{path}.gate")
    try:
        return _locked(path)
    finally:
        os.close(gate)


def _locked(path: str) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
