"""Passwords as argon2id hashes. At most two are computed at once: each takes 64 MiB while it runs."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()  # RFC 9106, low memory: m=64 MiB, t=3, p=4
# Of a random password nobody knows: what the password for an unknown account is compared with.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$ZSnj9rhbuC0uHEwLwaeshQ$lmTyS2Ii0VX9ZfIXNjXDq0Mbusa6zh6OCvi5EM59zM8"
_SLOTS = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    with _SLOTS:
        return _HASHER.hash(_plain(password))


def is_correct(hashed: str | None, password: str) -> bool:
    """Takes the same time when there is no hash to compare with: nobody learns which accounts exist."""
    known = hashed or _NOBODY
    with _SLOTS:
        try:
            _HASHER.verify(known, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


def needs_rehash(hashed: str) -> bool:
    """The hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(hashed)


def _plain(password: str) -> str:
    """The same characters typed on a phone and on a PC are the same password (RFC 8265)."""
    return unicodedata.normalize("NFKC", password)
