"""Claim codes: eight characters a person can copy by hand, and finding them in what a person typed.

Shown as `SN-XXXX-XXXX`, kept as the bare eight. The alphabet has no 0 1 I L O U, so nothing is ever
silently swapped for a look-alike: a code with such a letter in it is a typo and is said to be one.
The last character is a check character (Luhn modulo 30: every single wrong character, nearly every swap
of neighbours), so that a typo (`not is_well_formed`) is told from a guess (well formed, but unknown).
"""

import re
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_N = len(ALPHABET)
_VALUE = {char: value for value, char in enumerate(ALPHABET)}

# What people type between the groups: spaces, hyphens and dashes of every make, the long vowel mark, dots.
_GAP = r"[\s\-‐‑‒–—―−ー－ｰ~〜～_・.,:/|]*"
_AFTER = r"(?![0-9A-Z])"
_PREFIXED = re.compile(rf"(?<![0-9A-Z])S{_GAP}N({_GAP})([0-9A-Z](?:{_GAP}[0-9A-Z]){{7}}){_AFTER}")
_BARE = re.compile(
    rf"(?<![0-9A-Z])(?<![0-9A-Z][\-‐‑‒–—―−])([{ALPHABET}]{{4}}{_GAP}[{ALPHABET}]{{4}}){_AFTER}(?![\-‐‑‒–—―−][0-9A-Z])"
)
_ONLY_CODE = re.compile(rf"[{ALPHABET}]{{4}}[\s\-‐‑‒–—―−ー]+[{ALPHABET}]{{4}}")
_HYPHEN = r"[\-‐‑‒–—―−ー－]"
_MORE = rf"(?:{_HYPHEN}| (?=[A-Z]*[0-9]))([0-9A-Z]{{1,7}})"
_CUT = re.compile(rf"(?<![0-9A-Z])SN{_HYPHEN}+([0-9A-Z]{{2,11}})(?:{_MORE})?{_AFTER}")
_NOT_CODE = re.compile(r"[^0-9A-Z]")


def make_code(seven: str) -> str:
    """The eight-character code for seven characters of `ALPHABET` (the caller brings the chance)."""
    if len(seven) != 7 or any(char not in _VALUE for char in seven):
        raise ValueError("seven characters of the code alphabet are needed")
    return seven + ALPHABET[-_luhn(seven + ALPHABET[0]) % _N]


def is_well_formed(code: str) -> bool:
    """Whether the check character agrees: False means a typo, True means ours, old, or guessed."""
    return len(code) == 8 and all(char in _VALUE for char in code) and _luhn(code) % _N == 0


def show_code(code: str) -> str:
    """`7K3MQ2XH` → `SN-7K3M-Q2XH`."""
    return f"SN-{code[:4]}-{code[4:]}"


def find_codes(text: str) -> tuple[str, ...]:
    """The bare codes in a text, in order, each once; ask `is_well_formed` whether one is a typo.

    With the SN prefix anything of the right length counts. Without it only a well-formed code with a
    letter does (so that order and phone numbers pass by), or a message that is nothing but XXXX-XXXX.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    found: list[tuple[int, str]] = []
    for match in _PREFIXED.finditer(plain):
        code = _NOT_CODE.sub("", match[2])
        # «snowboards» is a word: no gap, no digit and a wrong check character is no attempt at a code.
        if match[1] or is_well_formed(code) or any(char.isdigit() for char in code):
            found.append((match.start(), code))
    taken = [(match.start(), match.end()) for match in _PREFIXED.finditer(plain)]
    for match in _BARE.finditer(plain):
        if any(start <= match.start() < end for start, end in taken):
            continue
        code = _NOT_CODE.sub("", match[1])
        if _looks_meant(code, match[1], plain):
            found.append((match.start(), code))
    return tuple(dict.fromkeys(code for _, code in sorted(found)))


def count_letters(text: str) -> int | None:
    """How many characters a code with the SN prefix has that has too few or too many; None: there is none.

    Digits alone are an order number of somebody's, no code.
    """
    found = _CUT.search(unicodedata.normalize("NFKC", text).upper())
    code = "".join(filter(None, found.groups())) if found is not None else ""
    if len(code) == 8 or not 5 <= len(code) <= 11 or code.isdigit():
        return None
    return len(code)


def _looks_meant(code: str, typed: str, whole: str) -> bool:
    has_digit = any(char.isdigit() for char in code)
    has_letter = any(char.isalpha() for char in code)
    if is_well_formed(code) and has_letter:
        return has_digit or len(typed) == 8 or bool(re.search(r"[^\sA-Z0-9]", typed))
    return has_digit and has_letter and bool(_ONLY_CODE.fullmatch(whole.strip()))


def _luhn(code: str) -> int:
    total = 0
    for place, char in enumerate(reversed(code)):
        value = _VALUE[char] * (2 if place % 2 else 1)
        total += value // _N + value % _N
    return total
