"""What Sonogo says by itself in a simulated life, in full: the sentences of `services.greetings` by name."""

from collections.abc import Mapping
from typing import Final

from conversations.locales import pick_locale
from conversations.simulate.diary import Said
from services import greetings
from services.greetings_abroad import in_language

OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "CLAIMED": (greetings.CLAIMED, greetings.WHAT_COMES, greetings.HOW_TO_STOP),
    "STILL_STOPPED": (greetings.CLAIMED, greetings.STILL_STOPPED),
}


def own_words(entry: Said) -> str:
    """What Sonogo says by itself, or staff, in full; in the language of that life."""
    if entry.by == "staff":
        return entry.words
    own = OWN.get(entry.words) or (str(getattr(greetings, entry.words, entry.words)),)
    locale = pick_locale(str(entry.facts.get("locale", "")))
    return "\n".join(in_language(sentence, locale) for sentence in own).format(**entry.facts)
