"""retention: what would be thrown away tonight. It only looks; the worker does it, at night."""

import click

from commands.common import read_settings
from commands.terminal import out, plainly
from composition import build_migrated
from services.retention import ITEMS, periods, preview


@click.command()
@plainly
def retention() -> None:
    """What would be thrown away tonight, and after how many days each kind goes. Changes nothing."""
    sonogo = build_migrated(read_settings(("LINE_BASIC_ID",)))
    with sonogo.database.read() as session:
        days = periods(session)
        counts = preview(session, days, sonogo.clock())
    for item in ITEMS:
        after = f"after {days[item.name]} days" if days[item.name] else "never"
        out.print(f"{item.name:<10} {counts[item.name]:>9,}  {after}", markup=False, highlight=False)
