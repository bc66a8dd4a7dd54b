"""When what is due: a purchase's touchpoints, planned from their anchors and planned again when one moves.

A purchase that nobody in LINE claimed yet only waits: its rows cost the clock nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.following import NOT_TALKED, follows, next_round, reminded_again, reopened, word_of_move
from conversations.journey import Anchor, Journey
from conversations.journey import Touchpoint as Plan
from conversations.pace import SAYABLE
from conversations.reasons import Why
from conversations.silence import word_due
from conversations.timing import due_at
from models import refill
from models.case import Case
from models.contact import Contact
from models.conversation import Conversation
from models.purchase import Milestone, Purchase, milestones_of
from models.touchpoint import Decision, Touchpoint, by_ids, of_purchase, unsent_of_purchases
from services import refills
from services.anchors import moment_of
from services.desk import Desk, Ended
from services.published import scripts_cache
from services.shop import Shop

MOVED = "delivery_moved"  # a milestone of ours: the delivery is expected on another day


def plan(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> None:
    """Lay out the journey that fits this purchase; nothing happens if it has one already."""
    if purchase.journey or purchase.status != "active":
        return
    categories = {item.category for item in purchase.items if item.category}
    journey = shop.journey_for(categories, {item.sku for item in purchase.items})
    if journey is None:
        return
    purchase.journey = journey.id
    session.add_all(
        Touchpoint(
            channel_id=purchase.channel_id, purchase_id=purchase.id, contact_id=purchase.contact_id,
            journey_version_id=shop.journey_versions[journey.id], key=touchpoint.id, round=0,
            status="waiting", postponed=0, reason="",
        )
        for touchpoint in journey.planned
    )  # fmt: skip
    session.flush()
    replan(session, shop, purchase, now)


def replan(session: Session, shop: Shop, purchase: Purchase, now: datetime) -> None:
    """An anchor became known or moved: waiting and planned touchpoints follow it."""
    if purchase.status != "active" or purchase.contact_id is None:
        return
    contact = session.get_one(Contact, purchase.contact_id)
    milestones = milestones_of(session, purchase.id)
    rows = of_purchase(session, purchase.id)
    empty = _runs_out(session, rows, purchase, milestones, now)
    for row in rows:
        journey = scripts_cache.journey(session, row.journey_version_id)
        written = journey.touchpoint(row.key)
        if written is not None and written.anchor.kind == "silence":
            _listen(session, shop, row, journey, contact, purchase, milestones, now)
            continue
        if written is None or row.round > 0:
            continue
        row.contact_id = contact.id
        anchor = moment_of(session, shop, written.anchor, purchase, contact, milestones, empty)
        if anchor is not None:
            _move(row, written, anchor, zone_of(shop, contact, purchase))


def _listen(
    session: Session, shop: Shop, row: Touchpoint, journey: Journey, contact: Contact, purchase: Purchase,
    milestones: dict[str, datetime], now: datetime,
) -> None:  # fmt: skip
    """A silence is waited for from the claim until the wait is over (services/silences.py)."""
    wait = journey.wait
    if wait is None or row.status not in ("waiting", "planned"):
        return
    row.contact_id = contact.id
    if wait.until in milestones:
        if row.status == "planned":
            _drop(session, row, "arrived", now)
        else:
            row.status, row.reason, row.decided_at = "skipped", "arrived", now
    elif row.status == "waiting":
        due = word_due(now, wait.silence, zone_of(shop, contact, purchase), shop.rules.quiet)
        row.anchor_at, row.planned_at, row.due_at, row.status = now, due, due, "planned"


def delivery_moved(session: Session, shop: Shop, purchase: Purchase, before: date, now: datetime) -> None:
    """The delivery is expected on another day than `before`: what counts from it moves, and it is told.

    The milestone's note keeps the day the customer knows: told is the newest day, not each step on the way.
    """
    theirs = (Milestone.purchase_id == purchase.id, Milestone.name == MOVED)
    moved = session.scalar(select(Milestone).where(*theirs))
    words = _words_of_move(session, purchase) if moved is not None else ()
    if moved is None:
        moved = Milestone(purchase_id=purchase.id, name=MOVED, at=now, note="", told_at=now)
        session.add(moved)
    moved.at = moved.told_at = now
    if not any(row.status == "planned" for row, _ in words):
        moved.note = before.isoformat()
    as_known = moved.note == str(purchase.expected_delivery_on)
    if purchase.status != "active":
        return
    for row, written in words:
        match word_of_move(row.status, row.reason, as_known=as_known):
            case "say":
                zone = purchase.time_zone or shop.zone
                add_round(session, row, now, due_at(now, written.offset.after, written.offset.at, zone))
            case "drop":
                _drop(session, row, "as_known", now)
            case "wait":
                pass
    session.flush()
    replan(session, shop, purchase, now)


def _words_of_move(session: Session, purchase: Purchase) -> list[tuple[Touchpoint, Plan]]:
    """The newest word about a moved delivery, of each touchpoint that brings one."""
    newest = {row.key: row for row in of_purchase(session, purchase.id)}
    return [
        (row, written)
        for row in newest.values()
        if (written := scripts_cache.journey(session, row.journey_version_id).touchpoint(row.key)) is not None
        and written.anchor.milestone == MOVED
    ]


def _drop(session: Session, row: Touchpoint, reason: Why, now: datetime) -> None:
    session.add(
        Decision(
            touchpoint_id=row.id, contact_id=row.contact_id, at=now, verdict="skip", reason=reason, detail={}
        )
    )  # fmt: skip
    row.status, row.reason, row.decided_at = "skipped", reason, now


def _runs_out(
    session: Session, rows: Sequence[Touchpoint], purchase: Purchase, milestones: dict[str, datetime],
    now: datetime,
) -> datetime | None:  # fmt: skip
    """When this purchase will be empty, if its journey wants to know."""
    journeys = (scripts_cache.journey(session, number) for number in {r.journey_version_id for r in rows})
    supply = next((journey.supply for journey in journeys if journey.supply is not None), None)
    if supply is None or "delivered" not in milestones:
        return None
    return refills.foresee(session, purchase, supply, milestones["delivered"], now)


def _move(row: Touchpoint, written: Plan, anchor: datetime, zone: str) -> None:
    if not follows(row.status, row.reason, row.anchor_at, anchor):
        return
    row.anchor_at = anchor
    row.planned_at = row.due_at = due_at(anchor, written.offset.after, written.offset.at, zone)
    row.status, row.postponed, row.reason = "planned", 0, ""


def zone_of(shop: Shop, contact: Contact, purchase: Purchase | None) -> str:
    """The customer's own time zone, else the shop's."""
    return contact.time_zone or (purchase.time_zone if purchase else "") or shop.zone


def stop(session: Session, shop: Shop, purchase: Purchase, reason: str, now: datetime) -> None:
    """The purchase ended: nothing of its journey is sent any more."""
    for row in of_purchase(session, purchase.id):
        if row.status in ("waiting", "planned"):
            row.status, row.reason, row.decided_at = "cancelled", reason, now
            session.add(
                Decision(
                    touchpoint_id=row.id,
                    contact_id=row.contact_id,
                    at=now,
                    verdict="skip",
                    reason=reason,
                    detail={},
                )
            )


def answered(
    desk: Desk, contact: Contact, conversation: Conversation, step: str, axis: str, value: str
) -> None:
    """An answer was recorded: touchpoints anchored to it are planned. What is left moves the forecast."""
    purchase = desk.purchase_of(contact, conversation.purchase_id)
    if purchase is None or not purchase.journey:
        return
    journey = desk.shop.library.journeys.get(purchase.journey)
    if journey is None:
        return
    told_of_rest = axis == "remaining" and value in SAYABLE
    awaited = any(_waits_for(t.anchor, conversation.script, step, value) for t in journey.touchpoints)
    if not (awaited or told_of_rest):
        return
    desk.session.flush()
    replan(desk.session, desk.shop, purchase, desk.now)
    if told_of_rest and value != "gone":
        _remind_again(desk, contact, purchase, conversation)


def _remind_again(desk: Desk, contact: Contact, purchase: Purchase, conversation: Conversation) -> None:
    """「まだある」 on a reminder: it comes again when the new forecast says; its cap still holds."""
    if conversation.touchpoint_id is None:
        return
    row = desk.session.get_one(Touchpoint, conversation.touchpoint_id)
    written = scripts_cache.journey(desk.session, row.journey_version_id).touchpoint(row.key)
    if written is not None and written.anchor.kind == "runs_out":
        another_reminder(desk.session, desk.shop, contact, purchase, row, written, desk.now)


def another_reminder(
    session: Session, shop: Shop, contact: Contact, purchase: Purchase, row: Touchpoint, written: Plan,
    now: datetime,
) -> None:  # fmt: skip
    """The reminder comes once more, when the present forecast says; its cap still holds."""
    foreseen = refill.forecast_of(session, purchase.id)
    if foreseen is None:
        return
    due = due_at(
        foreseen.runs_out_at, written.offset.after, written.offset.at, zone_of(shop, contact, purchase)
    )
    add_round(session, row, foreseen.runs_out_at, reminded_again(due, now))


def reached(desk: Desk, purchase: Purchase, milestone: str) -> None:
    """A customer told us of a milestone: touchpoints anchored to it are planned."""
    journey = desk.shop.library.journeys.get(purchase.journey)
    if journey is not None and any(t.anchor.milestone == milestone for t in journey.touchpoints):
        desk.session.flush()
        replan(desk.session, desk.shop, purchase, desk.now)


def completed(desk: Desk, ended: Sequence[Ended]) -> dict[int, list[Touchpoint]]:
    """Talks came to their end: touchpoints anchored to that are planned. By contact, those that were."""
    talks = {end.purchase.id: end for end in ended if end.purchase.status == "active"}
    waiting = {
        number: (talks[purchase_id], written)
        for number, purchase_id, key, version in unsent_of_purchases(desk.session, talks)
        if (written := scripts_cache.journey(desk.session, version).touchpoint(key)) is not None
        and _waits_for_end(written.anchor, talks[purchase_id].conversation)
    }
    planned: dict[int, list[Touchpoint]] = {}
    for row in by_ids(desk.session, waiting) if waiting else ():
        end, written = waiting[row.id]
        row.contact_id = end.contact.id
        _move(row, written, desk.now, zone_of(desk.shop, end.contact, end.purchase))
        if row.status == "planned":
            planned.setdefault(end.contact.id, []).append(row)
    return planned


def is_followed(desk: Desk, purchase: Purchase, ended: Conversation) -> bool:
    """Whether the purchase's journey has a touchpoint for this end of this script."""
    journey = desk.shop.library.journeys.get(purchase.journey)
    return journey is not None and any(_waits_for_end(t.anchor, ended) for t in journey.touchpoints)


def _waits_for_end(anchor: Anchor, ended: Conversation) -> bool:
    fits = anchor.kind == "completed" and anchor.script == ended.script
    return fits and anchor.choice in ("", ended.outcome or "")


def _waits_for(anchor: Anchor, script: str, step: str, value: str) -> bool:
    fits = anchor.kind == "answered" and anchor.script == script and anchor.step == step
    return fits and anchor.choice in ("", value)


def ask_again(desk: Desk, conversation: Conversation, after: timedelta) -> None:
    """Not yet used: the same touchpoint once more, later; its cap still holds."""
    if conversation.touchpoint_id is None:
        return
    row = desk.session.get_one(Touchpoint, conversation.touchpoint_id)
    add_round(desk.session, row, desk.now, desk.now + after)


def case_closed(session: Session, shop: Shop, case: Case, now: datetime) -> None:
    """A case closed: what is anchored to it (the same feeling question again) is planned.

    Not where no human answered: nobody can be thanked for a talk that never was.
    """
    purchase = session.get(Purchase, case.purchase_id) if case.purchase_id else None
    if purchase is None or purchase.status != "active":
        return
    if case.reason in NOT_TALKED or case.first_response_at is None:
        return
    session.flush()
    rows = of_purchase(session, purchase.id)
    again = {row.key for row in rows if row.round > 0 and row.status == "planned"}
    for row in rows:
        journey: Journey = scripts_cache.journey(session, row.journey_version_id)
        written = journey.touchpoint(row.key)
        if written is None or written.anchor.kind != "case_closed":
            continue
        if row.round > 0 and row.status == "planned":  # of a closing that was taken back
            _move(row, written, now, shop.zone)
        elif row.round == 0 and row.status == "sent" and row.key not in again:
            due = due_at(now, written.offset.after, written.offset.at, shop.zone)
            add_round(session, row, now, due)
    replan(session, shop, purchase, now)


def reopen(session: Session, contact: Contact, reasons: Sequence[str], now: datetime) -> None:
    """Now it can be sent: what waited for that is due, what was skipped for it is planned anew."""
    mine = (Touchpoint.contact_id == contact.id, Touchpoint.status.in_(("planned", "skipped")))
    for row in session.scalars(select(Touchpoint).where(*mine, Touchpoint.reason.in_(reasons))):
        row.postponed, row.due_at = reopened(row.status, row.postponed, row.planned_at, now)
        row.status, row.reason = "planned", ""


def add_round(session: Session, row: Touchpoint, anchor: datetime, due: datetime) -> Touchpoint | None:
    """The same touchpoint once more at `due`; its cap counts all of them: None when it is used up."""
    journey = scripts_cache.journey(session, row.journey_version_id)
    written = journey.touchpoint(row.key)
    rounds = session.scalar(
        select(func.max(Touchpoint.round)).where(
            Touchpoint.purchase_id == row.purchase_id, Touchpoint.key == row.key
        )
    )
    following = next_round(rounds or 0, written.cap) if written is not None else None
    if following is None:
        return None
    again = Touchpoint(
        channel_id=row.channel_id, purchase_id=row.purchase_id, contact_id=row.contact_id,
        journey_version_id=row.journey_version_id, key=row.key, round=following, status="planned",
        anchor_at=anchor, planned_at=due, due_at=due, postponed=0, reason="",
    )  # fmt: skip
    session.add(again)
    return again
