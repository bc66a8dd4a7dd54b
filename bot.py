"""Sonogo's entrance: `python bot.py --help`. What it runs is built in `composition.py`."""

from pathlib import Path

import click

from commands import authoring, operating, people, purchases, serving, simulating
from commands.common import plainly
from demo.run import run as run_demo


@click.group()
def cli() -> None:
    """Sonogo（その後）: a LINE companion for everything that happens after the sale."""


@click.command()
@click.option("--once", is_flag=True, help="Tell the story and stop instead of running on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--line-port", default=8001, show_default=True)
@click.option("--folder", default=".demo", show_default=True, help="Where its database is kept; made anew.")
@plainly
def demo(once: bool, port: int, line_port: int, folder: str) -> None:
    """Sonogo with a LINE of its own on this machine, and one customer's story."""
    raise SystemExit(run_demo(Path(folder), port, line_port, once=once))


for command in (
    serving.run,
    serving.web,
    serving.worker,
    operating.migrate,
    demo,
    authoring.check,
    authoring.play,
    simulating.simulate_journey,
    operating.doctor,
    purchases.purchases,
    people.staff,
    people.token,
    operating.export,
    operating.erase,
    operating.bench,
):
    cli.add_command(command)

if __name__ == "__main__":
    cli()
