"""LINE's request limit, shared by all machines: one token bucket row per channel and endpoint.

LINE allows 2,000 requests a second per channel and endpoint, in a token bucket of unpublished size
(https://developers.line.biz/en/reference/messaging-api/#rate-limits); we stay 5 % below.
Time is real time here, also when the product's clock travels.
"""

from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table, and_, bindparam, select, update
from sqlalchemy.orm import Session

from models.database import upsert
from models.outbound import RateBucket

PER_SECOND: Final = 1900.0
BURST: Final = 500.0  # what may go out at once after a silence
_BUCKETS: Final = cast(Table, RateBucket.__table__)
_MINE: Final = and_(
    _BUCKETS.c.channel_id == bindparam("channel"), _BUCKETS.c.endpoint == bindparam("the_endpoint")
)
_LOCK: Final = select(_BUCKETS.c.tokens, _BUCKETS.c.updated_at).where(_MINE).with_for_update()
_PUT: Final = update(_BUCKETS).where(_MINE)


def take(session: Session, channel_id: int, endpoint: str, wanted: int, now: datetime) -> int:
    """How many of `wanted` requests may go now. Holds the bucket's row until the commit."""
    if wanted <= 0:
        return 0
    tokens, updated_at = _lock(session, channel_id, endpoint, now)
    elapsed = max((now - updated_at).total_seconds(), 0.0)
    tokens = min(BURST, tokens + elapsed * PER_SECOND)
    granted = min(wanted, max(int(tokens), 0))
    if granted:
        _put(session, channel_id, endpoint, tokens - granted, max(now, updated_at))
    return granted


def pause(session: Session, channel_id: int, endpoint: str, length: timedelta, now: datetime) -> None:
    """LINE says «too fast»: nothing goes to this endpoint for a while, from any machine."""
    _lock(session, channel_id, endpoint, now)
    _put(session, channel_id, endpoint, -PER_SECOND * length.total_seconds(), now)


def _lock(session: Session, channel_id: int, endpoint: str, now: datetime) -> tuple[float, datetime]:
    mine = {"channel": channel_id, "the_endpoint": endpoint}
    found = session.execute(_LOCK, mine).one_or_none()
    if found is None:
        new = {"channel_id": channel_id, "endpoint": endpoint, "tokens": BURST, "updated_at": now}
        session.execute(upsert(session)(_BUCKETS).values(new).on_conflict_do_nothing())
        found = session.execute(_LOCK, mine).one()
    return found.tokens, found.updated_at


def _put(session: Session, channel_id: int, endpoint: str, tokens: float, now: datetime) -> None:
    mine = {"channel": channel_id, "the_endpoint": endpoint}
    session.connection().execute(_PUT, {**mine, "tokens": tokens, "updated_at": now})
