"""The quota's tick: ask LINE, keep the answer on the channel, let held messages go or give them up.

What was put off to next month before it became a message is decided anew as soon as there are more again.

Safe late, twice, and from two machines. No network call happens inside a transaction.
"""

import logging
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Table, case, select, update
from sqlalchemy.orm import Session

from conversations.sacrifice import KINDS, Quota, State, allows
from delivery.quota import ALARMING, Clock, QuotaSource, state_of
from line.errors import LineError
from models.channel import Channel
from models.database import Database
from models.outbound import OutboundMessage, mark
from models.sacrifice import order_of
from models.touchpoint import messages_are_back

log = logging.getLogger(__name__)
# How long a held message still makes sense.
HELD_FOR: Final = {
    "case_reply": timedelta(days=31),
    "promise": timedelta(days=31),
    "milestone": timedelta(days=3),
    "check_in": timedelta(days=7),
    "replenishment": timedelta(days=14),
    "referral": timedelta(days=14),
}
_ROWS: Final = cast(Table, OutboundMessage.__table__)


def refresh(database: Database, channel_id: int, line: QuotaSource, clock: Clock) -> State | None:
    """Ask LINE how much is left and act on it. None when LINE does not tell: nothing changes."""
    try:
        quota = Quota(line.quota(), line.consumption())
    except LineError as error:
        log.warning("quota unknown", extra={"action": "quota_unknown", "error": type(error).__name__})
        return None
    now = clock()
    state = state_of(quota, now)
    with database.begin() as uow:
        before = uow.session.get_one(Channel, channel_id, with_for_update=True)
        more = _allowed_now(uow.session, quota, state, now) - _allowed_before(uow.session, before)
        known = {"quota_limit": quota.limit, "quota_used": quota.used}
        values = {**known, "quota_state": state, "quota_checked_at": now}
        uow.session.execute(update(Channel).where(Channel.id == channel_id).values(values))
        give_up_held(uow.session, channel_id, now)
        release_held(uow.session, channel_id, quota, state, now)
        if more:
            messages_are_back(uow.session, channel_id, now)
        uow.commit()
    return state


def _allowed_before(session: Session, channel: Channel) -> set[str]:
    """The kinds that could be spent by what was known until now."""
    known, at = Quota(channel.quota_limit, channel.quota_used), channel.quota_checked_at
    return _allowed_now(session, known, channel.quota_state, at) if at is not None else set(KINDS)


def _allowed_now(session: Session, quota: Quota, state: str, now: datetime) -> set[str]:
    order = order_of(session)
    return {kind for kind in order if allows(quota, state, kind, now, order)}


def release_held(session: Session, channel_id: int, quota: Quota, state: str, now: datetime) -> int:
    """Let held rows go, the most important first, no more than fit."""
    order = order_of(session)
    kinds = [kind for kind in order if allows(quota, state, kind, now, order)]
    room = 1000 if quota.left is None else min(quota.left, 1000)
    rank = case({kind: place for place, kind in enumerate(order)}, value=_ROWS.c.kind, else_=len(order))
    ids = list(
        session.scalars(
            select(_ROWS.c.id)
            .where(_ROWS.c.channel_id == channel_id, _ROWS.c.status == "held", _ROWS.c.kind.in_(kinds))
            .order_by(rank, _ROWS.c.id)
            .limit(room)
            .with_for_update(skip_locked=True)
        )
    )
    mark(session, ids, {"status": "pending", "due_at": now, "needs_staff": False})
    return len(ids)


def give_up_held(session: Session, channel_id: int, now: datetime) -> None:
    """Too old to make sense. Staff hear of it where a person waits for an answer."""
    for kind, length in HELD_FOR.items():
        held = (_ROWS.c.channel_id == channel_id, _ROWS.c.status == "held", _ROWS.c.kind == kind)
        statement = update(_ROWS).where(*held, _ROWS.c.created_at < now - length)
        session.execute(statement.values(status="discarded", needs_staff=kind in ALARMING))
