"""What a browser answers is never trusted to be whole: what cannot be read proves nothing."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import orjson
import pytest

from services import passkey_proof
from services.passkeys import Party

PARTY = Party("shop.example.jp", "https://shop.example.jp", "花しずく")
MAP_OF_TWO = bytes.fromhex("a201020326")  # a key that says its kind and algorithm, and no more
EMPTY = bytes.fromhex("a0")


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def an_answer(challenge: str, key: bytes) -> dict[str, Any]:
    """As after a registration, unsigned, with this public key in it."""
    said = {"type": "webauthn.create", "challenge": challenge, "origin": PARTY.origin}
    handle = b"x" * 16
    seen = sha256(PARTY.host.encode()).digest() + b"\x45" + bytes(4) + b"a" * 16 + b"\x00\x10" + handle + key
    attested = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(seen)]) + seen
    response = {"clientDataJSON": encoded(orjson.dumps(said)), "attestationObject": encoded(attested)}
    return {"id": encoded(handle), "rawId": encoded(handle), "type": "public-key", "response": response}


@pytest.mark.parametrize("key", [MAP_OF_TWO, EMPTY])
def test_a_key_without_its_parts_is_no_passkey(key: bytes) -> None:
    _, challenge = passkey_proof.to_use(PARTY)
    assert passkey_proof.made(PARTY, an_answer(challenge, key), challenge) is None
