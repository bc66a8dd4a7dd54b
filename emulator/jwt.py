"""Reading the JWT assertion of the v2.1 and v3 token endpoints: RS256, two claims, an expiry."""

import base64
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

AUDIENCE = "https://api.line.me/"
LONGEST = 30 * 60


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def read(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, not yet believed."""
    try:
        header, claims, _ = assertion.split(".")
        return orjson.loads(_decode(header)), orjson.loads(_decode(claims))
    except ValueError as error:
        raise ValueError("the assertion is not a JWT") from error


def check(assertion: str, claims: dict[str, Any], channel_id: str, jwk: dict[str, str], now: float) -> None:
    """Raise ValueError with the reason when the assertion does not hold."""
    if claims.get("iss") != channel_id or claims.get("sub") != channel_id:
        raise ValueError("iss and sub must be the channel ID")
    if claims.get("aud") != AUDIENCE:
        raise ValueError("aud must be https://api.line.me/")
    expires = claims.get("exp")
    if not isinstance(expires, int) or not now < expires <= now + LONGEST + 1:
        raise ValueError("exp must be within 30 minutes")
    signed, _, signature = assertion.rpartition(".")
    numbers = rsa.RSAPublicNumbers(
        int.from_bytes(_decode(jwk["e"]), "big"), int.from_bytes(_decode(jwk["n"]), "big")
    )
    try:
        numbers.public_key().verify(_decode(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise ValueError("the signature does not fit the registered key") from None
