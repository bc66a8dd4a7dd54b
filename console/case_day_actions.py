"""What else a case's day brings: promising again, putting aside, calls, sorting, due items, merging."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import case_forms
from console.case_actions import do
from console.case_forms import Kept
from console.guards import AGENTS, Console
from console.routing import ID, Route
from models.case import Case, CaseEntry
from models.due_item import DueItem
from models.staff import Staff
from services import casework, contacting, duties, merging, promising, snoozing
from services.casework import Refusal
from services.shop import Shop


def repromise(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, now = case_forms.text(), case_forms.seen(), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        until = case_forms.moment(shop.tz)
        if until is None:
            return Refusal("when")
        return promising.promise_again(session, shop, case, staff, until, text, now, seen=seen)

    kept = Kept("repromise", text, at=request.form.get("own", ""))
    return do(console, case_id, work, kept, "新しい時刻をお伝えします。")


def snooze(console: Console, case_id: int) -> ResponseReturnValue:
    now = console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        until = case_forms.moment(shop.tz)
        return snoozing.snooze(session, shop, case, staff, until, now) if until else Refusal("when")

    kept = Kept("snooze", at=request.form.get("own", ""))
    return do(console, case_id, work, kept, "あとで、にしました。時刻になるか、お客様から届くと戻ります。")


def wake(console: Console, case_id: int) -> ResponseReturnValue:
    now = console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: snoozing.wake(session, shop, case, staff, now),
        Kept("wake"),
        "一覧に戻しました。",
    )


def log(console: Console, case_id: int) -> ResponseReturnValue:
    text, form, now = case_forms.text(), request.form, console.clock()
    way, direction, reached = form.get("way", ""), form.get("direction", ""), "reached" in form
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: contacting.log_contact(
            session, shop, case, staff, way, direction, text, now, reached=reached
        ),
        Kept("log", text, way),
        "記録しました。",
    )


def sort(console: Console, case_id: int) -> ResponseReturnValue:
    topic, priority, now = case_forms.text("topic"), int("priority" in request.form), console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.classify(
            session, shop, case, staff, topic, priority, now
        ),
        Kept("sort", topic),
        "整理しました。",
    )


def add_due(console: Console, case_id: int) -> ResponseReturnValue:
    text, chosen, now = case_forms.text(), case_forms.number("staff"), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        at = case_forms.moment(shop.tz)
        if at is None:
            return Refusal("when")
        return duties.add(session, shop, case, staff, text, session.get(Staff, chosen), at, now)

    return do(
        console, case_id, work, Kept("due", text, at=request.form.get("own", "")), "やることに加えました。"
    )


def change_due(console: Console, case_id: int, item_id: int) -> ResponseReturnValue:
    chosen, now = case_forms.number("staff"), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        item, to, at = session.get(DueItem, item_id), session.get(Staff, chosen), case_forms.moment(shop.tz)
        if item is None or to is None or at is None:
            return Refusal("when" if at is None else "unknown")
        return duties.change(session, shop, case, staff, item, to, at, now)

    return do(console, case_id, work, Kept("due_change"), "やることを変えました。")


def finish_due(console: Console, case_id: int, item_id: int) -> ResponseReturnValue:
    dropped, now = "dropped" in request.form, console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        item = session.get(DueItem, item_id)
        if item is None:
            return Refusal("unknown")
        return duties.finish(session, shop, case, staff, item, now, dropped=dropped)

    said = "とりやめにしました。" if dropped else "済みにしました。"
    return do(console, case_id, work, Kept("due_done"), said)


def merge(console: Console, case_id: int) -> ResponseReturnValue:
    """Into the case that was typed; of somebody else, only once the person said who that is."""
    text, into_id, now = case_forms.text(), case_forms.number("into"), console.clock()
    sure = case_forms.number("sure") == into_id

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        into = session.get(Case, into_id)
        if into is None:
            return Refusal("unknown")
        return merging.merge(session, shop, case, staff, into, text, now, sure=sure)

    return do(console, case_id, work, Kept("merge", text, at=str(into_id)), "対応をまとめました。")


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>/repromise", "case_repromise", "POST", repromise, AGENTS),
    Route(f"/cases/<{ID}:case_id>/snooze", "case_snooze", "POST", snooze, AGENTS),
    Route(f"/cases/<{ID}:case_id>/wake", "case_wake", "POST", wake, AGENTS),
    Route(f"/cases/<{ID}:case_id>/log", "case_log", "POST", log, AGENTS),
    Route(f"/cases/<{ID}:case_id>/sort", "case_sort", "POST", sort, AGENTS),
    Route(f"/cases/<{ID}:case_id>/due", "case_due", "POST", add_due, AGENTS),
    Route(f"/cases/<{ID}:case_id>/due/<{ID}:item_id>", "case_due_change", "POST", change_due, AGENTS),
    Route(f"/cases/<{ID}:case_id>/due/<{ID}:item_id>/done", "case_due_done", "POST", finish_due, AGENTS),
    Route(f"/cases/<{ID}:case_id>/merge", "case_merge", "POST", merge, AGENTS),
)
