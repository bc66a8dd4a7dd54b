"""What every command shares: settings read once, errors as one sentence, output that pipes well."""

import sys
from collections.abc import Callable, Collection
from functools import wraps
from typing import ParamSpec, TypeVar

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

import logs
import settings as settings_module
from composition import open_database
from models.database import Database
from models.migrate import is_current, upgrade
from settings import Settings, SettingsError

P = ParamSpec("P")
R = TypeVar("R")
out = Console()
err = Console(stderr=True)


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """A wrong setting or an unreachable database is one sentence and exit code 2, never a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SettingsError as error:
            err.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        except SQLAlchemyError as error:
            sentence = (
                f"The database does not answer ({type(error).__name__}): check DATABASE_URL and that it runs."
            )
            err.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)

    return run


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
