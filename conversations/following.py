"""Rules about planned touchpoints and open cases that need no rows: whoever keeps rows or lists asks here.

A moved anchor moves what was not sent yet, and reopens what was skipped only because it came too late.
A round is one more time of the same touchpoint («not used yet», a case closed); its cap counts them all.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from conversations.business_hours import BusinessHours
from conversations.journey import Touchpoint
from conversations.windows import Hours

REOPENS: Final = ("too_late", "expired")  # skips that a moved anchor undoes
UNREACHABLE: Final = ("blocked", "not_a_friend")  # skips that coming back undoes
SILENCING: Final = ("bereaved", "crisis")  # nothing goes by itself any more, until a person lifts it
# Not trouble of the customer's: nobody is asked afterwards how they feel about it.
NOT_TALKED: Final = ("undelivered", "failed", "order_wish", "question", "order_change", *SILENCING)
GRAVITY: Final = (
    "undelivered", "failed", "unreadable", "question", "message", "order_wish", "drop", "wants_human",
    "order_change", "unhappy", "bereaved", "health", "crisis",
)  # fmt: skip
# Beside such a case the wait may be shortened with a kind word; whoever is in any other trouble is spared it.
NO_TROUBLE: Final = ("undelivered", "failed", "order_wish", "question", "message")
# A talk that waited while such a case was open is not taken up again: what it asks, a human has settled.
SETTLES_TALK: Final = ("drop", "unhappy", "health", *SILENCING)
UNTOLD: Final = ("undelivered", "failed", "message")  # nobody was told when a human would come
LATE_WORD: Final = timedelta(hours=2)  # of business time: lead and owner were told before (services.rungs)
ANEW: Final = timedelta(hours=8)  # of business time, about a day: a promise after a broken one must hold
HEARD_AGAIN: Final = timedelta(hours=12)  # «a person will read it» is not said again before
ANSWERED_LATE: Final = timedelta(days=30)  # an answer in words after its time; later it means today, not then
REST: Final = timedelta(days=7)  # 「まだある」: not asked again before
REMINDED_ONCE_IN: Final = timedelta(days=60)  # one person, over all their purchases
KNOWN_FOR: Final = timedelta(days=90)  # who told us result or feeling is known so long, of whatever purchase
WHILE_OPEN = timedelta(days=1)  # a case is open: look again tomorrow


def follows(status: str, reason: str, known: datetime | None, anchor: datetime) -> bool:
    """Whether a touchpoint of this status takes a new date when its anchor is (now) at `anchor`."""
    if status == "planned":
        return known != anchor
    return status == "waiting" or (status == "skipped" and reason in REOPENS and known != anchor)


def next_round(latest: int, cap: int) -> int | None:
    """The number of the round after `latest`, or None when the cap is used up. It counts round 0, too."""
    return latest + 1 if latest + 1 < cap else None


def word_of_move(status: str, reason: str, *, as_known: bool) -> Literal["say", "wait", "drop"]:
    """What a moved delivery means for the newest word about one; `as_known`: back at the day they know.

    A word that still waits says the newest day when it goes out, however often the day moved meanwhile.
    """
    if status == "planned":
        return "drop" if as_known else "wait"
    return "say" if status == "sent" or reason == "as_known" else "wait"


def reopened(status: str, postponed: int, planned_at: datetime | None, now: datetime) -> tuple[int, datetime]:
    """«Now it can be sent»: how often it counts as put off, and when it is due.

    What waited for that is due now. What was skipped for it counts as put off and late: its late policy
    decides, and what nobody wants to hear any more is stale (`timing.LONGEST_WAIT`).
    """
    return (postponed, now) if status == "planned" else (1, planned_at or now)


def graver(known: str, reason: str) -> str:
    """The reason an open case goes by when another one joins it."""
    return max(known, reason, key=GRAVITY.index)


def too_old_after(written: Touchpoint, planned_at: datetime, until: datetime) -> bool:
    """Whether nobody will want to hear it any more when a rest ends. The silence limit goes on after it."""
    if written.late != "skip" or written.anchor.kind == "silence":
        return False
    return until > planned_at + written.late_after


def ring_at(now: datetime, hours: Hours, *, case_open: bool) -> datetime:
    """When a timer of ours may ring: `now`, in the morning, or when we look at an open case again."""
    opening = hours.next_opening(now)
    if opening is not None and opening > now:
        return opening
    if case_open:
        return hours.next_opening(now + WHILE_OPEN) or now + WHILE_OPEN
    return now


def held_back(
    *, never_answered: bool, told_at: datetime | None, reminded_at: datetime | None, now: datetime
) -> str:
    """Why an unanswered question is not said once more to this person; "": it is.

    A reminder costs a push and a little patience. It is for those of whom we know nothing yet: not for those
    who never answer, nor for those who lately told how it is (`told_at`); and once in a while is enough. The
    question itself still waits for its answer, until its timeout.
    """
    if never_answered:
        return "never_answered"
    if told_at is not None and now < told_at + KNOWN_FOR:
        return "told_lately"
    recent = reminded_at is not None and now < reminded_at + REMINDED_ONCE_IN
    return "reminded_lately" if recent else ""


def reminded_again(forecast_due: datetime, now: datetime) -> datetime:
    """「まだある」: the offer comes again by the new forecast, but leaves the customer in peace first."""
    return max(forecast_due, now + REST)


def late_word_at(promise_at: datetime, business: BusinessHours) -> datetime:
    """When a customer is told that their promise was not kept, should nobody have written until then."""
    return business.later(promise_at, LATE_WORD)


def promised_anew(reason: str, now: datetime, within: timedelta, business: BusinessHours) -> datetime:
    """The time told after a broken promise: longer than usual, unless somebody's body is concerned."""
    return business.promise_due(now, within if reason == "health" else max(within, ANEW))
