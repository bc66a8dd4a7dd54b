"""run, web, worker: the processes that serve."""

import os
import signal
import socket
import sys
import threading

import click
from sqlalchemy.orm import configure_mappers

import server
import supervisor
from commands.common import migrated, read_settings
from commands.terminal import plainly
from composition import build
from models.wake import Bell
from services.shop import Shop
from settings import Settings, SettingsError
from webhook.fast_path import PATH, direct


@click.command()
@plainly
def run() -> None:
    """Web, worker and scheduler together: all a small shop needs."""
    chosen = read_settings()
    migrated(chosen).dispose()
    listener, bell = listened(chosen), Bell()
    shop = preload(chosen)
    web_side = lambda: server.serve_web(lambda: served(chosen, shop, bell), chosen, listener)  # noqa: E731
    sys.exit(supervisor.run_processes({"web": web_side, "worker": lambda: work(chosen, shop, bell)}))


@click.command()
@plainly
def web() -> None:
    """Only the web side: webhook, API, console. Any number on PostgreSQL."""
    chosen = read_settings()
    migrated(chosen).dispose()
    server.serve_web(lambda: served(chosen), chosen, listened(chosen))


@click.command()
@plainly
def worker() -> None:
    """Only the worker: turns, sending, what is due. Any number on PostgreSQL."""
    chosen = read_settings()
    migrated(chosen).dispose()
    work(chosen)


def listened(chosen: Settings) -> socket.socket:
    """The open address, or a sentence about why not."""
    try:
        return server.listen(chosen.host, chosen.port)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise SettingsError(
            [f"HOST {chosen.host} and PORT {chosen.port} cannot be listened on ({why}): set others."]
        ) from None


def preload(chosen: Settings) -> Shop:
    """What both sides need, made once before they part: they share its memory. No connection stays open."""
    configure_mappers()
    sonogo = build(chosen)
    sonogo.database.dispose()
    return sonogo.shop


def served(chosen: Settings, shop: Shop | None = None, bell: Bell | None = None) -> server.Served:
    """The web side, built in the process that serves it."""
    sonogo = build(chosen, shop=shop)
    intake = sonogo.make_intake(bell.ring) if bell else sonogo.make_intake()
    doors = {PATH: direct(intake)}
    return server.Served(sonogo.make_app(intake), intake.start, intake.stop, doors)


def work(chosen: Settings, shop: Shop | None = None, bell: Bell | None = None) -> None:
    """Run a worker until SIGTERM; what it began it finishes."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    hired = build(chosen, shop=shop).make_worker(bell)
    hired.start()
    stopping.wait()
    hired.stop()
