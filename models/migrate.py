"""Bring the database to this version's schema, or say why not. Safe from many machines at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import Database

ROOT = Path(__file__).resolve().parent.parent


def config_for(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing (migrations/env.py holds a lock around them on PostgreSQL)."""
    command.upgrade(config_for(database), revision)


def is_current(database: Database) -> bool:
    """Does the database have exactly the schema this code was written for?"""
    head = ScriptDirectory.from_config(config_for(database)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
