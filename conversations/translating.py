"""A script in another language: its sentences, whether a translation has them all, and the script in it.

`in_locale` is pure and remembers what it made. It is all or nothing: where one sentence is missing or was
made from other words than the script's of today, here or in a script it calls, the whole script stays in
the language it was written in. So no conversation is mixed, and nobody reads what the shop no longer says
(ADR 0029).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from conversations.authored import (
    AskDefaults,
    Choice,
    ImageSaid,
    LinkSaid,
    Quiet,
    Reminder,
    StickerSaid,
    TextSaid,
)
from conversations.locales import Locale, read_locale
from conversations.script import AskStep, CaseStep, RememberStep, SayStep, Script, ScriptWords, SetStep, Step
from conversations.translation import AltWords, LinkWords, QuestionWords, StepWords, Translation
from conversations.words import WORDS

Slot = tuple[str | int, ...]  # where a sentence stands in the translation's file
_GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NOTHING = StepWords()
_USUAL = {text for words in WORDS.values() for name, text in words.items() if name.startswith("button_")}
_KEPT = "this script in other languages"


# --- which sentences there are ---------------------------------------------------------------------------


def sentences_of(script: Script) -> dict[Slot, str]:
    """Every sentence of this script itself that needs saying in another language, by its place."""
    found: dict[Slot, str] = {}
    for name, text in script.variables.items():
        if isinstance(text, str) and has_words(text):
            found["variables", name] = text
    for name, text in script.words:
        if text is not None:
            found["words", name] = text
    found |= {("every_question", *slot): text for slot, text in _of_defaults(script.every_question)}
    for step in script.steps:
        found |= {("steps", step.id, *slot): text for slot, text in _of_step(step)}
    return found


def has_words(text: str) -> bool:
    """Whether there is anything to translate in a text: letters outside of its gaps, or quoted inside."""
    inside = " ".join(a or b for gap in _GAP.findall(text) for a, b in _QUOTED.findall(gap))
    return any(char.isalpha() for char in _GAP.sub("", text) + inside)


def _of_step(step: Step) -> Iterator[tuple[Slot, str]]:
    match step:
        case SayStep(say=said):
            for place, bubble in enumerate(b for b in said if not isinstance(b, StickerSaid)):
                match bubble:
                    case TextSaid(text=text):
                        yield ("say", place), text
                    case LinkSaid(text=text, label=label):
                        yield ("say", place, "text"), text
                        yield ("say", place, "label"), label
                    case ImageSaid(alt=alt) if alt:
                        yield ("say", place, "alt"), alt
        case AskStep():
            yield ("ask",), step.ask
            for name in ("repeat", "hint"):
                if getattr(step, name):
                    yield (name,), getattr(step, name)
            for place, label in enumerate(step.labels or ()):
                yield ("labels", place), label
            for choice in step.choices:
                yield ("choices", choice.id, "label"), choice.label
            yield from _of_button("optional", step.optional)
            yield from _of_defaults(step)
        case CaseStep(case=case) if case.tell:
            yield ("tell",), case.tell
        case SetStep(set=given) | RememberStep(remember=given):
            word = "set" if isinstance(step, SetStep) else "remember"
            for name, value in given.items():
                if isinstance(value, str) and not value.startswith("=") and has_words(value):
                    yield (word, name), value


def _of_defaults(asked: AskDefaults) -> Iterator[tuple[Slot, str]]:
    for place, text in enumerate(asked.retry or ()):
        yield ("retry", place), text
    if isinstance(asked.reminder, Reminder):
        yield ("reminder",), asked.reminder.text
    yield from _of_button("refuse", asked.refuse)
    yield from _of_button("human", asked.human)


def _of_button(name: str, button: Quiet | bool | None) -> Iterator[tuple[Slot, str]]:
    """A small button; one that reads as it always does is known in every language."""
    if isinstance(button, Quiet) and button.label and button.label not in _USUAL:
        yield (name,), button.label


def translated_sentences(translation: Translation) -> dict[Slot, str]:
    """The same of a translation; other words (`also`) and pages of its own are no sentences."""
    found: dict[Slot, str] = {("variables", n): text for n, text in translation.variables.items()}
    found |= {("words", n): text for n, text in translation.words.items()}
    found |= {("every_question", *slot): text for slot, text in _words_in(translation.every_question)}
    for step_id, step in translation.steps.items():
        found |= {("steps", step_id, *slot): text for slot, text in _words_in(step)}
    return found


def _words_in(words: QuestionWords) -> Iterator[tuple[Slot, str]]:
    for name in ("ask", "repeat", "hint", "optional", "tell", "reminder", "refuse", "human"):
        if text := getattr(words, name, None):
            yield (name,), text
    for place, text in enumerate(words.retry):
        yield ("retry", place), text
    if not isinstance(words, StepWords):
        return
    for place, said in enumerate(words.say):
        match said:
            case LinkWords(text=text, label=label):
                yield ("say", place, "text"), text
                yield ("say", place, "label"), label
            case AltWords(alt=alt):
                yield ("say", place, "alt"), alt
            case str():
                yield ("say", place), said
    for place, label in enumerate(words.labels):
        yield ("labels", place), label
    for choice, its in words.choices.items():
        yield ("choices", choice, "label"), its.label
    for name in ("set", "remember"):
        for fact, text in getattr(words, name).items():
            yield (name, fact), text


def seen_of(script: Script) -> dict[str, str]:
    """Step (or «words» …) → what tells whether one of its sentences changed."""
    parts: dict[str, list[str]] = {}
    for slot, text in sentences_of(script).items():
        parts.setdefault(section_of(slot), []).append(text.strip())
    return {name: hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8] for name, texts in parts.items()}


def section_of(slot: Slot) -> str:
    return str(slot[1] if slot[0] == "steps" else slot[0])


# --- is it whole? ----------------------------------------------------------------------------------------


def missing(script: Script, locale: str) -> list[Slot]:
    """The sentences of the script itself that this language lacks, or has of other words than today's."""
    wanted = sentences_of(script)
    translation = script.translations.get(known) if (known := read_locale(locale)) is not None else None
    if translation is None:
        return list(wanted)
    there, old = translated_sentences(translation), old_sections(script, translation)
    return [slot for slot in wanted if slot not in there or section_of(slot) in old]


def old_sections(script: Script, translation: Translation) -> frozenset[str]:
    """Where the script changed after this was translated; what nobody noted is taken as it is."""
    now = seen_of(script)
    return frozenset(name for name, seen in translation.seen.items() if name in now and seen != now[name])


def is_whole(script: Script, locale: str) -> bool:
    """Whether everything the script says, called scripts included, can be said in this language."""
    parts = (part for part in script.parts.values() if part.locale != locale)
    return not any(missing(one, locale) for one in ((script, *parts) if script.locale != locale else parts))


def locale_of(script: Script, wanted: str) -> Locale:
    """The language it is spoken in for somebody who would like `wanted`."""
    return in_locale(script, wanted).locale


def in_locale(script: Script, locale: str) -> Script:
    """The script in this language if it is whole in it, else as it was written. Made once per script."""
    known = read_locale(locale)
    if known is None or known == script.locale:
        return script
    kept = script.__dict__.get(_KEPT)  # as `plan.plan_of` keeps its plans, and for the same reasons
    if kept is None or kept[0] != id(script):
        kept = (id(script), {})
        script.__dict__[_KEPT] = kept
    made: dict[str, Script] = kept[1]
    if known not in made:
        made[known] = translated(script, known) if is_whole(script, known) else script
    return made[known]


# --- the script in it ------------------------------------------------------------------------------------


def translated(script: Script, locale: Locale) -> Script:
    """Every sentence this language has put in its place; what it lacks stays as it was written."""
    parts = {name: _with_words(part, locale) for name, part in script.parts.items()}
    return _with_words(script, locale).model_copy(update={"parts": parts}).as_translation_of(script)


def _with_words(script: Script, locale: Locale) -> Script:
    words = script.translations.get(locale) or Translation(translates=script.id, locale=locale)
    said = {name: text for name, text in words.words.items() if getattr(script.words, name, None)}
    return script.model_copy(
        update={
            "locale": locale,
            "variables": {**script.variables, **words.variables},
            "words": ScriptWords(**{**dict(script.words), **said}),
            "every_question": _defaults(script.every_question, words.every_question),
            "steps": tuple(_step(step, words.steps.get(step.id, _NOTHING)) for step in script.steps),
        }
    )


def _defaults(asked: AskDefaults, words: QuestionWords) -> Any:
    changed: dict[str, Any] = {}
    if asked.retry and words.retry:
        changed["retry"] = words.retry
    if isinstance(asked.reminder, Reminder) and words.reminder:
        changed["reminder"] = asked.reminder.model_copy(update={"text": words.reminder})
    for name in ("refuse", "human", "optional"):
        button, label = getattr(asked, name, None), getattr(words, name, None)
        if isinstance(button, Quiet) and (label or button.label in _USUAL):
            changed[name] = button.model_copy(update={"label": label})  # None: as it always reads
    return asked.model_copy(update=changed)


def _step(step: Step, words: StepWords) -> Step:
    match step:
        case SayStep():
            return step.model_copy(update={"say": tuple(_bubbles(step, words))})
        case AskStep():
            changed: dict[str, Any] = {
                name: text for name in ("ask", "repeat", "hint") if (text := getattr(words, name))
            }
            if step.labels and len(words.labels) == len(step.labels):
                changed["labels"] = words.labels
            changed["choices"] = tuple(_choice(choice, words) for choice in step.choices)
            asked: AskStep = _defaults(step, words)
            return asked.model_copy(update=changed)
        case CaseStep() if words.tell:
            return step.model_copy(update={"case": step.case.model_copy(update={"tell": words.tell})})
        case SetStep():
            return step.model_copy(update={"set": {**step.set, **_known(words.set, step.set)}})
        case RememberStep():
            kept = {**step.remember, **_known(words.remember, step.remember)}
            return step.model_copy(update={"remember": kept})
    return step


def _known(given: Mapping[str, str], there: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in given.items() if name in there}


def _bubbles(step: SayStep, words: StepWords) -> Iterator[Any]:
    """Stickers say the same everywhere; the other bubbles take their words in order."""
    place = -1
    for bubble in step.say:
        place += not isinstance(bubble, StickerSaid)
        said = words.say[place] if 0 <= place < len(words.say) else None
        match bubble, said:
            case TextSaid(), str():
                yield bubble.model_copy(update={"text": said})
            case LinkSaid(), LinkWords():
                yield LinkSaid(text=said.text, label=said.label, link=said.link or bubble.link)
            case ImageSaid(), AltWords(alt=alt):
                yield bubble.model_copy(update={"alt": alt})
            case _:
                yield bubble


def _choice(choice: Choice, words: StepWords) -> Choice:
    """What people say in the language it was written in is understood in every other."""
    its = words.choices.get(choice.id)
    if its is None:
        return choice
    return choice.model_copy(
        update={"label": its.label, "also": tuple(dict.fromkeys((*its.also, *choice.also, choice.label)))}
    )
