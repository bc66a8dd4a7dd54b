"""Secrets at rest: sealed with a key made from SECRET_KEY; a copy of the database alone opens nothing.

What the old key (SECRET_KEY_OLD) sealed is still opened; what is sealed anew, the new key seals. The library
is loaded with the first secret: a shop that seals none does not carry its 8 MB.
"""

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Sealer:
    """`keys`: the one that seals last, as itsdangerous orders them."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        self._keys, self._purpose = tuple(keys), purpose

    def seal(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """None when neither key fits: SECRET_KEY was exchanged without keeping the old one."""
        from cryptography.fernet import InvalidToken

        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    @cached_property
    def _box(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(_derived(key, self._purpose)) for key in reversed(self._keys)])


def _derived(key: str, purpose: str) -> bytes:
    """One key per purpose: what is sealed for one is not opened by another."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"sonogo:{purpose}".encode())
    return base64.urlsafe_b64encode(made.derive(key.encode()))
