"""What becomes of a row after LINE answered, or did not. Pure; the states are in `models/outbound.py`.

answer                             reply                             push
accepted, 409                      sent                              sent (billed)
ambiguous: timeout, 5xx, lost      same token again while good,      same key again, < 24 h,
                                   else unknown                      else unknown
certainly not reached              again; push once token is over    again, < 24 h, else discarded
invalid token, never ambiguous     push at once                      –
invalid token, ambiguous before    sent while good, else unknown     –
429 burst                          snooze                            snooze
429 quota                          snooze                            held
401                                snooze, the channel pauses        snooze, the channel pauses
any other refusal                  discarded; unknown if ambiguous   discarded; unknown if ambiguous

A snooze does not count as an attempt. Delays are deterministic, so that a test can name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from delivery.attempt import KEY_LIFE, Attempt
from line.client import Accepted
from line.errors import (
    AlreadyAccepted,
    Ambiguous,
    InvalidReplyToken,
    LineError,
    QuotaExceeded,
    RateLimited,
    Transient,
    Unauthorized,
)

DELAYS: Final = tuple(timedelta(seconds=s) for s in (1, 2, 5, 10, 30, 60, 120, 300, 600))
SNOOZE: Final = timedelta(seconds=2)
PAUSE: Final = timedelta(seconds=60)  # of a channel whose token LINE refuses


@dataclass(frozen=True, slots=True)
class Sent:
    request_id: str
    sent_messages: tuple[Mapping[str, Any], ...]
    billed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Pending again. `push_now`: the reply token turned out to be dead, so the next attempt is a push."""

    due_at: datetime
    counted: bool
    ambiguous: bool
    error: str
    push_now: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The month's quota is used up; `delivery.quota` lets it go when there is room again."""

    ambiguous: bool
    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been delivered; nobody can tell, and a second one would be worse."""

    error: str


@dataclass(frozen=True, slots=True)
class Discarded:
    """It was certainly not delivered and never will be."""

    error: str


Decision = Sent | Later | Held | Unknown | Discarded


def decide(attempt: Attempt, outcome: Accepted | LineError, now: datetime) -> Decision:
    """What becomes of the row. `now` is when the answer came."""
    reply = attempt.method == "reply"
    match outcome:
        case Accepted(request_id=request_id, sent_messages=sent):
            return Sent(request_id, sent, billed=not reply)
        case AlreadyAccepted(sent_messages=sent):
            return Sent(outcome.request_id, sent, billed=not reply, note="accepted by an earlier attempt")
        case InvalidReplyToken() if reply:
            return _token_refused(attempt, outcome, now)
        case QuotaExceeded() if not reply:
            return Held(attempt.ambiguous, _say(outcome))
        case RateLimited():
            return Later(now + SNOOZE, False, attempt.ambiguous, _say(outcome))
        case Unauthorized():
            return Later(now + PAUSE, False, attempt.ambiguous, _say(outcome))
        case Ambiguous():
            return _again(attempt, True, _say(outcome), now)
        case Transient():
            return _again(attempt, attempt.ambiguous, _say(outcome), now)
    return Unknown(_say(outcome)) if attempt.ambiguous else Discarded(_say(outcome))


def delay(attempts: int) -> timedelta:
    """How long to wait after this many failed attempts before."""
    return DELAYS[min(attempts, len(DELAYS) - 1)]


def _token_refused(attempt: Attempt, outcome: LineError, now: datetime) -> Decision:
    if not attempt.ambiguous:
        return Later(now, True, False, _say(outcome), push_now=True)
    if attempt.reply_is_good(now):  # then only the earlier attempt can have used it
        return Sent(outcome.request_id, (), billed=False, note="delivered by an earlier attempt")
    return Unknown(_say(outcome))


def _again(attempt: Attempt, ambiguous: bool, error: str, now: datetime) -> Decision:
    due_at = now + delay(attempt.attempts)
    if attempt.method == "reply":
        if ambiguous and not attempt.reply_is_good(due_at):
            return Unknown(error)
    elif due_at >= attempt.first_attempt_at + KEY_LIFE:
        return Unknown(error) if ambiguous else Discarded(error)
    return Later(due_at, True, ambiguous, error)


def _say(error: LineError) -> str:
    """For the row and its page: what happened, without anything of the customer's."""
    return f"{type(error).__name__} {error.status or ''} {error.message}".replace("  ", " ")[:200]
