"""demo: Sonogo with a LINE of its own on this machine, and one customer's story; or a shop's whole year."""

from pathlib import Path

import click

from commands.terminal import plainly
from demo.run import clear, environment_of
from demo.run import run as run_demo


@click.command()
@click.option("--once", is_flag=True, help="Tell the story and stop instead of running on.")
@click.option(
    "--year", is_flag=True, help="Live a shop's year first, so that every page has something to show."
)
@click.option("--customers", default=2_000, show_default=True, help="How many customers the year has.")
@click.option("--port", default=8000, show_default=True)
@click.option("--line-port", default=8001, show_default=True)
@click.option("--folder", default=".demo", show_default=True, help="Where its database is kept; made anew.")
@plainly
def demo(once: bool, year: bool, customers: int, port: int, line_port: int, folder: str) -> None:
    """Sonogo with a LINE of its own on this machine, and one customer's story; or a shop's whole year."""
    place, friends = Path(folder), None
    if year:
        from commands.living import live_a_year  # what it needs is needed for nothing else

        clear(place)
        friends = live_a_year(environment_of(place, port, line_port), customers)
    raise SystemExit(run_demo(place, port, line_port, once=once, friends=friends))
