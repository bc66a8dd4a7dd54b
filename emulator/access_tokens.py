"""Channel access tokens of the four kinds and how many of each may live."""

from dataclasses import dataclass, field

from emulator.ids import new_token
from emulator.wire import LineError, OAuthError

THIRTY_DAYS = 30 * 24 * 3600
STATELESS_LIFE = 900
MAX_LIVING = 30
MISSING = "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
WRONG = "Authentication failed. Confirm that the access token in the authorization header is valid."


@dataclass(slots=True)
class AccessToken:
    kind: str  # long-lived | short-lived | v2.1 | stateless
    issued_at: float
    expires_at: float | None
    key_id: str | None = None

    def alive(self, now: float) -> bool:
        return self.expires_at is None or now < self.expires_at


@dataclass(slots=True)
class AccessTokens:
    """The tokens of one channel. The long-lived one comes from the command line."""

    long_lived: str
    _issued: dict[str, AccessToken] = field(default_factory=dict)
    public_keys: dict[str, dict[str, str]] = field(default_factory=dict)  # kid → JWK

    def alive(self, token: str, now: float) -> AccessToken | None:
        if token == self.long_lived:
            return AccessToken("long-lived", now, None)
        known = self._issued.get(token)
        return known if known and known.alive(now) else None

    def issue(self, kind: str, now: float, life: int) -> tuple[str, AccessToken]:
        living = [t for t, known in self._issued.items() if known.kind == kind and known.alive(now)]
        if len(living) >= MAX_LIVING and kind == "v2.1":
            raise OAuthError(
                400, "invalid_request", extra={"error_description": "too many access tokens issued"}
            )
        if len(living) >= MAX_LIVING and kind == "short-lived":
            del self._issued[living[0]]
        token = new_token(96)
        self._issued[token] = AccessToken(kind, now, now + life, new_token(16) if kind == "v2.1" else None)
        return token, self._issued[token]

    def revoke(self, token: str) -> None:
        """Stateless tokens cannot be revoked; an unknown token is no error."""
        if token == self.long_lived:
            self.long_lived = new_token()
        elif (known := self._issued.get(token)) and known.kind != "stateless":
            del self._issued[token]

    def living_key_ids(self, now: float) -> list[str]:
        return [known.key_id for known in self._issued.values() if known.key_id and known.alive(now)]


def bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme != "Bearer" or not token:
        raise LineError(401, MISSING)
    return token.strip()
