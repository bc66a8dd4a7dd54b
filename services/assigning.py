"""What a lead decides: who gets a case, who is told of a promise, who works when. Written to the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from conversations.opening import read_business_hours
from models import assignment
from models.assignment import RUNGS, WAYS, AssignmentRule, LadderStep
from models.staff import Staff
from models.staff_hours import StaffHours
from services import ladder
from services.quoting import REASONS
from services.roster import WORKERS
from services.rungs import Step
from services.shop import ShopOf
from services.staffing import audit

MOST_RULES: Final = 50
MOST_STEPS: Final = 8
MOST_WORDS: Final = 30
LONGEST: Final = 10_000  # minutes: three weeks of business time


class Refused(Exception):
    """Nothing was changed; str() is a code that the page says in words."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a rule counts; what is empty is no condition."""

    reasons: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.reasons or self.words or self.categories or self.languages)


def save_rule(
    session: Session,
    actor: int,
    rule_id: int | None,
    when: Conditions,
    staff_ids: Collection[int],
    now: datetime,
) -> AssignmentRule:  # fmt: skip
    """A new rule at the end, or another content for one that is there."""
    known = assignment.rules(session)
    rule = next((row for row in known if row.id == rule_id), None)
    if rule_id is not None and rule is None:
        raise Refused("rule_gone")
    if when.is_empty or not set(when.reasons) <= set(REASONS):
        raise Refused("condition")
    if any(len(words) > MOST_WORDS for words in (when.words, when.categories, when.languages)):
        raise Refused("condition")
    if any(len(word) > 40 for word in (*when.words, *when.categories, *when.languages)):
        raise Refused("condition")
    may = set(session.scalars(select(Staff.id).where(Staff.active.is_(True), Staff.role.in_(WORKERS))))
    chosen = sorted(set(staff_ids) & may)
    if not chosen:
        raise Refused("nobody")
    if rule is None:
        if len(known) >= MOST_RULES:
            raise Refused("too_many")
        rule = AssignmentRule(position=known[-1].position + 1 if known else 1, created_at=now)
        session.add(rule)
    rule.reasons, rule.words = list(when.reasons), list(when.words)
    rule.categories, rule.languages = list(when.categories), list(when.languages)
    rule.staff_ids = list(chosen)
    session.flush()
    audit(session, now, "rule.saved", f"rule:{rule.id}", staff_id=actor)
    return rule


def raise_rule(session: Session, actor: int, rule_id: int, now: datetime) -> None:
    """Asked before the one that was asked before it."""
    known = assignment.rules(session)
    at = next((place for place, row in enumerate(known) if row.id == rule_id), 0)
    if at == 0:
        return
    known[at - 1], known[at] = known[at], known[at - 1]
    for place, row in enumerate(known, 1):
        row.position = place
    audit(session, now, "rule.moved", f"rule:{rule_id}", staff_id=actor)


def remove_rule(session: Session, actor: int, rule_id: int, now: datetime) -> None:
    rule = session.get(AssignmentRule, rule_id)
    if rule is not None:
        session.delete(rule)
        audit(session, now, "rule.removed", f"rule:{rule_id}", staff_id=actor)


def save_ladder(session: Session, shop_of: ShopOf, actor: int, steps: Sequence[Step], now: datetime) -> None:
    """The whole ladder anew; running promises follow it from here on."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Refused("steps")
    for step in steps:
        if step.rung not in RUNGS or not step.ways or not set(step.ways) <= set(WAYS):
            raise Refused("step")
        if abs(step.minutes) > LONGEST:
            raise Refused("minutes")
    session.execute(delete(LadderStep))
    session.add_all(
        LadderStep(rung=step.rung, minutes=step.minutes, ways=list(step.ways), changed_by_id=actor)
        for step in steps
    )
    session.flush()
    ladder.start_over(session, shop_of, now)
    audit(session, now, "ladder.saved", "ladder", staff_id=actor, detail={"steps": len(steps)})


def set_hours(
    session: Session, actor: int, staff_id: int, hours: str, away_from: date | None, away_until: date | None,
    now: datetime,
) -> None:  # fmt: skip
    """When this person works (nothing: in the shop's hours), and from when until when they are away."""
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active or staff.role not in WORKERS:
        raise Refused("gone")
    written = hours.strip()
    if len(written) > 300:
        raise Refused("hours")
    if written:
        try:
            read_business_hours(written)
        except ValueError:
            raise Refused("hours") from None
    if (away_from is None) != (away_until is None):
        away_from = away_until = away_from or away_until  # one day is a day off
    if away_from is not None and away_until is not None and away_until < away_from:
        raise Refused("away")
    row = session.get(StaffHours, staff_id, with_for_update=True)
    if row is None:
        row = StaffHours(staff_id=staff_id)
        session.add(row)
    row.hours, row.away_from, row.away_until = written, away_from, away_until
    audit(session, now, "staff.hours_set", f"staff:{staff_id}", staff_id=actor)
