"""A translation held against its script: what cannot be said, is missing, too much, old, or too long.

Names that the script's own sentence does not have are errors: they might have nothing to show. A sentence
that is missing is a warning, because the script is then sent whole in the language it was written in.
"""

import json
from collections.abc import Iterator, Mapping

from ruamel.yaml.comments import CommentedMap

from conversations.check_messages import found
from conversations.check_texts import BUBBLE_LIMIT, BUTTON_BYTES, QUESTION_SHOWN
from conversations.counting import TEXT_LIMIT, graphemes, utf16_units
from conversations.problems import Problem, meant, problem
from conversations.script import AskStep, Script
from conversations.templates import Template, TemplateError, compile_template, wide_gaps
from conversations.translating import (
    Slot,
    has_words,
    section_of,
    seen_of,
    sentences_of,
    translated_sentences,
)
from conversations.translation import Translation
from conversations.words import STANDARD_FACTS
from conversations.yaml_tree import Tree

_BESIDE_STEPS = ("words", "variables", "every_question")


def errors_in(
    translation: Translation, tree: Tree, scripts: Mapping[str, Script] | None
) -> Iterator[Problem]:
    """What keeps it from being used at all. Without `scripts` only what can be seen in the file itself."""
    script = scripts.get(translation.translates) if scripts is not None else None
    if scripts is not None and script is None:
        hint = meant(translation.translates, scripts)
        yield problem("unknown_script", tree.at(("translates",)), translation.translates, hint)
    if script is not None and script.locale == translation.locale:
        yield problem("not_one_of", tree.at(("locale",)), translation.locale)
    source = sentences_of(script) if script is not None else {}
    for slot, text in translated_sentences(translation).items():
        made = _compiled(text)
        if isinstance(made, TemplateError):
            yield problem(made.code, tree.at(slot), made.word)
        elif slot in source and script is not None:
            yield from _names(made, _compiled(source[slot]), slot, tree, script)


def fits(translation: Translation, script: Script) -> bool:
    """Whether it can be used with this script: no name is put in that the script may not have."""
    return not any(errors_in(translation, Tree({}, CommentedMap()), {script.id: script}))


def _compiled(text: str) -> Template | TemplateError:
    try:
        return compile_template(text)
    except TemplateError as error:
        return error


def _names(
    made: Template, source: Template | TemplateError, slot: Slot, tree: Tree, script: Script
) -> Iterator[Problem]:
    if isinstance(source, TemplateError):
        return
    certain = frozenset(STANDARD_FACTS[script.locale]) | set(script.variables) | {"facts"}
    for name in sorted(made.names - source.names - certain):
        yield problem("template_name", tree.at(slot), name, meant(name, source.names | certain))
    for name in sorted(made.needs - source.needs - certain):
        if name in source.names:
            yield problem("template_default", tree.at(slot), name)


def check_translation(translation: Translation, tree: Tree, script: Script) -> list[Problem]:
    """What is unwise or unfinished in a translation that can be used."""
    looked = (_missing, _old, _lengths)
    return sorted({one for look in looked for one in look(translation, tree, script)})


def _missing(translation: Translation, tree: Tree, script: Script) -> Iterator[Problem]:
    source, mine = sentences_of(script), translated_sentences(translation)
    for slot in source:
        if slot not in mine:
            yield found("translation_missing", _near(tree, slot), f"{_shown(slot)}: {source[slot][:30]}")
    for slot in mine:
        if slot not in source:
            yield found("translation_superfluous", tree.at(slot, key=True), _shown(slot))
    for slot, text in mine.items():
        made, wanted = _compiled(text), _compiled(source.get(slot, ""))
        if isinstance(made, Template) and isinstance(wanted, Template):
            for name in sorted(wanted.names - made.names):
                yield found("translation_variable", tree.at(slot), name)
        if not has_words(text) and has_words(source.get(slot, "")):
            yield found("translation_missing", tree.at(slot), _shown(slot))


def _near(tree: Tree, slot: Slot) -> tuple[int, int]:
    """The nearest place that is written: the step, or the beginning of the steps."""
    return tree.at(slot, key=True)


def _shown(slot: Slot) -> str:
    return ".".join(str(part) for part in slot if part != "steps")


def _old(translation: Translation, tree: Tree, script: Script) -> Iterator[Problem]:
    now = seen_of(script)
    for section in dict.fromkeys(section_of(slot) for slot in translated_sentences(translation)):
        seen = translation.seen.get(section)
        place: Slot = (section,) if section in _BESIDE_STEPS else ("steps", section)
        if section in now and seen is None:
            yield found("translation_unseen", tree.at(place, key=True), section)
        elif section in now and seen != now[section]:
            yield found("translation_stale", tree.at(place, key=True), section)


def _lengths(translation: Translation, tree: Tree, script: Script) -> Iterator[Problem]:
    for slot, text in translated_sentences(translation).items():
        for gap in wide_gaps(text):
            yield found("wide_gap", tree.at(slot), gap)
        if utf16_units(text) > TEXT_LIMIT:
            yield found("text_long", tree.at(slot), f"{utf16_units(text)}")
        if slot[-1] != "ask":
            continue
        step = script.step(str(slot[1]))
        buttons = len(script.choice_ids(step)) + 3 if isinstance(step, AskStep) else 0
        size = len(json.dumps(text).encode()) + BUTTON_BYTES * (buttons + 2)
        if size > BUBBLE_LIMIT:
            yield found("bubble_big", tree.at(slot), f"{size // 1000}KB")
        elif graphemes(text) > QUESTION_SHOWN:
            yield found("question_long", tree.at(slot), graphemes(text))
