"""translate, translated: for whoever writes a script in another language."""

from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from ruamel.yaml import YAML

from commands.terminal import plainly
from conversations.library import built_in_files, files_beside, files_of, load_files
from conversations.locales import LOCALES, Locale
from conversations.parser import parse_any
from conversations.script import Script
from conversations.translating import section_of, seen_of, sentences_of, translated_sentences
from conversations.translation import Translation
from settings import load

_HEAD = "# yaml-language-server: $schema=…/conversations/schemas/translation.schema.json"


@click.command()
@click.argument("script")
@click.argument("locale", type=click.Choice(LOCALES))
@plainly
def translate(script: str, locale: Locale) -> None:
    """Begin a translation: every sentence of SCRIPT in its place, to be said in LOCALE. Goes to stdout."""
    scripts = load_files([*built_in_files(), *files_of(load(()).scripts_dir)]).scripts
    if script not in scripts:
        raise click.ClickException(f"no script {script!r}; there are: {', '.join(sorted(scripts))}")
    if scripts[script].locale == locale:
        raise click.ClickException(f"{script} is written in {locale}")
    click.echo(f"{_HEAD}\n{_begun(scripts[script], locale)}", nl=False)


def _begun(script: Script, locale: str) -> str:
    """A translation that still says everything in the words of the script."""
    begun: dict[str, Any] = {"translates": script.id, "locale": locale}
    for slot, text in sentences_of(script).items():
        node: Any = begun
        for part, following in pairwise((*slot, None)):
            new = _Line(text) if following is None else [] if isinstance(following, int) else {}
            if isinstance(part, int):
                if part == len(node):
                    node.append(new)
            else:
                node.setdefault(part, new)
            node = node[part]
    out = StringIO()
    yaml = YAML()
    yaml.width = 1000
    yaml.representer.add_representer(_Line, _represent)
    yaml.dump(begun, out)
    return out.getvalue()


class _Line(str):
    """A sentence, written as a person would: its lines as lines."""


def _represent(representer: Any, line: _Line) -> Any:
    style = "|" if "\n" in line else '"' if line[:1] in "{[" else None
    return representer.represent_scalar("tag:yaml.org,2002:str", str(line), style=style)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@plainly
def translated(files: tuple[Path, ...]) -> None:
    """Note that these translations (files or folders) say what their scripts say today."""
    around = [*built_in_files(), *files_of(load(()).scripts_dir)]
    for file in (one for given in files for one in files_of(given)):
        scripts = load_files(dict.fromkeys([*around, *files_beside(file)])).scripts
        text = file.read_text(encoding="utf-8")
        parsed = parse_any(text, scripts)
        if isinstance(parsed, list):
            raise click.ClickException(f"{file.name} {parsed[0].show('en')}")
        if isinstance(parsed, Translation):
            file.write_text(_noted(text, parsed, scripts[parsed.translates]), encoding="utf-8")
            click.echo(f"{file.name}: noted")


def _noted(text: str, translation: Translation, script: Script) -> str:
    """The file with its last block, `seen`, written anew."""
    now, mine = seen_of(script), {section_of(slot) for slot in translated_sentences(translation)}
    kept = text.splitlines()
    if "seen:" in kept:
        kept = kept[: kept.index("seen:")]
    while kept and (not kept[-1].strip() or kept[-1].startswith("# What each")):
        kept.pop()
    seen = [f"  {name}: {mark!r}" for name, mark in now.items() if name in mine]
    note = "# What each of these was translated from; `bot.py translated` writes it."
    return "\n".join([*kept, "", note, "seen:", *seen]) + "\n"
