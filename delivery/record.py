"""Recording: what LINE answered becomes the rows' state, in bulk, fenced by the lease of their claim."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from delivery import rate
from delivery.attempt import Attempt
from delivery.quota import ALARMING
from delivery.retry import PAUSE, Decision, Discarded, Held, Later, Sent, Unknown, decide
from line.client import Accepted
from line.errors import LineError, QuotaExceeded, RateLimited, Unauthorized
from models import outbound, timer
from models.channel import Channel

log = logging.getLogger(__name__)
BURST_PAUSE: Final = timedelta(seconds=1)
_CHANNELS: Final = cast(Table, Channel.__table__)
_BILL: Final = (
    update(_CHANNELS)
    .where(_CHANNELS.c.id == bindparam("channel"))
    .values(quota_used=_CHANNELS.c.quota_used + bindparam("billed"))
)


@dataclass(frozen=True, slots=True)
class Finished:
    """An attempt and what came of it."""

    attempt: Attempt
    outcome: Accepted | LineError
    at: datetime


def record(session: Session, channel_id: int, finished: Sequence[Finished], lease_now: datetime) -> int:
    """Write down what came of these attempts; how many were sent. Safe to repeat with the same ones."""
    if not finished:
        return 0
    changes: dict[type[Decision], list[dict[str, Any]]] = defaultdict(list)
    clocks: list[tuple[int, datetime]] = []
    billed = sent = 0
    for one in finished:
        decision = decide(one.attempt, one.outcome, one.at)
        changes[type(decision)].append(_change(one, decision))
        if isinstance(decision, Sent):
            sent += 1
            billed += decision.billed
        if isinstance(decision, Sent | Unknown):
            clocks.append((one.attempt.id, one.at))
        if not isinstance(decision, Sent) or decision.note:
            _tell(one, decision)
    for rows in changes.values():
        ours = outbound.record(session, rows)
        if ours < len(rows):
            log.warning("lease lost", extra={"action": "lease_lost", "rows": len(rows) - ours})
    timer.start(session, clocks)
    _mind_channel(session, channel_id, finished, billed, lease_now)
    return sent


def _change(one: Finished, decision: Decision) -> dict[str, Any]:
    attempt = one.attempt
    tried = attempt.attempts + 1
    row: dict[str, Any] = {"row_id": attempt.id, "row_lease_token": attempt.lease_token}
    match decision:
        case Sent(request_id=request_id, sent_messages=messages, billed=billed, note=note):
            told = {
                "request_id": request_id,
                "sent_messages": list(messages),
                "billed": billed,
                "error": note,
            }
            return row | {"status": "sent", "sent_at": one.at, "attempts": tried} | told
        case Later(due_at=due_at, counted=counted, ambiguous=ambiguous, error=error, push_now=push_now):
            return row | {
                "status": "pending",
                "due_at": due_at,
                "attempts": tried if counted else attempt.attempts,
                "ambiguous": ambiguous,
                # What was certainly not accepted starts no 24 hours.
                "first_attempt_at": attempt.first_attempt_at if counted or ambiguous else None,
                "reply_until": None if push_now else attempt.reply_until,
                "error": error,
            }
        case Held(ambiguous=ambiguous, error=error):
            first = attempt.first_attempt_at if ambiguous else None
            told = {"ambiguous": ambiguous, "needs_staff": attempt.kind in ALARMING, "error": error}
            return row | {"status": "held", "first_attempt_at": first} | told
        case Unknown(error=error):
            told = {"ambiguous": True, "needs_staff": True, "error": error}
            return row | {"status": "unknown", "attempts": tried} | told
        case Discarded(error=error):
            return row | {"status": "discarded", "attempts": tried, "needs_staff": True, "error": error}


def _mind_channel(
    session: Session, channel_id: int, finished: Sequence[Finished], billed: int, lease_now: datetime
) -> None:
    """What the answers say about the channel as a whole: count what was billed, pause, or stop pushes."""
    if billed:
        session.connection().execute(_BILL, {"channel": channel_id, "billed": billed})
    values: dict[str, Any] = {}
    refused = next((one for one in finished if isinstance(one.outcome, Unauthorized)), None)
    if refused is not None:
        values |= {
            "sending_paused_until": refused.at + PAUSE,
            "pause_reason": "LINE refuses the access token",
        }
        log.error(
            "LINE refuses the access token", extra={"action": "channel_paused", "channel_id": channel_id}
        )
    exhausted = next((one for one in finished if isinstance(one.outcome, QuotaExceeded)), None)
    if exhausted is not None:
        values |= {"quota_state": "out", "quota_checked_at": exhausted.at}
    if values:
        session.execute(update(Channel).where(Channel.id == channel_id).values(values))
    for endpoint in ("push", "reply"):
        if any(one.attempt.method == endpoint and _is_burst(one.outcome) for one in finished):
            rate.pause(session, channel_id, endpoint, BURST_PAUSE, lease_now)


def resume(session: Session, channel_id: int) -> None:
    """A probe went through: the channel sends again."""
    values: Mapping[str, Any] = {"sending_paused_until": None, "pause_reason": ""}
    session.execute(update(Channel).where(Channel.id == channel_id).values(values))


def _is_burst(outcome: Accepted | LineError) -> bool:
    return isinstance(outcome, RateLimited) and not isinstance(outcome, QuotaExceeded)


def _tell(one: Finished, decision: Decision) -> None:
    log.log(
        logging.INFO if isinstance(decision, Sent | Later) else logging.WARNING,
        "outbound message: %s",
        type(decision).__name__.lower(),
        extra={
            "action": f"outbound_{type(decision).__name__.lower()}",
            "outbound_id": one.attempt.id,
            "method": one.attempt.method,
            "attempts": one.attempt.attempts,
            "status": one.outcome.status if isinstance(one.outcome, LineError) else 200,
            "request_id": one.outcome.request_id,
        },
    )
