"""Who works here, who is there, and who gets a case: by the shop's rules, else who has least to do.

A roster is one look at the database, made once per desk and only when a case needs somebody. Whoever is
given a case must be there before its promise is over; when nobody is, all count: a promise needs a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.business_hours import BusinessHours
from conversations.following import GRAVITY
from conversations.opening import read_business_hours
from models import assignment, staff_hours
from models.assignment import AssignmentRule
from models.case import Case
from models.staff import Staff, whose_turn
from models.staff_hours import StaffHours
from services.folding import fold
from services.shop import Shop

WORKERS: Final = ("owner", "lead", "agent")  # who may be given a case


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about, as far as it says who is right for it."""

    reason: str
    text: str = ""
    categories: tuple[str, ...] = ()
    language: str = "ja"


class Roster:
    """Everybody who may be given a case, and when they are there."""

    def __init__(self, session: Session, shop: Shop, now: datetime) -> None:
        self._shop, self._now = shop, now
        self._zone = ZoneInfo(shop.zone)
        there = select(Staff).where(Staff.active.is_(True), Staff.role.in_(WORKERS))
        self.people = sorted(session.scalars(there), key=whose_turn)
        self._own = staff_hours.of_all(session, [person.id for person in self.people])
        self._rules = assignment.rules(session)
        self._loads = assignment.loads(session)

    def is_away(self, person: Staff, at: datetime | None = None) -> bool:
        own = self._own.get(person.id)
        if own is None or own.away_until is None:
            return False
        day = (at or self._now).astimezone(self._zone).date()
        return (own.away_from or day) <= day <= own.away_until

    def next_working(self, person: Staff) -> datetime:
        """Now if they are there, else when they will be."""
        at, own = self._now, self._own.get(person.id)
        for _ in range(2):  # what begins while they are away begins after that
            at = self._hours(person).next_open(at)
            if own is None or own.away_until is None or not self.is_away(person, at):
                return at
            back = datetime.combine(own.away_until + timedelta(days=1), time(0), self._zone)
            at = back.astimezone(UTC)
        return at

    def pick(self, matter: Matter, promise_at: datetime) -> Staff | None:
        """Whose case this is: of the people its rule names, else of the agents, whoever has least to do."""
        named = self.named_for(matter, promise_at)
        if named:
            return self._least_busy(named)
        agents = [person for person in self.people if person.role == "agent"] or self.people
        there = [person for person in agents if self._can_keep(person, promise_at)]
        others = [person for person in self.people if self._can_keep(person, promise_at)]
        return self._least_busy(there or others or agents)

    def named_for(self, matter: Matter, promise_at: datetime) -> list[Staff]:
        """Those named by the first rule that fits and has somebody there; nobody when none has."""
        for rule in self._rules:
            if _fits(rule, matter):
                people = [p for p in self.people if p.id in rule.staff_ids and self._can_keep(p, promise_at)]
                if people:
                    return people
        return []

    def keeps(self, person: Staff, case: Case, matter: Matter) -> bool:
        """Whether their case stays theirs: not when away, nor when it got graver and is others' by rule."""
        if self.is_away(person):
            return False
        if GRAVITY.index(matter.reason) <= GRAVITY.index(case.reason) or case.first_response_at is not None:
            return True
        named = self.named_for(matter, case.promise_at)
        return not named or person in named

    def given(self, person: Staff) -> None:
        """One more for this person; the next case is rather somebody else's."""
        self._loads[person.id] = self._loads.get(person.id, 0) + 1
        self.people.sort(key=whose_turn)

    def _least_busy(self, people: Iterable[Staff]) -> Staff | None:
        ordered = sorted(people, key=lambda p: (self._loads.get(p.id, 0), whose_turn(p)))
        return ordered[0] if ordered else None

    def _can_keep(self, person: Staff, promise_at: datetime) -> bool:
        return self.next_working(person) < max(promise_at, self._now + timedelta(minutes=1))

    def _hours(self, person: Staff) -> BusinessHours:
        return hours_of(self._own.get(person.id), self._shop)


def hours_of(own: StaffHours | None, shop: Shop) -> BusinessHours:
    """A person's own hours; the shop's closed days and holidays are theirs, too."""
    hours = shop.rules.hours
    return replace(hours, week=read_business_hours(own.hours)) if own is not None and own.hours else hours


def _fits(rule: AssignmentRule, matter: Matter) -> bool:
    said, sold = fold(matter.text), {fold(category) for category in matter.categories}
    return (
        (not rule.reasons or matter.reason in rule.reasons)
        and (not rule.words or any(fold(word) in said for word in rule.words))
        and (not rule.categories or not sold.isdisjoint(map(fold, rule.categories)))
        and (not rule.languages or matter.language in rule.languages)
    )
