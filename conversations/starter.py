"""ひな形のシナリオ: a trade's whole journey to begin with, and the smallest texts one can begin from.

Reads the files that come with the program (`starters/`), as `library` reads the others. A starter is texts
only: nothing here is live, and nobody is sent anything.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from conversations.journey import Journey
from conversations.library import BUILT_IN, Library, files_of, load_files
from conversations.problems import Problem
from conversations.script import Script
from conversations.yaml_tree import read_tree

FOLDER: Final = BUILT_IN / "starters"
EDITORS_LINE: Final = "# yaml-language-server:"  # its path holds only where the file was
ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_BLANK_SCRIPT: Final = """\
id: {id}
title: {title}
purpose: {purpose}

every_question:
  timeout: {{ after: 3d }}
  refuse: 答えたくない
  human: 担当者と話す

steps:
  - id: first
    ask: "{{{{ name }}}}、{{{{ product }}}}はいかがですか？"
    choices:
      - {{ id: good, label: 順調です }}
      - {{ id: stuck, label: 困っています, go: help }}

  - say: よかったです。またいつでも、このトークでお声がけください。
    go: end

  - id: help
    case: unhappy

  - say: 教えてくださって、ありがとうございます。{{{{ staff }}}}から{{{{ promise }}}}までにご連絡します。
"""
_BLANK_JOURNEY: Final = """\
id: {id}
title: {title}
for:
  categories: [{id}] # どの商品の購入か。カテゴリー名か、skus: [商品コード] を書きます

touchpoints:
  - id: welcome
    script: welcome
    anchor: befriended
    once: true

  - id: delivered
    script: delivered
    anchor: delivered
    late: skip
"""


@dataclass(frozen=True, slots=True)
class Starter:
    """One trade's journey with the scripts that come with it."""

    name: str
    journey: Journey
    scripts: tuple[Script, ...]
    texts: dict[str, str]  # «script/id» or «journey/id» → what stands in its file


def starter_names() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


@cache
def starters() -> tuple[Starter, ...]:
    """All of them; they come with the program and never change while it runs."""
    return tuple(_read(name) for name in starter_names())


def starter(name: str) -> Starter | None:
    return next((one for one in starters() if one.name == name), None)


def without_editors_line(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(EDITORS_LINE))


def blank_script(name: str, title: str, purpose: str) -> str:
    return _BLANK_SCRIPT.format(id=name, title=quoted(title), purpose=purpose)


def blank_journey(name: str, title: str) -> str:
    return _BLANK_JOURNEY.format(id=name, title=quoted(title))


def copied(text: str, name: str, title: str) -> str | None:
    """The same words under another id and title, comments and all; None if its layout does not allow it."""
    new = re.sub(r"(?m)^id:.*$", f"id: {name}", without_editors_line(text), count=1)
    new = re.sub(r"(?m)^title:.*$", lambda _: f"title: {quoted(title)}", new, count=1)
    tree = read_tree(new)
    fits = not isinstance(tree, Problem) and (tree.values.get("id"), tree.values.get("title")) == (
        name,
        title,
    )
    return new if fits else None


def quoted(title: str) -> str:
    """As YAML reads it, whatever is in it."""
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(name: str) -> Starter:
    files = files_of(FOLDER / name)
    library: Library = load_files([*files_of(BUILT_IN / "scripts"), *files])
    mine = {file.name for file in files}
    texts = {
        key: without_editors_line(text)
        for key, text in library.texts.items()
        if library.files[key] in mine and key.startswith(("script/", "journey/"))
    }
    scripts = tuple(library.scripts[key.partition("/")[2]] for key in texts if key.startswith("script/"))
    return Starter(name, library.journeys[name], scripts, texts)
