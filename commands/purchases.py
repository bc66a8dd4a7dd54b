"""purchases import: orders from a file, with a report of every row that was refused."""

import sys
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from commands.accounts import channel_option, shop_of
from commands.common import read_settings
from commands.terminal import err, out, plainly
from composition import build_migrated
from services.importing import ImportReport, import_purchases
from services.sheets import UnreadableFile

SHOWN = 200  # refusals printed; the rest is counted


@click.group()
def purchases() -> None:
    """Purchases, from the shop's files."""


@purchases.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen; write nothing.")
@channel_option("The LINE account whose customers bought. Needed only where there are several.")
@plainly
def import_file(file: Path, dry_run: bool, named: str) -> None:
    """Read a CSV or Excel file. Told twice is imported once; a bad row never costs a good one.

    Exit code 0 when every row was taken, 1 when some were refused.
    """
    sonogo = build_migrated(read_settings(("LINE_BASIC_ID",)))
    shop = shop_of(sonogo, named)
    columns = (
        TextColumn("取り込み中"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            report = import_purchases(
                sonogo.database, shop, file, sonogo.clock(), dry_run=dry_run, progress=progress
            )
        except UnreadableFile as error:
            err.print(str(error), style="red", markup=False)
            sys.exit(2)
    show(report)
    sys.exit(1 if report.refused else 0)


def show(report: ImportReport) -> None:
    """The report, for people."""
    if report.refused:
        table = Table("行 line", "列 column", "理由 reason", title="取り込めなかった行")
        for refusal in report.refused[:SHOWN]:
            table.add_row(str(refusal.line), refusal.column, f"{refusal.ja}\n{refusal.en}")
        out.print(table)
        if len(report.refused) > SHOWN:
            out.print(f"…ほか {len(report.refused) - SHOWN} 行")
    lead = "（試しに読んだだけで、何も書いていません）" if report.dry_run else ""
    out.print(
        f"新しい購入 {report.created}件・登録済み {report.known}件・進捗 {report.milestones}件・"
        f"取消など {report.ended}件・取り込めなかった行 {len(report.refused)}行{lead}",
        highlight=False,
    )
