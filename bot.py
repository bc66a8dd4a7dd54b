"""Sonogo's commands: `python bot.py --help`. What they run is put together in `composition.py`."""

import signal
import sys
import threading
from collections.abc import Callable, Collection
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

import demo as demo_story
import logs
import server
import settings as settings_module
import supervisor
from composition import build, make_clock, open_database
from models.database import Database
from models.migrate import is_current, upgrade
from services import staffing, tokens
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
    chosen = settings_module.load(required)
    logs.configure(chosen.log_format, chosen.log_level)
    return chosen


def migrated(chosen: Settings) -> Database:
    """The database with this version's schema; brought there now if need be."""
    database = open_database(chosen)
    if not is_current(database):
        upgrade(database)
    return database


@click.group()
def cli() -> None:
    """Sonogo（その後）: a LINE companion for everything that happens after the sale."""


@cli.command()
@plainly
def run() -> None:
    """Web, worker and scheduler together: all a small shop needs."""
    chosen = read_settings()
    migrated(chosen).dispose()
    listener = server.listen(chosen.host, chosen.port)
    web_side = lambda: server.serve_web(lambda: served(chosen), chosen, listener)  # noqa: E731
    sys.exit(supervisor.run_processes({"web": web_side, "worker": lambda: work(chosen)}))


@cli.command()
@plainly
def web() -> None:
    """Only the web side: webhook, API, console. Any number on PostgreSQL."""
    chosen = read_settings()
    migrated(chosen).dispose()
    server.serve_web(lambda: served(chosen), chosen)


@cli.command()
@plainly
def worker() -> None:
    """Only the worker: turns, sending, what is due. Any number on PostgreSQL."""
    chosen = read_settings()
    migrated(chosen).dispose()
    work(chosen)


def served(chosen: Settings) -> server.Served:
    """The web side, built in the process that serves it."""
    sonogo = build(chosen)
    intake = sonogo.make_intake()
    return server.Served(sonogo.make_app(intake), start=intake.start, stop=intake.stop)


def work(chosen: Settings) -> None:
    """Run a worker until SIGTERM; what it began it finishes."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    hired = build(chosen).make_worker()
    hired.start()
    stopping.wait()
    hired.stop()


@cli.command()
@plainly
def migrate() -> None:
    """Bring the database to this version's schema."""
    database = open_database(read_settings(()))
    upgrade(database)
    click.echo("The database has this version's schema.")


@cli.command()
@click.option("--once", is_flag=True, help="Tell the story and stop instead of running on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--line-port", default=8001, show_default=True)
@click.option("--folder", default=".demo", show_default=True, help="Where its database is kept; made anew.")
@plainly
def demo(once: bool, port: int, line_port: int, folder: str) -> None:
    """Sonogo with a LINE of its own on this machine, and one customer's story."""
    sys.exit(demo_story.run(Path(folder), port, line_port, once=once))


@cli.group()
def staff() -> None:
    """People who sign in to the console."""


@staff.command("add")
@click.argument("email")
@click.option("--role", default="agent", show_default=True, help="owner, lead, agent, marketer or viewer")
@click.option("--name", default="", help="As customers read it: 佐藤")
@plainly
def staff_add(email: str, role: str, name: str) -> None:
    """Add a staff member (or give a fresh link); prints a one-time sign-in link."""
    chosen = read_settings(())
    database = migrated(chosen)
    with database.begin() as uow:
        try:
            path = staffing.add(uow.session, email, role, name, make_clock(chosen, database)())
        except staffing.BadStaff as error:
            raise click.ClickException(str(error)) from None
        uow.commit()
    click.echo("Open this link once, within 48 hours, to set a password:")
    click.echo(chosen.address + path)


@cli.group()
def token() -> None:
    """Bearer tokens for the shop's systems."""


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, help="Default: all scopes. Repeat for several.")
@plainly
def token_create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a token for the REST API; it is shown once."""
    chosen = read_settings(())
    database = migrated(chosen)
    with database.begin() as uow:
        try:
            made, _ = tokens.create(
                uow.session, name, scopes or tokens.SCOPES, make_clock(chosen, database)()
            )
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        uow.commit()
    click.echo("This token is shown only now:")
    click.echo(made)


if __name__ == "__main__":
    cli()
