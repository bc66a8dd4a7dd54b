"""All scripts and journeys by id, with their translations: the built-in ones and a folder's, which add to
them or take their place.

The one module here that reads files. A file that is wrong is reported with its lines and left out (the
built-in one it would have replaced stays). Scripts come out whole: what they call is put into `parts`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from conversations.journey import Journey
from conversations.parser import called_by, parse_tree
from conversations.problems import Problem, problem
from conversations.script import Script
from conversations.translation import Translation
from conversations.yaml_tree import Tree, read_tree

BUILT_IN = Path(__file__).parent
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem and the file it is in."""

    file: str
    problem: Problem

    def show(self, locale: str = "ja") -> str:
        return f"{self.file}: {self.problem.show(locale)}"


@dataclass(frozen=True, slots=True)
class Library:
    scripts: Mapping[str, Script] = field(default_factory=dict)
    journeys: Mapping[str, Journey] = field(default_factory=dict)
    translations: Mapping[str, Translation] = field(default_factory=dict)  # by «script.locale»
    problems: tuple[FileProblem, ...] = ()
    files: Mapping[str, str] = field(
        default_factory=dict
    )  # «script/id», «journey/id», «translation/id.locale» → the file it came from
    texts: Mapping[str, str] = field(default_factory=dict)  # the same → what its author wrote
    own: frozenset[str] = frozenset()  # the same: what does not come with the program


@dataclass(frozen=True, slots=True)
class _Written:
    """One text before it is read: where it came from, and whether it came with the program."""

    name: str
    text: str | Problem
    built_in: bool = False


def load_library(folder: Path | None = None) -> Library:
    """The built-in scripts and journeys, then those of `folder` (SCRIPTS_DIR)."""
    return load_files([*built_in_files(), *files_of(folder)], must_exist=folder)


def built_in_files() -> list[Path]:
    return [*files_of(BUILT_IN / "scripts"), *files_of(BUILT_IN / "journeys")]


def load_files(files: Iterable[Path], *, must_exist: Path | None = None) -> Library:
    """These files as one library; later ones take the place of earlier ones with the same id."""
    problems: list[FileProblem] = []
    if must_exist is not None and not must_exist.is_dir():
        problems.append(FileProblem(str(must_exist), problem("no_folder", (1, 1), must_exist.name)))
    written = [_Written(path.name, read_text(path), path.is_relative_to(BUILT_IN)) for path in files]
    library = _assemble(written)
    return replace(library, problems=(*problems, *library.problems)) if problems else library


def load_texts(texts: Mapping[str, str]) -> Library:
    """These texts («script/id» → text) as one library."""
    return _assemble([_Written(name, text) for name, text in texts.items()])


def _assemble(written: Iterable[_Written]) -> Library:
    problems: list[FileProblem] = []
    trees: list[tuple[_Written, Tree]] = []
    scripts: dict[str, Script] = {}
    origin: dict[str, _Written] = {}
    for one in written:
        tree = one.text if isinstance(one.text, Problem) else read_tree(one.text)
        if isinstance(tree, Problem):
            problems.append(FileProblem(one.name, tree))
            continue
        trees.append((one, tree))
        parsed = parse_tree(tree)
        if isinstance(parsed, Script):
            scripts[parsed.id] = parsed
            origin[f"script/{parsed.id}"] = one
    scripts, translations = _with_translations(trees, scripts, origin, problems)
    whole, journeys = {}, {}
    for one, tree in trees:
        parsed = parse_tree(tree, scripts)  # again, now that every script can be looked up
        if isinstance(parsed, Translation):
            continue
        if isinstance(parsed, list):
            problems += [FileProblem(one.name, p) for p in parsed if "translates" not in tree.values]
        elif isinstance(parsed, Journey):
            journeys[parsed.id] = parsed
            origin[f"journey/{parsed.id}"] = one
        else:
            whole[parsed.id] = parsed
    return Library(
        whole, journeys, translations, tuple(problems),
        files={key: one.name for key, one in origin.items()},
        texts={key: one.text for key, one in origin.items() if isinstance(one.text, str)},
        own=frozenset(key for key, one in origin.items() if not one.built_in),
    )  # fmt: skip


def _with_translations(
    trees: Iterable[tuple[_Written, Tree]],
    scripts: Mapping[str, Script],
    origin: dict[str, _Written],
    problems: list[FileProblem],
) -> tuple[dict[str, Script], dict[str, Translation]]:
    """The scripts with what there is of them in other languages; a translation that is wrong is left out."""
    found: dict[str, Translation] = {}
    for one, tree in trees:
        if "translates" not in tree.values:
            continue
        parsed = parse_tree(tree, scripts)
        if isinstance(parsed, Translation):
            found[parsed.name] = parsed
            origin[f"translation/{parsed.name}"] = one
        elif isinstance(parsed, list) and not (one.built_in and _is_own(tree.values["translates"], origin)):
            problems += [FileProblem(one.name, p) for p in parsed]
    return {name: with_translations(script, found) for name, script in scripts.items()}, found


def _is_own(script_id: object, origin: Mapping[str, _Written]) -> bool:
    """A shop's own script took a built-in one's place: the built-in translation says something else."""
    known = origin.get(f"script/{script_id}")
    return known is not None and not known.built_in


def with_translations(script: Script, translations: Mapping[str, Translation]) -> Script:
    """The script with those of the translations that are of it."""
    mine = {one.locale: one for one in translations.values() if one.translates == script.id}
    return script.model_copy(update={"translations": dict(sorted(mine.items()))}) if mine else script


def digest(content: Script | Journey) -> str:
    """What this version says, as 64 hex digits: the same words give the same digest, whatever the layout."""
    return hashlib.sha256(to_json(content).encode()).hexdigest()


def to_json(content: Script | Journey) -> str:
    """The version to keep: whole, canonical, read back by `Script.model_validate_json`."""
    plain = content.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_parts(script: Script, scripts: Mapping[str, Script]) -> Script:
    """The script with everything it calls put in."""
    return script.model_copy(update={"parts": called_by(script, scripts)})


def files_of(folder: Path | None) -> list[Path]:
    """Every YAML file in the folder and the folders in it, in the order of their names; no hidden ones.

    A file is itself; None and what does not exist are nothing.
    """
    if folder is not None and folder.is_file():
        return [folder]
    if folder is None or not folder.is_dir():
        return []
    found = (p for p in folder.rglob("*") if p.suffix in _SUFFIXES and p.is_file())
    return sorted(p for p in found if not any(w.startswith(".") for w in p.relative_to(folder).parts))


def files_beside(file: Path | None) -> list[Path]:
    """The YAML files in a file's own folder: what it may call. Not what lies below, which may be anything."""
    if file is None or not file.is_file():
        return []
    return sorted(p for p in file.parent.iterdir() if p.suffix in _SUFFIXES and p.is_file())


def read_text(path: Path) -> str | Problem:
    """A file's text; it must be UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return problem("not_text", (1, 1))
    except OSError as error:
        return problem("unreadable", (1, 1), error.strerror or "")
