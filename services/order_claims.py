"""ご注文番号とお電話番号の下4けた: another way to one's purchase, for whoever has no code at hand.

Both in one message, anywhere in it. The answer is the same whether there is no such pair or no telephone
number; wrong pairs count with wrong codes. An order number among other words stays just words: people write
of their orders.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from models.contact import Contact
from models.purchase import Purchase, by_external_ids
from services import greetings
from services.befriending import bind, has_guessed, missed, say
from services.desk import Desk
from services.outbox import Reply

MOST: Final = 6  # words with a digit looked at per message: many guesses in one text are no one guess
LITTLE: Final = 8  # letters beside it: 「注文番号は A-1001 です」 is nothing but the number
_DASHES: Final = re.compile(r"[‐‑‒–—―−ーｰ]")
_WORD: Final = re.compile(r"[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)*")
_LAST_FOUR: Final = re.compile(r"[0-9]{4}")


def claim(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """Bind the purchase an order number and four digits name, or say what is missing. None: just words."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    words = [word for word in _WORD.findall(plain) if any(char.isdigit() for char in word)]
    if not words:
        return None
    found = [p for p in _named(desk, contact, words[:MOST]) if p.contact_id != contact.id]
    if not found:
        return None
    digits = [word for word in words[:MOST] if _LAST_FOUR.fullmatch(word)]
    pairs = [(p, [d for d in digits if d.casefold() != p.external_id.casefold()]) for p in found]
    if not any(told for _, told in pairs):
        beside = len("".join(_WORD.sub("", plain).split()))
        if beside > LITTLE:
            return None
        say(desk, contact, greetings.ORDER_NEEDS_PHONE, reply)
        return "claim_needs_phone"
    if has_guessed(desk, contact):
        say(desk, contact, greetings.THROTTLED, reply)
        return "claim_throttled"
    for purchase, told in pairs:
        if purchase.phone and purchase.phone[-4:] in told:
            return bind(desk, contact, purchase, text, reply)
    missed(desk, contact)
    say(desk, contact, greetings.ORDER_UNKNOWN, reply)
    return "claim_unknown"


def _named(desk: Desk, contact: Contact, words: Sequence[str]) -> list[Purchase]:
    spellings = {form for word in words for form in (word, word.upper(), word.lower())}
    return by_external_ids(desk.session, contact.channel_id, spellings)
