"""What a script says in other languages, sentence beside sentence, and what a change would take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversations.locales import LOCALES, NAMES, Locale
from conversations.script import Script
from conversations.translating import (
    is_whole,
    missing,
    old_sections,
    section_of,
    sentences_of,
    translated_sentences,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `said` «»: not translated; `old`: the script's sentence changed since."""

    place: str
    written: str
    said: str
    old: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """One language. `lacking` counts the script's own sentences; `whole` asks for its called scripts, too."""

    locale: Locale
    name: str
    whole: bool
    lacking: int
    lines: tuple[Line, ...]


def spoken_in(script: Script) -> list[Spoken]:
    """Every language but its own."""
    return [_in(script, locale) for locale in LOCALES if locale != script.locale]


def languages_beside(script: object) -> list[tuple[Locale, str]]:
    """Every language a script that can be read may be translated into."""
    return [(one, NAMES[one]) for one in LOCALES if isinstance(script, Script) and one != script.locale]


def lost_by(before: Script | None, after: Script) -> list[Locale]:
    """The languages it could be said in before, and could not after this change."""
    if before is None:
        return []
    return [one for one in LOCALES if is_whole(before, one) and not is_whole(after, one)]


def names_and_speakers(
    lost: Sequence[Locale], speakers: Mapping[Locale, int]
) -> list[tuple[Locale, str, int]]:
    """Each language with its own name, and how many friends read it; the most first."""
    found = [(one, NAMES[one], speakers.get(one, 0)) for one in lost]
    return sorted(found, key=lambda one: -one[2])


def _in(script: Script, locale: Locale) -> Spoken:
    translation = script.translations.get(locale)
    there = translated_sentences(translation) if translation is not None else {}
    old = old_sections(script, translation) if translation is not None else frozenset()
    lines = tuple(
        Line(
            ".".join(str(part) for part in slot if part != "steps"), text, there.get(slot, ""),
            slot in there and section_of(slot) in old,
        )
        for slot, text in sentences_of(script).items()
    )  # fmt: skip
    lacking = len(missing(script, locale))
    return Spoken(locale, NAMES[locale], is_whole(script, locale), lacking, lines)
