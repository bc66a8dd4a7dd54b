"""Bearer tokens of the shop's systems: made once, shown once, kept only as a hash."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import token as tokens
from models.token import ApiToken

SCOPES: Final = ("purchases:write", "purchases:read", "answers:read", "cases:read")
_PREFIX: Final = "sng_"
_SHOWN: Final = 10  # `sng_` and six characters: enough to tell tokens apart, useless to sign in with
_SEEN_EVERY: Final = timedelta(minutes=5)


def create(session: Session, name: str, scopes: Iterable[str], now: datetime) -> tuple[str, ApiToken]:
    """A new token and its row. The token itself is nowhere else: it cannot be shown again."""
    wanted = list(dict.fromkeys(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise ValueError(f"scopes are {', '.join(SCOPES)}; got {', '.join(unknown) or 'none'}")
    token = _PREFIX + secrets.token_urlsafe(32)  # 256 bits: no salt, no slow hash needed
    row = ApiToken(name=name, prefix=token[:_SHOWN], digest=_digest(token), scopes=wanted, created_at=now)
    session.add(row)
    session.flush()
    return token, row


def verify(session: Session, token: str) -> ApiToken | None:
    """The row of a valid token. Looked up by its hash, so timing tells nothing about a stored one."""
    if not token.startswith(_PREFIX) or len(token) > 100 or not token.isascii():
        return None
    digest = _digest(token)
    row = tokens.by_digest(session, digest)
    return row if row is not None and hmac.compare_digest(row.digest, digest) else None


def is_due_to_be_seen(row: ApiToken, now: datetime) -> bool:
    """Whether `used_at` is old enough to be worth a write."""
    return row.used_at is None or now - row.used_at >= _SEEN_EVERY


def seen(session: Session, token_id: int, now: datetime) -> None:
    """Note that the token is in use (so that an unused one can be revoked without fear)."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


def revoke(session: Session, prefix: str, now: datetime) -> int:
    """Revoke every token shown with this prefix; how many there were."""
    statement = update(ApiToken).where(ApiToken.prefix == prefix, ApiToken.revoked_at.is_(None))
    return len(session.execute(statement.values(revoked_at=now).returning(ApiToken.id)).all())


def revoke_one(session: Session, token_id: int, now: datetime) -> bool:
    """Revoke this token; False when there is none in use."""
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
