"""お約束の見守り: who is told, rung by rung, while nobody has answered: whoever has the case, lead, owner.

Each step is so many minutes of business time before or after the promised time. A new promise begins the
ladder anew; an answer ends it. Each step taken is a line of the case's history.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.business_hours import BusinessHours
from conversations.following import late_word_at
from models.assignment import RUNGS
from models.case import NOT_CLOSED, Case, CaseEntry
from models.staff import Staff
from services.alerting import alert, reachable
from services.announcing import announce_case
from services.desk import Desk
from services.rungs import Step, steps
from services.shop import ShopOf


def begin(desk: Desk, case: Case) -> None:
    """A promise was told: what would be said before its time is over already is not said at once."""
    _look_again(case, desk.ladder, desk.shop.rules.hours, desk.now, passed=True)


def climb(desk: Desk) -> int:
    """Take the steps whose time has come, of these contacts' cases. How many cases were looked at."""
    statement = select(Case).where(
        NOT_CLOSED, Case.contact_id.in_(desk.contacts), Case.next_step_at <= desk.now
    )
    cases = list(desk.session.scalars(statement.order_by(Case.next_step_at)))
    for case in cases:
        if case.first_response_at is not None:
            case.next_step_at = None
            continue
        hours = desk.shop.rules.hours
        left = desk.ladder[case.ladder_step :]
        due = [step for step in left if step.at(case.promise_at, hours) <= desk.now]
        if case.promise_at <= desk.now and not _is_told_broken(desk, case):
            desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind="promise_broken", text=""))
            announce_case(desk, "promise.broken", case)
        told: set[int] = set()
        for step in due:
            told |= _take(desk, case, step, told)
        case.ladder_step += len(due)
        _look_again(case, desk.ladder, hours, desk.now)
    return len(cases)


def start_over(session: Session, shop_of: ShopOf, now: datetime) -> None:
    """The ladder was changed: running promises follow the new one, without what its past steps would say."""
    ladder = steps(session)
    running = select(Case).where(NOT_CLOSED, Case.first_response_at.is_(None)).with_for_update()
    for case in session.scalars(running.order_by(Case.id)):
        _look_again(case, ladder, shop_of(case.channel_id).rules.hours, now, passed=True)


def _look_again(
    case: Case, ladder: tuple[Step, ...], hours: BusinessHours, now: datetime, *, passed: bool = False
) -> None:
    """When the next step is due. `passed`: steps whose time is over count as taken."""
    times = [step.at(case.promise_at, hours) for step in ladder]
    if passed:
        case.ladder_step = sum(at <= now for at in times)
    moments = times[case.ladder_step :]
    if case.promise_at > now:
        moments.append(case.promise_at)  # whoever is told: when it breaks, other systems hear of it
    if (at := late_word_at(case.promise_at, hours)) > now:
        moments.append(at)  # then the customer hears of it (services/belated.py)
    case.next_step_at = min(moments, default=None)


def _take(desk: Desk, case: Case, step: Step, told: Collection[int]) -> set[int]:
    """One step: tell those of its rung, else of the next above, who can be told."""
    people = [person for person in _people(desk, case, step) if person.id not in told]
    late = case.promise_at <= desk.now
    headline = "お約束の時刻を過ぎました" if late else "まもなくお約束の時刻です"
    holder = desk.session.get(Staff, case.assignee_id) if case.assignee_id else None
    if holder is not None and step.rung != "assignee":
        headline += f"（担当：{holder.name or holder.email}）"
    contact = desk.contacts[case.contact_id]
    if people:
        alert(desk, contact, case, headline, to=people, ways=step.ways)
    detail: dict[str, Any] = {
        "rung": step.rung, "to": [person.id for person in people], "ways": list(step.ways), "late": late,
    }  # fmt: skip
    desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind="escalated", text="", detail=detail))
    if "webhook" in step.ways:
        announce_case(desk, "case.escalated", case, rung=step.rung, late=late)
    return {person.id for person in people}


def _is_told_broken(desk: Desk, case: Case) -> bool:
    """Whether it was said of this very promise."""
    said = select(CaseEntry.id).where(
        CaseEntry.case_id == case.id, CaseEntry.kind == "promise_broken", CaseEntry.at >= case.promise_at
    )
    return desk.session.scalar(said.limit(1)) is not None


def _people(desk: Desk, case: Case, step: Step) -> list[Staff]:
    """Who stands on this rung, not away and within reach; when nobody does, on the next one up."""
    there = [person for person in desk.roster.people if not desk.roster.is_away(person)]
    rungs = {
        "assignee": [person for person in there if person.id == case.assignee_id],
        "lead": [person for person in there if person.role == "lead"],
        "owner": [person for person in there if person.role == "owner"],
    }
    if case.assignee_id is None:
        rungs["assignee"] = [person for person in there if person.role == "agent"]
    for rung in (*RUNGS[RUNGS.index(step.rung) :], *reversed(RUNGS[: RUNGS.index(step.rung)])):
        found = reachable(desk, rungs[rung], step.ways)
        if found:
            return found
    return []
