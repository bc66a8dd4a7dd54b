"""What staff do on a case's page. Each takes the form, does one unit of work, and shows the page again."""

from collections.abc import Callable
from typing import Final

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.case_pages import Kept, render
from console.guards import AGENTS, Console
from console.routing import ID, Route
from models.case import Case, CaseEntry
from models.staff import Staff
from services import casework, proposals
from services.casework import Refusal
from services.shop import Shop

Work = Callable[[Session, Shop, Case, Staff], CaseEntry | Refusal]


def reply(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, now = _text(), _seen(), console.clock()
    return _do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.reply(session, shop, case, staff, text, now, seen=seen),
        Kept("reply", text),
        "返信しました。お客様のトークへ送ります。",
    )


def note(console: Console, case_id: int) -> ResponseReturnValue:
    text, now = _text(), console.clock()
    return _do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.note(session, shop, case, staff, text, now),
        Kept("note", text),
        "メモを残しました。",
    )


def propose(console: Console, case_id: int) -> ResponseReturnValue:
    text, seen, kind, now = _text(), _seen(), request.form.get("kind", ""), console.clock()
    return _do(
        console,
        case_id,
        lambda session, shop, case, staff: proposals.propose(
            session, shop, case, staff, kind, text, now, seen=seen
        ),
        Kept("proposal", text, kind),
        "提案を送りました。お客様のお返事を待ちます。",
    )


def take(console: Console, case_id: int) -> ResponseReturnValue:
    seen, now = _seen(), console.clock()
    return _do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.take(session, shop, case, staff, now, seen=seen),
        Kept("take"),
        "あなたが担当になりました。",
    )


def assign(console: Console, case_id: int) -> ResponseReturnValue:
    chosen, now = _number("staff"), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        to = session.get(Staff, chosen)
        return casework.assign(session, shop, case, staff, to, now) if to else Refusal("unknown")

    return _do(console, case_id, work, Kept("assign"), "担当を変えました。")


def close(console: Console, case_id: int) -> ResponseReturnValue:
    text, reason, now = _text(), request.form.get("reason", ""), console.clock()
    return _do(
        console,
        case_id,
        lambda session, shop, case, staff: casework.close(
            session, shop, case, staff, reason, now, remark=text
        ),
        Kept("close", text, reason),
        "対応を終えました。会話はボットに戻りました。",
    )


def _do(console: Console, case_id: int, work: Work, kept: Kept, said: str) -> ResponseReturnValue:
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


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")


def _seen() -> int:
    """The last entry the person saw; a form without it has seen nothing."""
    return _number("seen")


def _number(name: str) -> int:
    """A number of the form; 0, which is nobody's id, for anything else."""
    number = request.form.get(name, 0, type=int)
    return number if 0 < number < 2**53 else 0


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>/reply", "case_reply", "POST", reply, AGENTS),
    Route(f"/cases/<{ID}:case_id>/note", "case_note", "POST", note, AGENTS),
    Route(f"/cases/<{ID}:case_id>/propose", "case_propose", "POST", propose, AGENTS),
    Route(f"/cases/<{ID}:case_id>/take", "case_take", "POST", take, AGENTS),
    Route(f"/cases/<{ID}:case_id>/assign", "case_assign", "POST", assign, AGENTS),
    Route(f"/cases/<{ID}:case_id>/close", "case_close", "POST", close, AGENTS),
)
