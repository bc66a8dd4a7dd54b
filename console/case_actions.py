"""What staff write and decide on a case's page: take the form, do one unit of work, show the page again."""

from collections.abc import Callable
from typing import Final

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import case_forms
from console.case_forms import Kept
from console.case_pages import render
from console.guards import AGENTS, Console
from console.routing import ID, Route
from models.case import Case, CaseEntry
from models.case_template import CaseTemplate
from models.staff import Staff
from services import casework, closing, macros, proposals, reopening
from services.casework import Refusal
from services.shop import Shop

Work = Callable[[Session, Shop, Case, Staff], CaseEntry | Refusal]


def reply(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, now = case_forms.text(), case_forms.seen(), console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.reply(session, shop, case, staff, text, now, seen=seen),
        Kept("reply", text),
        "返信しました。お客様のトークへ送ります。",
    )


def note(console: Console, case_id: int) -> ResponseReturnValue:
    text, now = case_forms.text(), console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.note(session, shop, case, staff, text, now),
        Kept("note", text),
        "メモを残しました。",
    )


def propose(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, kind, now = (
        case_forms.text(),
        case_forms.seen(),
        request.form.get("kind", ""),
        console.clock(),
    )
    typed, lines = case_forms.estimate()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        dates = case_forms.moments(shop.tz, "date") if kind == "call" else []
        if lines is None or dates is None:
            return Refusal("numbers" if lines is None else "when")
        return proposals.propose(
            session, shop, case, staff, kind, text, now, seen=seen, lines=lines, dates=dates
        )

    kept = Kept("proposal", text, kind, typed, request.form.getlist("date")[:4])
    return do(console, case_id, work, kept, "提案を送りました。お客様のお返事を待ちます。")


def macro(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, chosen, now = (
        case_forms.text(),
        case_forms.seen(),
        case_forms.number("macro"),
        console.clock(),
    )
    ends = case_forms.loose_ends()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        row = session.get(CaseTemplate, chosen)
        if row is None:
            return Refusal("unknown")
        return macros.run(session, shop, case, staff, row, text, now, seen=seen, ends=ends)

    kept = Kept("macro", text, str(chosen), ends=ends)
    return do(console, case_id, work, kept, "まとめて行いました。")


def take(console: Console, case_id: int) -> ResponseReturnValue:
    seen, now = case_forms.seen(), console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.take(session, shop, case, staff, now, seen=seen),
        Kept("take"),
        "あなたが担当になりました。",
    )


def assign(console: Console, case_id: int) -> ResponseReturnValue:
    chosen, now = case_forms.number("staff"), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        to = session.get(Staff, chosen)
        return casework.assign(session, shop, case, staff, to, now) if to else Refusal("unknown")

    return do(console, case_id, work, Kept("assign"), "担当を変えました。")


def close(console: Console, case_id: int) -> ResponseReturnValue:
    text, reason, now = case_forms.text(), request.form.get("reason", ""), console.clock()
    ends = case_forms.loose_ends()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: closing.close(
            session, shop, case, staff, reason, now, remark=text, ends=ends
        ),
        Kept("close", text, reason, ends=ends),
        "対応を終えました。会話はボットに戻りました。",
    )


def reopen(console: Console, case_id: int) -> ResponseReturnValue:
    is_told, now = "tell" in request.form, console.clock()
    return do(
        console,
        case_id,
        lambda session, shop, case, staff: reopening.reopen(session, shop, case, staff, now, is_told=is_told),
        Kept("reopen"),
        "対応をもう一度開きました。",
    )


def do(console: Console, case_id: int, work: Work, kept: Kept, said: str) -> ResponseReturnValue:
    """One unit of work; refused, the page says why and keeps what was typed."""
    with console.database.begin() as uow:
        case = uow.session.get(Case, case_id)
        if case is None:
            abort(404)
        staff = uow.session.get_one(Staff, g.staff.id)
        outcome = work(uow.session, console.shop_of(case.channel_id), case, staff)
        if not isinstance(outcome, Refusal):
            uow.commit()
    if isinstance(outcome, Refusal):
        return render(console, case_id, outcome, kept)
    flash(said, f"done {kept.form}")
    return redirect(url_for("console.case", case_id=case_id) + "#latest")


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>/reply", "case_reply", "POST", reply, AGENTS),
    Route(f"/cases/<{ID}:case_id>/note", "case_note", "POST", note, AGENTS),
    Route(f"/cases/<{ID}:case_id>/propose", "case_propose", "POST", propose, AGENTS),
    Route(f"/cases/<{ID}:case_id>/macro", "case_macro", "POST", macro, AGENTS),
    Route(f"/cases/<{ID}:case_id>/take", "case_take", "POST", take, AGENTS),
    Route(f"/cases/<{ID}:case_id>/assign", "case_assign", "POST", assign, AGENTS),
    Route(f"/cases/<{ID}:case_id>/close", "case_close", "POST", close, AGENTS),
    Route(f"/cases/<{ID}:case_id>/reopen", "case_reopen", "POST", reopen, AGENTS),
)
