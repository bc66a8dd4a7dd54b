"""What commands that touch the installation share: its settings, its database."""

from collections.abc import Collection

import logs
import settings as settings_module
from composition import open_database
from models.database import Database
from models.migrate import is_current, upgrade
from settings import Settings


def read_settings(required: Collection[str] = settings_module.SERVING) -> Settings:
    """The settings, and logging as they say."""
    chosen = settings_module.load(required)
    logs.configure(chosen.log_format, chosen.log_level)
    return chosen


def migrated(chosen: Settings) -> Database:
    """The database with this version's schema; brought there now if need be."""
    database = open_database(chosen)
    if not is_current(database):
        upgrade(database)
    return database
