"""When what is due for a simulated purchase: touchpoints follow their anchors (as `services.planning`)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.following import follows, next_round, reopened
from conversations.journey import Anchor
from conversations.simulate.diary import Decided, Planned
from conversations.simulate.life import Life, Row
from conversations.timing import due_at


def lay_out(life: Life) -> None:
    """The journey of this purchase, from the moment somebody in LINE claimed it."""
    life.rows = [Row(written.id, written) for written in life.journey.touchpoints]
    replan(life)


def replan(life: Life) -> None:
    """An anchor became known or moved: what waits or is planned follows it."""
    if life.status != "active" or life.bound_at is None:
        return
    for row in life.rows:
        anchor = moment_of(life, row.written.anchor) if row.round == 0 else None
        if anchor is None or not follows(row.status, row.reason, row.anchor_at, anchor):
            continue
        moved = row.anchor_at is not None
        row.anchor_at = anchor
        row.planned_at = row.due_at = due_at(
            anchor, row.written.offset.after, row.written.offset.at, life.zone
        )
        row.status, row.postponed, row.reason = "planned", 0, ""
        life.diary.append(Planned(life.now, row.key, row.round, row.due_at, moved))


def moment_of(life: Life, anchor: Anchor) -> datetime | None:
    """The instant an anchor stands for, or None while it is unknown."""
    match anchor.kind:
        case "purchased":
            return life.purchased_at
        case "befriended":
            return life.bound_at
        case "expected_delivery":
            if life.course.expected_delivery is None:
                return None
            zone = ZoneInfo(life.shop.zone)
            day = (life.purchased_at + life.course.expected_delivery).astimezone(zone).date()
            return datetime.combine(day, time(12), zone).astimezone(UTC)
        case "milestone":
            return life.milestones.get(anchor.milestone)
        case "case_closed":
            return life.case_closed_at
    given = (
        kept.at
        for kept in life.answers
        if (kept.script, kept.step) == (anchor.script, anchor.step) and anchor.choice in ("", kept.value)
    )
    return max(given, default=None)


def stop(life: Life, reason: str) -> None:
    """The purchase ended: nothing of its journey is sent any more."""
    for row in life.rows:
        if row.status in ("waiting", "planned"):
            row.status, row.reason, row.decided_at = "cancelled", reason, life.now
            life.diary.append(Decided(life.now, row.key, row.round, "skip", reason))


def ask_again(life: Life, row: Row | None, after: timedelta) -> None:
    """Not used yet: the same touchpoint once more, later; its cap still holds."""
    if row is not None:
        _add_round(life, row, life.now, life.now + after)


def case_closed(life: Life) -> None:
    """A case closed: what is anchored to it (the same feeling question again) is planned."""
    life.case_closed_at = life.now
    if life.status != "active":
        return
    for row in list(life.rows):
        if row.written.anchor.kind == "case_closed" and row.round == 0 and row.status == "sent":
            offset = row.written.offset
            _add_round(life, row, life.now, due_at(life.now, offset.after, offset.at, life.shop.zone))
    replan(life)


def reopen(life: Life, reasons: tuple[str, ...]) -> None:
    """Now it can be sent: what waited for that is due, what was skipped for it is planned anew."""
    for row in life.rows:
        if row.status in ("planned", "skipped") and row.reason in reasons:
            row.postponed, row.due_at = reopened(row.status, row.postponed, row.planned_at, life.now)
            row.status, row.reason = "planned", ""


def _add_round(life: Life, row: Row, anchor: datetime, due: datetime) -> None:
    following = next_round(max(r.round for r in life.rows if r.key == row.key), row.written.cap)
    if following is None:
        return
    again = Row(row.key, row.written, following, "planned", anchor_at=anchor, planned_at=due, due_at=due)
    life.rows.append(again)
    life.diary.append(Planned(life.now, row.key, following, due))
