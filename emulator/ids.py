"""Identifiers in the shapes LINE gives them. Nobody may read meaning into one, and we give none."""

import base64
import hashlib
import hmac
import itertools
import re
import secrets
import time

USER_ID = re.compile(r"U[0-9a-f]{32}")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")
UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 18 digits that begin later at every start, so a database kept from yesterday meets no id twice.
_message_ids = itertools.count(5 * 10**17 + int(time.time() * 1000) * 10**4)


def new_user_id() -> str:
    return "U" + secrets.token_hex(16)


def new_message_id() -> str:
    return str(next(_message_ids))


def new_request_id() -> str:
    h = secrets.token_hex(16)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def new_reply_token() -> str:
    return secrets.token_hex(16)


def new_token(n_bytes: int = 32) -> str:
    return secrets.token_urlsafe(n_bytes)


def new_ulid(at_ms: int) -> str:
    """48 bits of time and 80 of chance, in Crockford's base 32."""
    number = (at_ms << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


class QuoteTokens:
    """Quote tokens that carry their own proof, so a million sent messages need no table.

    A token never expires, may be used again and again, and only in the chat it came from.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def issue(self, channel_id: str, user_id: str, message_id: str) -> str:
        proof = self._proof(channel_id, user_id, message_id)
        return base64.urlsafe_b64encode(int(message_id).to_bytes(8, "big") + proof).decode().rstrip("=")

    def read(self, token: str, channel_id: str, user_id: str) -> str | None:
        """The id of the quoted message; None when the token is not of this chat."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        message_id = str(int.from_bytes(raw[:8], "big"))
        proof = self._proof(channel_id, user_id, message_id)
        return message_id if hmac.compare_digest(raw[8:], proof) else None

    def _proof(self, channel_id: str, user_id: str, message_id: str) -> bytes:
        text = f"{channel_id}:{user_id}:{message_id}".encode()
        return hashlib.blake2b(text, key=self._key, digest_size=16).digest()
