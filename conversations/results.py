"""What came of asking, as pure rules: every number on the results pages is a count of what is defined here.

A *visit* is one touchpoint of one purchase that was decided. It ends at exactly one stage:

decided ─┬─ skipped · cancelled                     not sent, by a rule or because the purchase ended
         └─ sent ─┬─ undelivered                    LINE did not take it
                  └─ taken ─┬─ unreachable          the person had blocked us
                            └─ reached ─┬─ told     nothing was asked
                                        └─ complete · refused · later · partial · open · silent · ended
docs/results.md says the same in words; bench/results_check.py counts it a second time, from the export.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from conversations.feelings import cell
from conversations.promises import ending_of

BLOCK_WITHIN: Final = timedelta(hours=48)  # a block so soon after a message is put down to it
AGAIN_WITHIN: Final = timedelta(days=60)  # another order so soon after answering is a repurchase
ASKED_AGAIN_WITHIN: Final = timedelta(days=30)  # after closing a case, for the recovery lift

STAGES: Final = (
    "skipped", "cancelled", "undelivered", "unreachable", "told",
    "complete", "refused", "later", "partial", "open", "silent", "ended",
)  # fmt: skip
REACHED: Final = STAGES[4:]
CELLS: Final = ("partner", "reassure", "expect", "rescue")
SCORES: Final = (1, 2, 3, 4, 5)
SPANS: Final = (15, 60, 180, 1440)  # minutes: how long the first response took at most
RUNNING: Final = ("new", "waiting", "human")

Stage = Literal[
    "skipped", "cancelled", "undelivered", "unreachable", "told",
    "complete", "refused", "later", "partial", "open", "silent", "ended",
]  # fmt: skip
VISIT_MEASURES: Final = (
    *STAGES, "started", "billed", "blocked",
    *(f"result_{s}" for s in SCORES), *(f"feeling_{s}" for s in SCORES), *CELLS,
    *(f"ripe_{c}" for c in CELLS), *(f"bought_{c}" for c in CELLS),
)  # fmt: skip
CASE_MEASURES: Final = (
    "opened", "kept", "broken", "waiting", "answered", "wall_seconds", "business_seconds",
    *(f"wall_{m}" for m in SPANS), "wall_over", *(f"business_{m}" for m in SPANS), "business_over",
    "lifts", "before", "after", "better", "same", "worse",
)  # fmt: skip
PURCHASE_MEASURES: Final = ("purchases", "bound", "delivered", "won")


@dataclass(frozen=True, slots=True)
class Visit:
    """One decided touchpoint with everything that is known about it."""

    decided: str  # sent | skipped | cancelled
    decided_at: datetime
    asks: bool = True  # whether its script asks anything
    scored: frozenset[str] = frozenset()  # the axes with a score it asks about: result, feeling
    delivered_at: datetime | None = None  # when LINE took its first message
    status: str = ""  # the conversation's
    answers: int = 0
    result: int | None = None  # the newest score of each axis
    feeling: int | None = None
    comes_again: bool = False  # «not yet used»: a next round was planned
    stopped_all: bool = False  # the person ended it with 配信停止
    billed: int = 0  # pushes
    blocked_at: datetime | None = None
    is_last_before_block: bool = False  # no other touchpoint was sent between this one and the block
    bought_at: datetime | None = None  # the next order of the same person


def stage_of(visit: Visit) -> Stage:
    """Where this visit ended, or stands."""
    if visit.decided != "sent":
        return "cancelled" if visit.decided == "cancelled" else "skipped"
    if visit.answers == 0:  # who answered was reached, whatever the rows say
        if visit.delivered_at is None:
            return "undelivered"
        if visit.blocked_at is not None and visit.blocked_at <= visit.delivered_at:
            return "unreachable"
    if not visit.asks:
        return "told"
    return _answered(visit) if visit.answers else _unanswered(visit)


def _answered(visit: Visit) -> Stage:
    given = {"result": visit.result, "feeling": visit.feeling}
    if visit.scored:
        whole = all(given[axis] is not None for axis in visit.scored)
    else:
        whole = visit.status == "completed"
    if whole:
        return "complete"
    if visit.status == "refused" or visit.stopped_all:
        return "refused"
    if visit.comes_again:
        return "later"
    return "open" if visit.status in RUNNING else "partial"


def _unanswered(visit: Visit) -> Stage:
    if visit.status == "refused" or visit.stopped_all:
        return "refused"
    if visit.status in RUNNING:
        return "open"
    return "ended" if visit.status == "stopped" else "silent"


def cell_of(visit: Visit) -> str | None:
    """The 2×2; None unless both sides were answered."""
    if visit.result is None or visit.feeling is None:
        return None
    return cell(visit.result, visit.feeling)


def was_blocked_after(visit: Visit) -> bool:
    """Did the person block us because of this message, as far as time can tell?"""
    if visit.blocked_at is None or visit.delivered_at is None or not visit.is_last_before_block:
        return False
    return visit.delivered_at < visit.blocked_at <= visit.delivered_at + BLOCK_WITHIN


def measures_of(visit: Visit, now: datetime) -> Iterator[tuple[str, int]]:
    """What this visit adds to each measure."""
    yield stage_of(visit), 1
    yield "billed", visit.billed
    yield "started", int(visit.decided == "sent" and visit.answers > 0)
    yield "blocked", int(was_blocked_after(visit))
    if visit.result is not None:
        yield f"result_{visit.result}", 1
    if visit.feeling is not None:
        yield f"feeling_{visit.feeling}", 1
    which = cell_of(visit)
    if which is not None:
        yield which, 1
        if now >= visit.decided_at + AGAIN_WITHIN:
            yield f"ripe_{which}", 1
            soon = visit.bought_at is not None and visit.bought_at <= visit.decided_at + AGAIN_WITHIN
            yield f"bought_{which}", int(soon)


@dataclass(frozen=True, slots=True)
class Handled:
    """One case with what the numbers need. `earlier` are the promises that a later one replaced."""

    opened_at: datetime
    promise_at: datetime  # the promise that counts now, and a human's first message since it was given
    answered_at: datetime | None
    closed_at: datetime | None
    first_at: datetime | None = None  # the very first message of a human
    business: timedelta | None = None  # business time from opening until then
    earlier: tuple[bool, ...] = ()  # kept or not
    reason: str = ""
    close_reason: str = ""
    before: int | None = None  # the feeling the case began with
    after: int | None = None  # the same question, asked again after closing


def measures_of_case(case: Handled, now: datetime) -> Iterator[tuple[str, int]]:
    yield "opened", 1
    for kept in case.earlier:
        yield ("kept" if kept else "broken"), 1
    ending = ending_of(
        reason=case.reason, promise_at=case.promise_at, answered_at=case.answered_at,
        closed_at=case.closed_at, close_reason=case.close_reason, now=now,
    )  # fmt: skip
    if ending != "none":
        yield ending, 1
    if case.first_at is not None and case.business is not None:
        wall = case.first_at - case.opened_at
        yield "answered", 1
        for name, took in (("wall", wall), ("business", case.business)):
            yield f"{name}_seconds", int(took.total_seconds())
            yield f"{name}_{span_of(took)}", 1
    if case.before is not None and case.after is not None:
        yield "lifts", 1
        yield "before", case.before
        yield "after", case.after
        lift = case.after - case.before
        yield ("better" if lift > 0 else "worse" if lift < 0 else "same"), 1


def span_of(took: timedelta) -> str:
    """«15», «60» … minutes at most, or «over»."""
    return next((str(m) for m in SPANS if took <= timedelta(minutes=m)), "over")
