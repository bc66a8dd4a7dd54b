"""YAML text → Script, Journey or Translation, or the list of what is wrong with it. Never an exception.

Shape first (`parser_shape`), then meaning (`parser_meaning`): ids, targets, names, sentences, conditions.
Names that only a called sub-script gives are known when `parts` holds it; `conversations.library` does that.
"""

from collections.abc import Mapping

from conversations.check_translations import errors_in
from conversations.journey import Journey
from conversations.parser_meaning import check_journey, check_script
from conversations.parser_shape import read_model
from conversations.problems import Problem
from conversations.script import Script
from conversations.translation import Translation
from conversations.yaml_tree import Tree, read_tree

Written = Script | Journey | Translation
__all__ = ["Problem", "Written", "parse_any", "parse_journey", "parse_script", "parse_tree"]


def parse_script(text: str, parts: Mapping[str, Script] | None = None) -> Script | list[Problem]:
    """A script; with `parts` (the scripts it may call, by id) they are put in, and checked with it."""
    tree = read_tree(text)
    return [tree] if isinstance(tree, Problem) else _script(tree, parts)


def parse_journey(text: str, scripts: Mapping[str, Script] | None = None) -> Journey | list[Problem]:
    """A journey; with `scripts`, the scripts and answers it names are looked up, too."""
    tree = read_tree(text)
    return [tree] if isinstance(tree, Problem) else _journey(tree, scripts)


def parse_any(text: str, scripts: Mapping[str, Script] | None = None) -> Written | list[Problem]:
    """Whichever it is: a file with touchpoints is a journey, one that `translates` a translation."""
    tree = read_tree(text)
    return [tree] if isinstance(tree, Problem) else parse_tree(tree, scripts)


def parse_tree(tree: Tree, scripts: Mapping[str, Script] | None = None) -> Written | list[Problem]:
    """The same for a text that is already a tree (`yaml_tree.read_tree`)."""
    if "translates" in tree.values:
        return _translation(tree, scripts)
    return _journey(tree, scripts) if "touchpoints" in tree.values else _script(tree, scripts)


def _script(tree: Tree, parts: Mapping[str, Script] | None) -> Script | list[Problem]:
    script = read_model(Script, tree)
    if isinstance(script, list):
        return script
    whole = script if parts is None else _with_known(script, parts)
    return sorted(set(check_script(whole, tree, linked=parts is not None))) or whole


def _with_known(script: Script, known: Mapping[str, Script]) -> Script:
    """What belongs to it besides its own text: the scripts it calls, and the translations there are of it."""
    mine = known.get(script.id)
    translations = mine.translations if mine is not None else {}
    return script.model_copy(update={"parts": called_by(script, known), "translations": translations})


def _translation(tree: Tree, scripts: Mapping[str, Script] | None) -> Translation | list[Problem]:
    translation = read_model(Translation, tree)
    if isinstance(translation, list):
        return translation
    return sorted(set(errors_in(translation, tree, scripts))) or translation


def _journey(tree: Tree, scripts: Mapping[str, Script] | None) -> Journey | list[Problem]:
    journey = read_model(Journey, tree)
    if isinstance(journey, list):
        return journey
    return sorted(set(check_journey(journey, tree, scripts))) or journey


def called_by(script: Script, known: Mapping[str, Script]) -> dict[str, Script]:
    """Every script it calls, directly or not, without their own parts: one published version is whole."""
    found: dict[str, Script] = {}
    open_ids = sorted(script.calls)
    while open_ids:
        called = open_ids.pop()
        if called not in found and called in known:
            found[called] = known[called].model_copy(update={"parts": {}})
            open_ids.extend(sorted(known[called].calls))
    return dict(sorted(found.items()))
