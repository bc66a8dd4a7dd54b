"""Reading how a customer can be reached: phone numbers and mail addresses as people type them."""

import re
import unicodedata
from typing import Final

import phonenumbers

_EMAIL: Final = re.compile(r"[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]_]{1,190}\.[^@\s.]{2,63}")
_MAX_TYPED: Final = 60


def read_phone(text: str, region: str = "JP") -> str:
    """`０９０－００００－１２３４` → `+819000001234`; "" when it is no telephone number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or len(plain) > _MAX_TYPED:
        return ""
    # The long vowel mark and typographic dashes stand for hyphens between digits.
    plain = re.sub(r"[ー‐‑‒–—―−]", "-", plain)
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_email(text: str) -> str:
    """The address without spaces around it, its domain in lower case; "" when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _EMAIL.fullmatch(plain):
        return ""
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"
