"""Claiming: which rows go out now, and how. One transaction; nothing is sent while it is open.

What cannot go out is settled in passing: a reply that may have been delivered and is out of time becomes
`unknown`, a push the quota has no room for becomes `held`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Row, Table, bindparam, select
from sqlalchemy.orm import Session

from conversations.sacrifice import KINDS, Quota, allows
from delivery import rate
from delivery.attempt import Attempt, Way, way
from delivery.quota import ALARMING
from models import outbound, timer
from models.channel import Channel
from models.sacrifice import order_of

_CHANNELS: Final = cast(Table, Channel.__table__)
_STANDING: Final = select(
    _CHANNELS.c.quota_limit, _CHANNELS.c.quota_used, _CHANNELS.c.quota_state,
    _CHANNELS.c.sending_paused_until, _CHANNELS.c.pause_reason,
).where(_CHANNELS.c.id == bindparam("channel"))  # fmt: skip
TOO_LATE: Final = "a reply may have been delivered and its token is over"


@dataclass(frozen=True, slots=True)
class Lease:
    """Until when the claimed rows are this sender's, on the clock of machines (it never travels)."""

    token: str
    now: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """`probing`: the channel was paused, one row tries if LINE takes it again."""

    attempts: tuple[Attempt, ...] = ()
    settled: int = 0
    throttled: bool = False
    probing: bool = False


def claim(session: Session, channel_id: int, room: int, now: datetime, lease: Lease) -> Claim:
    """Take up to `room` rows, at most one per person, oldest first."""
    channel = session.execute(_STANDING, {"channel": channel_id}).one()
    if channel.sending_paused_until is not None and now < channel.sending_paused_until:
        return Claim()
    probing = bool(channel.pause_reason)
    rows = outbound.lock_due(session, channel_id, now, lease.now, 1 if probing else room)
    if not rows:
        return Claim(probing=probing)
    quota = Quota(channel.quota_limit, channel.quota_used)
    order = order_of(session) if channel.quota_state == "low" else KINDS
    unknown, held, goes = [], [], []
    for row in rows:
        # A row still «sending» was left behind by a dead sender: it may have been delivered.
        left_behind = row.status == "sending"
        chosen = way(
            reply_token=row.reply_token,
            reply_until=row.reply_until,
            last=row.method,
            ambiguous=row.ambiguous or left_behind,
            first_attempt_at=row.first_attempt_at,
            now=now,
        )
        if chosen == "unknown":
            unknown.append(row)
        elif chosen == "push" and not allows(quota, channel.quota_state, row.kind, now, order):
            held.append(row)
        else:
            goes.append((row, chosen, left_behind))
    _settle(session, unknown, held, now)
    granted, throttled = _take_tokens(session, channel_id, goes, lease.now)
    attempts = tuple(_attempt(row, chosen, left_behind, now, lease) for row, chosen, left_behind in granted)
    for method in ("push", "reply"):
        ids = [attempt.id for attempt in attempts if attempt.method == method]
        outbound.begin_sending(session, ids, method, now, lease.token, lease.until)
    return Claim(attempts, len(unknown) + len(held), throttled, probing)


def _settle(session: Session, unknown: list[Row[Any]], held: list[Row[Any]], now: datetime) -> None:
    free = {"lease_token": None, "lease_until": None}
    gone = {"status": "unknown", "needs_staff": True, "error": TOO_LATE, "ambiguous": True, **free}
    outbound.mark(session, [row.id for row in unknown], gone)
    timer.start(session, [(row.id, now) for row in unknown])
    outbound.mark(session, [row.id for row in held if row.status == "sending"], {"ambiguous": True})
    for alarm in (True, False):
        ids = [row.id for row in held if (row.kind in ALARMING) is alarm]
        outbound.mark(session, ids, {"status": "held", "needs_staff": alarm, "error": "quota", **free})


def _take_tokens(
    session: Session, channel_id: int, goes: list[tuple[Row[Any], Way, bool]], now: datetime
) -> tuple[list[tuple[Row[Any], Way, bool]], bool]:
    granted = []
    for endpoint in ("push", "reply"):  # always in this order: two senders never wait for each other
        mine = [one for one in goes if one[1] == endpoint]
        granted += mine[: rate.take(session, channel_id, endpoint, len(mine), now)]
    return granted, len(granted) < len(goes)


def _attempt(row: Row[Any], chosen: Way, left_behind: bool, now: datetime, lease: Lease) -> Attempt:
    return Attempt(
        id=row.id,
        to=row.to,
        kind=row.kind,
        messages=row.messages,
        retry_key=row.retry_key,
        reply_token=row.reply_token,
        reply_until=row.reply_until,
        method=chosen,
        attempts=row.attempts + left_behind,
        ambiguous=row.ambiguous or left_behind,
        first_attempt_at=row.first_attempt_at or now,
        lease_until=lease.until,
        lease_token=lease.token,
    )
