"""check, play: for the marketer who writes scripts. No LINE account, no database."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from commands.terminal import err, out, plainly
from conversations.checks import check_text, cost_ja, notes_ja
from conversations.library import (
    BUILT_IN,
    Library,
    built_in_files,
    files_beside,
    files_of,
    load_files,
    read_text,
)
from conversations.locales import LOCALES, Locale
from conversations.parser import parse_any
from conversations.play import play as play_script
from conversations.problems import Problem
from conversations.script import Script
from conversations.transcript import dump, to_json
from conversations.translating import locale_of, missing
from settings import load


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@plainly
def check(path: Path | None, lang: str, as_json: bool) -> None:
    """Check scripts and journeys: the built-in ones, or a file or folder. Exit code 1 on an error."""
    folder = load(()).scripts_dir
    files = files_of(path) if path is not None else [*built_in_files(), *files_of(folder)]
    around = [*built_in_files(), *files_of(folder), *files_beside(path)]
    library = load_files(dict.fromkeys([*around, *files]))
    known = library.scripts
    files = [file for file in files if not _is_replaced(file, library)]
    count = {"error": 0, "warning": 0}
    for file in files:
        text = read_text(file)
        for found in [text] if isinstance(text, Problem) else check_text(text, known):
            count[found.severity] += 1
            if as_json:
                click.echo(json.dumps({"file": file.name, **asdict(found)}, ensure_ascii=False))
            else:
                colour = "red" if found.severity == "error" else "yellow"
                say(f"{file.name} {found.show(lang)}", style=colour)
        if not as_json and isinstance(text, str):
            _show_cost(text, known)
    if not as_json:
        summary = {
            "ja": "{n}ファイルを確認しました：直すところ {error}・気になるところ {warning}",
            "en": "{n} files checked: {error} to mend, {warning} to look at",
        }
        say(summary[lang].format(n=len(files), **count))
    sys.exit(1 if count["error"] or not files else 0)


def _is_replaced(file: Path, library: Library) -> bool:
    """A built-in translation of a script whose place the shop's own one took: it is of something else."""
    script, _, locale = file.stem.partition(".")
    return bool(locale) and file.is_relative_to(BUILT_IN) and f"script/{script}" in library.own


def _show_cost(text: str, known: Mapping[str, Script]) -> None:
    """What one run costs, and what happens without being written."""
    parsed = parse_any(text, known)
    if isinstance(parsed, Script):
        say(f"  {parsed.id}：{cost_ja(parsed)}", style="dim")
        for note in notes_ja(parsed):
            say(f"  {note}", style="dim")


def say(text: str, *, style: str | None = None) -> None:
    out.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


@click.command()
@click.argument("script")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep it as a transcript.")
@click.option(
    "--fact", "facts", multiple=True, help="name=value, readable in the script. Repeat for several."
)
@click.option("--locale", type=click.Choice(LOCALES), help="The language the customer is spoken to in.")
@plainly
def play(script: str, record: Path | None, facts: tuple[str, ...], locale: Locale | None) -> None:
    """Play one script here in the terminal, as the customer. SCRIPT: its id, or its file."""
    library, script = _library_with(script, load(()).scripts_dir)
    for problem in library.problems:
        err.print(problem.show(), style="yellow", markup=False, soft_wrap=True)
    chosen = library.scripts.get(script)
    if chosen is None:
        raise click.ClickException(f"no script {script!r}; there are: {', '.join(sorted(library.scripts))}")
    given = dict(fact.partition("=")[::2] for fact in facts)
    if locale is not None and (spoken := locale_of(chosen, locale)) != locale:
        lacking = [".".join(map(str, slot)) for slot in missing(chosen, locale)]
        err.print(f"not whole in {locale}, so it is played in {spoken}: {', '.join(lacking[:3]) or 'a part'}")
    entries = play_script(chosen, _ask, click.echo, at=datetime.now(UTC), facts=given, locale=locale)
    if record is not None:
        record.write_text(dump(to_json(chosen, entries)), encoding="utf-8")
        click.echo(f"recorded in {record}")


def _library_with(script: str, folder: Path | None) -> tuple[Library, str]:
    """Every script that can be named, and the id that was meant; a file brings those beside it along."""
    given = Path(script)
    if given.suffix not in (".yaml", ".yml") or not given.is_file():
        return load_files([*built_in_files(), *files_of(folder)], must_exist=folder), script
    around = [*built_in_files(), *files_of(folder), *(p for p in files_beside(given) if p != given)]
    library = load_files([*around, given], must_exist=folder)
    mine = [name.removeprefix("script/") for name in load_files([given]).files if name.startswith("script/")]
    if not mine:
        wrong = "\n".join(one.show() for one in library.problems if one.file == given.name)
        raise click.ClickException(wrong or f"{given.name} is a journey: `simulate` lives it")
    return library, mine[0]


def _ask(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        return None
