"""When what is due for a simulated purchase: touchpoints follow their anchors (as `services.planning`)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.effects import OUTCOMES
from conversations.following import follows, next_round, reminded_again, reopened, word_of_move
from conversations.journey import Anchor
from conversations.pace import SAYABLE, Forecast, Tap, forecast, written_pace
from conversations.silence import word_due
from conversations.simulate.diary import Decided, Planned, Said
from conversations.simulate.life import Life, Row
from conversations.state import Status
from conversations.timing import NEWS, due_at, their_hour


def lay_out(life: Life) -> None:
    """The journey of this purchase, from the moment somebody in LINE claimed it."""
    life.rows = [Row(written.id, written) for written in life.journey.planned]
    replan(life)


def replan(life: Life) -> None:
    """An anchor became known or moved: what waits or is planned follows it."""
    if life.status != "active" or life.bound_at is None:
        return
    for row in life.rows:
        if row.written.anchor.kind == "silence":
            _listen(life, row)
            continue
        anchor = moment_of(life, row.written.anchor) if row.round == 0 else None
        if anchor is None or not follows(row.status, row.reason, row.anchor_at, anchor):
            continue
        moved = row.anchor_at is not None
        row.anchor_at = anchor
        row.planned_at = row.due_at = due_at(
            anchor, row.written.offset.after, row.written.offset.at, life.zone
        )
        row.status, row.postponed, row.reason = "planned", 0, ""
        _note(life, row, row.round, row.due_at, moved)


def moment_of(life: Life, anchor: Anchor) -> datetime | None:
    """The instant an anchor stands for, or None while it is unknown."""
    match anchor.kind:
        case "purchased":
            return life.purchased_at
        case "befriended":
            return life.bound_at
        case "expected_delivery":
            if life.expected_on is None:
                return None
            return datetime.combine(life.expected_on, time(12), ZoneInfo(life.shop.zone)).astimezone(UTC)
        case "milestone":
            return life.milestones.get(anchor.milestone)
        case "case_closed":
            return life.case_closed_at
        case "silence":
            return None  # a silence has no moment of its own: see `_listen`
        case "completed":
            return _completed_at(life, anchor)
        case "friend_bought":
            return None  # each friend brings a round of their own: see `friend_bought`
        case "runs_out":
            foreseen = runs_out(life)
            return foreseen.at if foreseen is not None else None
    given = (
        kept.at
        for kept in life.answers
        if (kept.script, kept.step) == (anchor.script, anchor.step) and anchor.choice in ("", kept.value)
    )
    return max(given, default=None)


def _completed_at(life: Life, anchor: Anchor) -> datetime | None:
    """When a talk of this script came to its end last, as well as it should have."""
    ends = (
        talk.finished_at
        for talk in life.talks
        if talk.script.id == anchor.script
        and talk.state.status is Status.COMPLETED
        and talk.finished_at is not None
        and anchor.choice in ("", max(talk.state.marks, key=OUTCOMES.index, default=""))
    )
    return max(ends, default=None)


def friend_bought(life: Life) -> None:
    """A friend bought by this customer's word: the thanks are planned (as `services.planning`)."""
    life.friends += 1
    for row in list(life.rows):
        if row.written.anchor.kind != "friend_bought" or row.round:
            continue
        offset = row.written.offset
        due = due_at(life.now, offset.after, offset.at, life.zone)
        if row.status == "waiting":
            row.anchor_at, row.planned_at, row.due_at, row.status = life.now, due, due, "planned"
            _note(life, row, 0, due)
        else:
            _add_round(life, row, life.now, due)


def delivery_moved(life: Life, day: date) -> None:
    """The delivery is expected on another day: what counts from it moves, and the customer is told."""
    known, life.expected_on = life.expected_on, day
    if known is None or known == day:
        return replan(life)
    newest = {row.key: row for row in life.rows if row.written.anchor.milestone == "delivery_moved"}
    words = newest.values() if "delivery_moved" in life.milestones else ()
    life.milestones["delivery_moved"] = life.now
    if not any(row.status == "planned" for row in words):
        life.known_delivery = known
    for row in words:
        match word_of_move(row.status, row.reason, as_known=day == life.known_delivery):
            case "say":
                offset = row.written.offset
                _add_round(life, row, life.now, due_at(life.now, offset.after, offset.at, life.zone))
            case "drop":
                row.status, row.reason, row.decided_at = "skipped", "as_known", life.now
                life.diary.append(Decided(life.now, row.key, row.round, "skip", "as_known"))
            case "wait":
                pass
    return replan(life)


def _listen(life: Life, row: Row) -> None:
    """A silence is waited for from the claim until the wait is over."""
    wait = life.journey.wait
    if wait is None or row.status not in ("waiting", "planned"):
        return
    if wait.until in life.milestones:
        planned = row.status == "planned"
        row.status, row.reason, row.decided_at = "skipped", "arrived", life.now
        if planned:
            life.diary.append(Decided(life.now, row.key, row.round, "skip", "arrived"))
    elif row.status == "waiting":
        row.status = "planned"
        wait_for_word(life, row, life.now)
        _note(life, row, row.round, row.due_at or life.now)


def wait_for_word(life: Life, row: Row, last: datetime) -> None:
    """After the word `last`, the next is due before the silence grows too long."""
    row.anchor_at = last
    row.planned_at = row.due_at = word_due(last, row.written.offset.after, life.zone, life.shop.quiet)


def listen_on(life: Life, row: Row) -> None:
    """This word is out, or could not be said: the next silence begins."""
    wait = life.journey.wait
    if wait is None or life.status != "active" or wait.until in life.milestones:
        return
    due = word_due(life.now, row.written.offset.after, life.zone, life.shop.quiet)
    _add_round(life, row, life.now, due)


def last_word(life: Life) -> datetime | None:
    """When the customer last heard something about this purchase, from a script or from staff."""
    heard = (e.at for e in reversed(life.diary) if isinstance(e, Said) and e.by != "sonogo" and e.arrived)
    return next(heard, None)


def runs_out(life: Life) -> Forecast | None:
    """When what was bought will be empty (as `services.refills`); nobody knows before it is there."""
    supply, start = life.journey.supply, life.milestones.get("delivered")
    if supply is None or start is None:
        return None
    taps = [Tap(kept.at, kept.value) for kept in life.answers if kept.axis == "remaining"]
    return forecast(written_pace(supply, life.course.sku), start, life.course.quantity, taps=taps)


def answered(life: Life, row: Row | None, axis: str, value: str) -> None:
    """An answer was recorded: what waits for it is planned; 「まだある」 brings the reminder back later."""
    replan(life)
    if axis != "remaining" or value not in SAYABLE or value == "gone" or row is None:
        return
    written, foreseen = row.written, runs_out(life)
    if written.anchor.kind == "runs_out" and foreseen is not None:
        due = due_at(foreseen.at, written.offset.after, written.offset.at, life.zone)
        _add_round(life, row, foreseen.at, reminded_again(due, life.now))


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


def _note(life: Life, row: Row, number: int, due: datetime, moved: bool = False) -> None:
    """Into the diary, for the hour the customer asked for where there is one."""
    script = life.scripts.get(row.written.script)
    if life.own_hour is not None and due > life.now and script is not None and script.purpose not in NEWS:
        begins = their_hour(due, life.own_hour, life.zone)
        due = due if begins is None else max(due, begins)
    life.diary.append(Planned(life.now, row.key, number, due, moved))


def _add_round(life: Life, row: Row, anchor: datetime, due: datetime) -> None:
    following = next_round(max(r.round for r in life.rows if r.key == row.key), row.written.cap)
    if following is None:
        return
    again = Row(row.key, row.written, following, "planned", anchor_at=anchor, planned_at=due, due_at=due)
    life.rows.append(again)
    _note(life, row, following, due)
