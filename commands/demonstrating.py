"""demo: Sonogo with a LINE of its own on this machine, and one customer's story."""

from pathlib import Path

import click

from commands.terminal import plainly
from demo.run import run as run_demo


@click.command()
@click.option("--once", is_flag=True, help="Tell the story and stop instead of running on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--line-port", default=8001, show_default=True)
@click.option("--folder", default=".demo", show_default=True, help="Where its database is kept; made anew.")
@plainly
def demo(once: bool, port: int, line_port: int, folder: str) -> None:
    """Sonogo with a LINE of its own on this machine, and one customer's story."""
    raise SystemExit(run_demo(Path(folder), port, line_port, once=once))
