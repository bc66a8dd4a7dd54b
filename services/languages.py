"""Which language a customer is spoken to in: their own choice, else their LINE's, else the shop's.

The choice is kept on the contact. LINE tells a profile's language only where the person allows it; until it
does, the language an order came with (`befriending`), or a message is plainly written in (`texts`), stands in
its place.
"""

from collections import Counter
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.locales import Locale, pick_locale, read_locale
from models.contact import Contact

SHOPS: Final[Locale] = "ja"  # what a shop writes in, unless a script says otherwise


def language_of(contact: Contact) -> Locale:
    """The language this person is spoken to in now."""
    return pick_locale(contact.chosen_language, contact.language, default=SHOPS)


def choose(contact: Contact, tag: str) -> Locale | None:
    """Keep what was chosen; «» gives the choice back to LINE's own. None for a language we do not speak."""
    chosen = read_locale(tag)
    if tag and chosen is None:
        return None
    contact.chosen_language = chosen or ""
    return language_of(contact)


def speakers(session: Session) -> Counter[Locale]:
    """How many friends are spoken to in each language now."""
    tags = Contact.chosen_language, Contact.language
    counted = select(*tags, func.count()).where(Contact.friend_state == "friend").group_by(*tags)
    found: Counter[Locale] = Counter()
    for chosen, told, count in session.execute(counted):
        found[pick_locale(chosen, told, default=SHOPS)] += count
    return found
