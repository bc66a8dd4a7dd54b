"""設定 › 割り当てと見守り, 勤務とお休み: who gets a case, who is told of a promise, who works when."""

import re
from datetime import date, datetime
from typing import Any, Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import queries
from console.guards import AGENTS, LEADS, Console
from console.routing import ID, Route
from console.shown import is_outdated, mark
from models import assignment, publication, staff_hours
from models.assignment import RUNGS, WAYS, AssignmentRule
from models.channel import all_channels
from models.staff_hours import StaffHours
from services import assigning
from services.assigning import MOST_STEPS, Conditions, Refused
from services.quoting import REASONS
from services.rungs import Step, steps

LANGUAGES: Final = ("ja", "en", "zh", "ko", "th")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_BETWEEN: Final = re.compile(r"[、,，\n]")


def show(console: Console) -> ResponseReturnValue:
    return _page(console)


def save_rule(console: Console) -> ResponseReturnValue:
    """A new rule, or the one whose number the form names."""
    rule_id = request.form.get("rule", type=int)
    when = Conditions(
        tuple(request.form.getlist("reasons")), _listed("words"), _listed("categories"),
        tuple(one for one in request.form.getlist("languages") if one in LANGUAGES),
    )  # fmt: skip
    chosen = [int(one) for one in request.form.getlist("staff") if _NUMBER.fullmatch(one)]
    try:
        with console.database.begin() as uow:
            publication.hold(uow.session)
            known = next((row for row in assignment.rules(uow.session) if row.id == rule_id), None)
            if known is not None and is_outdated(_of_rule(known)):
                raise Refused("changed_meanwhile")
            assigning.save_rule(uow.session, g.staff.id, rule_id, when, chosen, console.wall_clock())
            uow.commit()
    except Refused as refused:
        return _page(console, problem=str(refused), tried=when, tried_staff=chosen, tried_rule=rule_id)
    flash("きまりを保存しました。", "done")
    return redirect(url_for("console.assignment"))


def change_rule(console: Console, rule_id: int) -> ResponseReturnValue:
    """Up, or away: what the pressed button says."""
    with console.database.begin() as uow:
        if request.form.get("what") == "remove":
            assigning.remove_rule(uow.session, g.staff.id, rule_id, console.wall_clock())
        else:
            assigning.raise_rule(uow.session, g.staff.id, rule_id, console.wall_clock())
        uow.commit()
    flash("変更しました。", "done")
    return redirect(url_for("console.assignment"))


def save_ladder(console: Console) -> ResponseReturnValue:
    """The whole form at once; a row without «who» is no step."""
    written = []
    for row in range(MOST_STEPS + 1):
        rung = request.form.get(f"rung-{row}", "")
        if rung:
            minutes = request.form.get(f"minutes-{row}", type=int)
            sign = -1 if request.form.get(f"side-{row}") == "before" else 1
            ways = tuple(way for way in WAYS if way in request.form.getlist(f"ways-{row}"))
            written.append(
                Step(rung, sign * minutes if minutes is not None and minutes >= 0 else 10**6, ways)
            )
    try:
        with console.database.begin() as uow:
            publication.hold(uow.session)
            if is_outdated(_of_ladder(uow.session)):
                raise Refused("changed_meanwhile")
            assigning.save_ladder(uow.session, console.shop_of, g.staff.id, written, console.clock())
            uow.commit()
    except Refused as refused:
        return _page(console, problem=str(refused))
    flash("お約束の見守りを保存しました。", "done")
    return redirect(url_for("console.assignment") + "#ladder")


def hours(console: Console) -> ResponseReturnValue:
    return _hours_page(console)


def save_hours(console: Console, staff_id: int) -> ResponseReturnValue:
    try:
        with console.database.begin() as uow:
            publication.hold(uow.session)
            if is_outdated(_of_hours(staff_hours.of_all(uow.session, [staff_id]).get(staff_id))):
                raise Refused("changed_meanwhile")
            assigning.set_hours(
                uow.session, g.staff.id, staff_id, request.form.get("hours", ""), _day("away_from"),
                _day("away_until"), console.wall_clock(),
            )  # fmt: skip
            uow.commit()
    except Refused as refused:
        return _hours_page(console, problem=str(refused), about=staff_id)
    flash("勤務とお休みを保存しました。", "done")
    return redirect(url_for("console.hours"))


def save_my_days(console: Console) -> ResponseReturnValue:
    """One's own days off; the hours are a lead's to set."""
    try:
        with console.database.begin() as uow:
            own = staff_hours.of_all(uow.session, [g.staff.id]).get(g.staff.id)
            assigning.set_hours(
                uow.session, g.staff.id, g.staff.id, own.hours if own else "", _day("away_from"),
                _day("away_until"), console.wall_clock(),
            )  # fmt: skip
            uow.commit()
    except Refused as refused:
        flash(PROBLEMS.get(str(refused), PROBLEMS["away"]), "bad")
        return redirect(url_for("console.me") + "#away")
    flash("勤務とお休みを保存しました。", "done")
    return redirect(url_for("console.me") + "#away")


PROBLEMS: Final = {"away": "お休みの終わりは、始まりより後の日にしてください。"}


def _page(console: Console, **shown: Any) -> ResponseReturnValue:
    with console.database.read() as reading:
        rules, ladder = assignment.rules(reading), steps(reading)
        people, names = queries.workers(reading), queries.staff_names(reading)
        own_ladder = bool(assignment.steps(reading))
        ladder_mark = mark(_of_ladder(reading))
        mails = any(console.shop_of(channel.id).mail_from for channel in all_channels(reading))
    page = render_template(
        "console/assignment.html", rules=rules, ladder=ladder, own_ladder=own_ladder, people=people,
        names=names, reasons=REASONS, languages=LANGUAGES, rungs=RUNGS, ways=WAYS, mails=mails,
        most=MOST_STEPS, rule_marks={rule.id: mark(_of_rule(rule)) for rule in rules},
        ladder_mark=ladder_mark, **shown,
    )  # fmt: skip
    return page, 409 if "problem" in shown else 200


def _hours_page(console: Console, **shown: Any) -> ResponseReturnValue:
    with console.database.read() as reading:
        people = queries.workers(reading)
        own = staff_hours.of_all(reading, [person.id for person in people])
        shop = console.shop_of(all_channels(reading)[0].id)
    today = console.clock().astimezone(shop.tz).date()
    marks = {person.id: mark(_of_hours(own.get(person.id))) for person in people}
    page = render_template("console/hours.html", people=people, own=own, today=today, marks=marks, **shown)
    return page, 409 if "problem" in shown else 200


def _of_rule(rule: AssignmentRule) -> object:
    return [rule.reasons, rule.words, rule.categories, rule.languages, rule.staff_ids]


def _of_ladder(session: Session) -> object:
    return [[step.rung, step.minutes, list(step.ways)] for step in steps(session)]


def _of_hours(row: StaffHours | None) -> object:
    return [row.hours, row.away_from, row.away_until] if row is not None else None


def _listed(name: str) -> tuple[str, ...]:
    """Words with 、 or commas between them."""
    words = (word.strip() for word in _BETWEEN.split(request.form.get(name, "")[:2000]))
    return tuple(dict.fromkeys(word for word in words if word))


def _day(name: str) -> date | None:
    try:
        return datetime.strptime(request.form.get(name, ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None


ROUTES: Final = (
    Route("/settings/assignment", "assignment", "GET", show, LEADS),
    Route("/settings/assignment", "assignment_rule", "POST", save_rule, LEADS),
    Route(f"/settings/assignment/<{ID}:rule_id>", "assignment_rule_change", "POST", change_rule, LEADS),
    Route("/settings/assignment/ladder", "assignment_ladder", "POST", save_ladder, LEADS),
    Route("/settings/hours", "hours", "GET", hours, LEADS),
    Route(f"/settings/hours/<{ID}:staff_id>", "hours_save", "POST", save_hours, LEADS),
    Route("/me/away", "my_days", "POST", save_my_days, AGENTS),
)
