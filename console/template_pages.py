"""ひな形: the texts everybody answers with. All may read them; owner and lead write them."""

from typing import Any, Final

from flask import abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console import case_forms
from console.guards import READERS, Console
from console.routing import ID, Route
from console.shown import is_outdated, mark
from models import case_template
from models.case_template import KINDS as TEMPLATE_KINDS
from models.case_template import CaseTemplate
from models.staff import Staff
from services import estimates, written
from services.closing import CLOSE_REASONS
from services.proposals import KINDS
from services.written import GAPS, Written
from services.written_starters import STARTERS

WRITERS: Final = frozenset({"owner", "lead"})


def index(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        rows = case_template.all_of(reading, active_only=False)
    groups = [(kind, [row for row in rows if row.kind == kind]) for kind in TEMPLATE_KINDS]
    return render_template("console/templates.html", groups=groups, any=bool(rows), may_write=_may_write())


def new(console: Console) -> ResponseReturnValue:
    kind = request.args.get("kind", "reply")
    return _form(Written(kind if kind in TEMPLATE_KINDS else "reply", "", ""), None)


def show(console: Console, template_id: int) -> ResponseReturnValue:
    with console.database.read() as reading:
        row = reading.get(CaseTemplate, template_id)
    if row is None:
        abort(404)
    return _form(_written(row), row.id, there=_written(row))


def save(console: Console, template_id: int | None = None) -> ResponseReturnValue:
    typed, lines = case_forms.estimate()
    with console.database.begin() as uow:
        row = (
            uow.session.get(CaseTemplate, template_id, with_for_update=True)
            if template_id is not None
            else None
        )
        if template_id is not None and row is None:
            abort(404)
        there = _written(row) if row is not None else None
        asked = _asked(row.kind if row else request.form.get("kind", ""), tuple(lines or ()))
        staff = uow.session.get_one(Staff, g.staff.id)
        outcome: CaseTemplate | str
        if there is not None and is_outdated(_state(there)):
            outcome = "changed_meanwhile"
        elif lines is None:
            outcome = "numbers"
        else:
            outcome = written.save(uow.session, staff, row, asked, console.clock())
        if not isinstance(outcome, str):
            uow.commit()
    if isinstance(outcome, str):
        return _form(asked, template_id, outcome, typed, there)
    flash("ひな形を保存しました。", "done template")
    return redirect(url_for("console.templates"))


def start(console: Console) -> ResponseReturnValue:
    """Texts to begin with, in one click; those that are there already stay as they are."""
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        there = {(row.kind, row.title) for row in case_template.all_of(uow.session, active_only=False)}
        for starter in STARTERS:
            if (starter.kind, starter.title) not in there:
                written.save(uow.session, staff, None, starter, console.clock())
        uow.commit()
    flash("はじめのひな形を入れました。お店の言葉に直してお使いください。", "done template")
    return redirect(url_for("console.templates"))


def _asked(kind: str, lines: tuple[estimates.Line, ...]) -> Written:
    form = request.form
    actions: dict[str, Any] = {
        "take": "take" in form,
        "note": case_forms.text("note").strip()[:2000],
        "topic": " ".join(form.get("topic", "").split())[:40],
        "priority": int("priority" in form),
        "snooze_days": min(case_forms.number("snooze_days"), 90),
        "close": form.get("close", ""),
    }
    return Written(
        kind,
        form.get("title", ""),
        case_forms.text(),
        form.get("proposal", ""),
        lines,
        actions,
        "active" in form,
    )


def _form(
    shown: Written,
    template_id: int | None,
    problem: str = "",
    typed: list[tuple[str, str, str]] | None = None,
    there: Written | None = None,
) -> ResponseReturnValue:
    """`there`: as it is kept now, which `shown` is not where what was typed is refused."""
    lines = typed or [(line.label, str(line.quantity), str(line.price)) for line in shown.lines]
    page = render_template(
        "console/template.html", shown=shown, lines=lines, template_id=template_id, problem=problem,
        gaps=GAPS, kinds=KINDS, close_reasons=CLOSE_REASONS, rows=4, may_write=_may_write(),
        there=there, mark=mark(_state(there)) if there is not None else "",
    )  # fmt: skip
    return make_response(page, 409 if problem else 200)


def _written(row: CaseTemplate) -> Written:
    lines = tuple(estimates.from_json(row.lines))
    return Written(row.kind, row.title, row.text, row.proposal, lines, row.actions, row.active)


def _state(there: Written) -> object:
    lines = [line.as_json() for line in there.lines]
    return [there.title, there.text, there.proposal, lines, there.actions, there.active]


def _may_write() -> bool:
    return g.staff.role in WRITERS


ROUTES: Final = (
    Route("/templates", "templates", "GET", index, READERS),
    Route("/templates/new", "template_new", "GET", new, WRITERS),
    Route("/templates/new", "template_create", "POST", save, WRITERS),
    Route("/templates/starters", "template_start", "POST", start, WRITERS),
    Route(f"/templates/<{ID}:template_id>", "template", "GET", show, READERS),
    Route(f"/templates/<{ID}:template_id>", "template_save", "POST", save, WRITERS),
)
