"""Guesses at codes and order numbers: honest slips cost nothing, whoever goes on waits longer each time."""

from datetime import datetime, timedelta
from typing import Final

from models.contact import Contact
from services.desk import Desk

MISSES: Final = 5  # wrong codes …
MISS_REST: Final = timedelta(hours=1)  # … then a rest, twice as long after each more …
LONGEST_MISS_REST: Final = timedelta(days=1)  # … up to this: with five pairs a message 10,000 take years
MISSES_FORGIVEN: Final = timedelta(days=7)  # without a wrong one they are counted anew


def missed(desk: Desk, contact: Contact) -> None:
    """One more wrong code; after a week without one they are counted anew."""
    last = contact.claim_missed_at
    forgiven = last is not None and desk.now >= last + MISSES_FORGIVEN
    contact.claim_misses = 1 if forgiven else contact.claim_misses + 1
    contact.claim_missed_at = desk.now


def has_guessed(desk: Desk, contact: Contact) -> bool:
    """Too many wrong codes of late."""
    over = rest_over(contact)
    return over is not None and desk.now < over


def rest_over(contact: Contact) -> datetime | None:
    """When they may try again; None for who never mistook."""
    last = contact.claim_missed_at
    return None if last is None else last + _rest_after(contact.claim_misses)


def _rest_after(misses: int) -> timedelta:
    """None for an honest person's slips; then it grows, or one account finds an order within weeks."""
    if misses < MISSES:
        return timedelta()
    doubled = min(misses - MISSES, 10)  # far beyond the longest
    return min(MISS_REST * (1 << doubled), LONGEST_MISS_REST)
