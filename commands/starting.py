"""starter: a trade's whole journey to begin with (wait, first win, check-in), to copy and make one's own."""

from pathlib import Path

import click

from commands.authoring import say
from commands.terminal import plainly
from conversations.library import BUILT_IN, files_of, load_files
from settings import load

STARTERS = BUILT_IN / "starters"
_EDITORS_LINE = "# yaml-language-server:"  # its path holds only where the file was


@click.command("starter")
@click.argument("name", required=False)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Default: SCRIPTS_DIR.")
@plainly
def starter(name: str | None, into: Path | None) -> None:
    """Journeys for a trade to begin with. NAME: which one to copy; without it they are listed."""
    names = sorted(folder.name for folder in STARTERS.iterdir() if folder.is_dir())
    if name is None:
        for each in names:
            journey = load_files(files_of(STARTERS / each / f"{each}.yaml")).journeys.get(each)
            title, count = journey.title if journey else each, len(files_of(STARTERS / each))
            say(f"{each:<10} {title}（{count}）")
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
    files = files_of(STARTERS / name)
    there = [file.name for file in files if (folder / file.name).exists()]
    if there:
        raise click.ClickException(f"{folder}: {', '.join(there)} is there already; nothing was copied")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(_EDITORS_LINE)]
        (folder / file.name).write_text("".join(kept), encoding="utf-8")
        written.append(folder / file.name)
    return written
