"""Bring the database to this version's schema, or say why not. Safe from many machines at once.

Alembic is loaded only when there is something to do: it costs a start 0.2 s and every process 10 MB.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from models.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parent.parent
_SAID: Final = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.*)$", re.MULTILINE)
_NAME: Final = re.compile(r"""["'](\w+)["']""")


def config_for(database: Database) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing (migrations/env.py holds a lock around them on PostgreSQL)."""
    from alembic import command

    command.upgrade(config_for(database), revision)


def is_current(database: Database) -> bool:
    """Does the database have exactly the schema this code was written for?"""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(found) == [newest()]


@cache
def newest() -> str:
    """The revision that no other follows, read from the files as text."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        for which, value in _SAID.findall(file.read_text("utf-8")):
            named[which] |= set(_NAME.findall(value))
    (last,) = named["revision"] - named["down_revision"]
    return last
