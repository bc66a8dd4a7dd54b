"""Talking to the person at the terminal. Light: what writes and plays scripts needs no database, no web."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from settings import SettingsError

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
