"""starter: a trade's whole journey to begin with (wait, first win, check-in), to copy and make one's own."""

from pathlib import Path

import click

from commands.authoring import say
from commands.terminal import plainly
from conversations import starter as starters
from conversations.library import files_of
from settings import load


@click.command("starter")
@click.argument("name", required=False)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Default: SCRIPTS_DIR.")
@plainly
def starter(name: str | None, into: Path | None) -> None:
    """Journeys for a trade to begin with. NAME: which one to copy; without it they are listed."""
    names = starters.starter_names()
    if name is None:
        for each in starters.starters():
            say(f"{each.name:<10} {each.journey.title}（{len(each.texts)}）")
        return
    if name not in names:
        raise click.ClickException(f"no starter {name!r}; there are: {', '.join(names)}")
    folder = into or load(()).scripts_dir
    if folder is None:
        raise click.ClickException("where to? Give --into FOLDER, or set SCRIPTS_DIR")
    for path in copy(name, folder):
        say(str(path))


def copy(name: str, folder: Path) -> list[Path]:
    """The starter's files in `folder`. Nothing that is there is ever overwritten: then nothing is copied."""
    files = files_of(starters.FOLDER / name)
    there = [file.name for file in files if (folder / file.name).exists()]
    if there:
        raise click.ClickException(f"{folder}: {', '.join(there)} is there already; nothing was copied")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in files:
        text = starters.without_editors_line(file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(text, encoding="utf-8")
        written.append(folder / file.name)
    return written
