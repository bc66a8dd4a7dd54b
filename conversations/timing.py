"""When a touchpoint is due, and whether it is sent now: `decide` → Send | Postpone(why) | Skip(why).

Everything it needs comes in `Planned` and `Situation`; the same input always gives the same answer.
    ended or unwanted?  purchase over, condition not met, 配信停止, it hurt  → Skip
    late and `skip`     nobody wants to hear it any more                     → Skip
    not now             no friend, a human talks, health, case, owed, a talk → Postpone by a step
    too many            quota, a more important one today, fatigue           → Postpone to when it fits;
                        the quota: Skip at once what next month would be too late for
    late                send | next_window | shift
    the hour            the customer's own, if they asked for one; else holiday, quiet hours, the
                        touchpoint's window                                  → Postpone to the next opening
Every postponement ends in an open hour. It is bounded: after `max_postponed` times, or longer than its
purpose bears (`LONGEST_WAIT`), it is Skip with the reason that stood in the way.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.moments import due_at, hours_between, next_month, on_day, same_clock_after, say_when
from conversations.reasons import Detail, Why, reason_en, reason_ja
from conversations.sacrifice import allows, kind_of, place
from conversations.situation import (
    LONGEST_WAIT,
    NEWS,
    PRESUMES_USE,
    Decision,
    FatigueCaps,
    Planned,
    Postpone,
    Send,
    Situation,
    Skip,
)
from conversations.windows import HORIZON, Hours, no_holiday

__all__ = [
    "LONGEST_WAIT",
    "NEWS",
    "PRESUMES_USE",
    "Decision",
    "FatigueCaps",
    "Planned",
    "Postpone",
    "Send",
    "Situation",
    "Skip",
    "decide",
    "due_at",
    "reason_en",
    "reason_ja",
    "say_when",
]

STEP = timedelta(days=1)
SOON = timedelta(hours=2)
HOUR = timedelta(hours=1)
_NEXT_MONTH: frozenset[Why] = frozenset({"quota_low", "quota_out"})  # these wait for the next month
RESTOCK = timedelta(days=2)  # out of stock: look again so often


def decide(planned: Planned, situation: Situation) -> Decision:
    """Send it now, later, or not at all, and why."""
    if ended := _ended(planned, situation):
        return Skip(ended)
    if situation.now > planned.planned_at + planned.late_after and planned.late == "skip":
        # Late by the day it was meant for, however often it was put off; and before any obstacle, for put
        # off once more it would come later still.
        return Skip("too_late", {"late_hours": hours_between(planned.planned_at, situation.now)})
    late = situation.now > planned.due_at + planned.late_after
    hours = _hours(planned, situation)
    obstacle = _not_now(planned, situation) or _too_many(planned, situation)
    if obstacle is not None:
        return _postpone(planned, situation, hours, *obstacle)
    if late and planned.late == "shift":
        until = same_clock_after(planned.planned_at, situation.now, situation.zone)
        return _postpone(planned, situation, hours, until, "late_shift")
    if _waited_too_long(planned, situation.now):
        return Skip("too_late", {"late_hours": hours_between(planned.planned_at, situation.now)})
    return _at_the_hour(planned, situation, hours)


def _ended(planned: Planned, situation: Situation) -> Why | None:
    if situation.purchase in ("cancelled", "refunded", "returned") and planned.purpose not in (
        "case_reply",
        "promise",
    ):
        return "purchase_cancelled"
    if situation.stopped:
        return "stopped"
    if not situation.condition:
        return "condition_not_met"
    if situation.health_reported and planned.purpose in PRESUMES_USE:
        return "health_reported"
    if planned.purpose == "referral" and planned.asks:
        return _no_partner(situation)
    return _no_refill(situation) if planned.purpose == "replenishment" else None


def _no_partner(situation: Situation) -> Why | None:
    """Who is never asked to tell a friend or to lend their words. A plain thank-you is no such offer."""
    if situation.unhappy:
        return "unhappy_lately"
    return "case_lately" if situation.case_lately else None


def _no_refill(situation: Situation) -> Why | None:
    """Who is never offered the next one."""
    checks: tuple[tuple[bool, Why], ...] = (
        (situation.subscriber, "subscriber"),
        (situation.bought_again, "bought_again"),
        (situation.unhappy and not situation.case_open, "unhappy_lately"),
    )
    return next((why for holds, why in checks if holds), None)


def _not_now(planned: Planned, situation: Situation) -> tuple[datetime, Why] | None:
    """What must be over first; nobody knows when it will be, so we look again after a step."""
    asks = planned.asks or planned.purpose not in NEWS
    light = asks or (planned.company and planned.purpose == "milestone")
    answers_staff = planned.purpose in ("case_reply", "promise")
    checks: tuple[tuple[bool, Why, timedelta], ...] = (
        (situation.friend == "blocked", "blocked", STEP),
        (situation.friend != "friend", "not_a_friend", STEP),
        (situation.human_talking and not answers_staff, "human_talking", SOON),
        (situation.health_open and not answers_staff, "health", STEP),
        (situation.case_open and asks, "case_open", STEP),
        (situation.trouble_open and light, "case_open", STEP),
        (situation.owed and light, "owed", STEP),
        (situation.purchase == "refund_open" and light, "refund_open", STEP),
        (situation.purchase == "return_open" and light, "return_open", STEP),
        (situation.conversation_running and planned.asks, "conversation_running", STEP),
    )
    found = next(((situation.now + step, why) for holds, why, step in checks if holds), None)
    if found is None and situation.out_of_stock and planned.purpose == "replenishment":
        return situation.back_at or situation.now + RESTOCK, "out_of_stock"
    return found


def _too_many(planned: Planned, situation: Situation) -> tuple[datetime, Why] | None:
    if not allows(situation.month, situation.quota, kind_of(planned.purpose), situation.now, situation.order):
        why: Why = "quota_out" if situation.quota == "out" else "quota_low"
        return next_month(situation.now), why
    more_important = situation.more_important_today
    if more_important is not None and more_important > planned.priority and planned.purpose not in NEWS:
        return situation.now + STEP, "displaced"
    if planned.counts:
        caps = situation.caps
        free_at = [_free_at(situation.recent_pushes, caps.pushes, caps.pushes_within, situation.now)]
        if planned.asks:
            free_at.append(_free_at(situation.recent_asks, caps.asks, caps.asks_within, situation.now))
        if max(free_at) > situation.now:
            return max(free_at), "fatigue"
    return None


def _free_at(recent: tuple[datetime, ...], most: int, within: timedelta, now: datetime) -> datetime:
    """When one more fits: the moment enough of the recent ones are older than `within`."""
    newest = sorted((at for at in recent if at > now - within), reverse=True)
    if len(newest) < most:
        return now
    return newest[most - 1] + within if most else now + within


def _at_the_hour(planned: Planned, situation: Situation, hours: Hours) -> Decision:
    if situation.own_hour is not None and planned.purpose not in NEWS:
        return _at_their_hour(situation, situation.own_hour)
    closed = hours.closed_because(situation.now)
    if closed is not None:
        until = hours.next_opening(situation.now)
        return Skip("never_open") if until is None else Postpone(until, closed)
    if situation.preferred_hour is not None and planned.postponed == 0 and planned.purpose not in NEWS:
        local = situation.now.astimezone(ZoneInfo(situation.zone))
        hour = on_day(local.date(), time(situation.preferred_hour), situation.zone)
        if hour > situation.now and hours.closed_because(hour) is None:
            return Postpone(hour, "preferred_hour")
    return Send()


def _at_their_hour(situation: Situation, hour: int) -> Decision:
    """What the customer asked for goes before quiet hours and windows, but not before holidays."""
    begins = their_hour(situation.now, hour, situation.zone, situation.is_holiday)
    if begins is None:
        return Skip("never_open")
    return Send() if begins <= situation.now else Postpone(begins, "own_hour")


def their_hour(
    due: datetime, hour: int, zone: str, is_holiday: Callable[[date], bool] = no_holiday
) -> datetime | None:
    """When the hour they asked for begins that what is due then goes out in; None within no `HORIZON`."""
    free = Hours(zone, None, None, is_holiday)
    today = due.astimezone(ZoneInfo(zone)).date()
    hours = (on_day(today + n * STEP, time(hour), zone) for n in range(HORIZON.days))
    return next((at for at in hours if free.closed_because(at) is None and due < at + HOUR), None)


def _postpone(
    planned: Planned, situation: Situation, hours: Hours, until: datetime, why: Why
) -> Postpone | Skip:
    """Put off into an open hour, unless that was done too often or it would come too late."""
    if planned.postponed >= planned.max_postponed or _waited_too_long(planned, situation.now):
        return Skip(why, {"given_up_after": planned.postponed, **_gave_way(planned, situation, why)})
    opening = hours.next_opening(max(until, situation.now))
    gave_way = _gave_way(planned, situation, why)
    if opening is not None and why in _NEXT_MONTH and _worth_nothing(planned, opening):
        return Skip(why, {**gave_way, "worthless": "next_month"})
    return Skip("never_open") if opening is None else Postpone(opening, why, gave_way)


def _gave_way(planned: Planned, situation: Situation, why: Why) -> Detail:
    """To what, by its name, where one message gives way to another; to which kinds, where few are left."""
    if why == "quota_low":
        return _its_turn(planned, situation)
    name = {"displaced": situation.rival, "fatigue": situation.sent_last}.get(why, "")
    return {"for": name} if name else {}


def _its_turn(planned: Planned, situation: Situation) -> Detail:
    """Where it stands among what waits while messages are low: 1 waits first."""
    kind = kind_of(planned.purpose)
    return {"kind": kind, "turn": len(situation.order) - place(kind, situation.order)}


def _waited_too_long(planned: Planned, now: datetime) -> bool:
    """Only what was put off grows stale here; a late anchor is the late policy's business."""
    return (
        planned.postponed > 0
        and now > planned.planned_at + LONGEST_WAIT[planned.purpose] + planned.late_after
    )


def _worth_nothing(planned: Planned, opening: datetime) -> bool:
    """Whether nobody wants to hear it any more by then: so it would be told when the time has come."""
    bears = timedelta(0) if planned.late == "skip" else LONGEST_WAIT[planned.purpose]
    return opening > planned.planned_at + bears + planned.late_after


def _hours(planned: Planned, situation: Situation) -> Hours:
    late = situation.now > planned.due_at + planned.late_after
    window = None if late and planned.late == "send" else planned.window
    return Hours(situation.zone, situation.quiet, window, situation.is_holiday)
