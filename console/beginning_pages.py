"""新しくつくる: a starter of one's trade, a copy, or a blank page. What is begun opens in the editor."""

from typing import Any, Final

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console import script_queries
from console.guards import Console
from console.routing import Route
from console.script_opened import WRITING
from conversations import starter as starters
from models import publication as publications
from models.staff import Staff
from services import beginning
from services.beginning import CannotBegin

PURPOSES: Final = ("check_in", "how_to", "milestone", "welcome", "recovery", "replenishment", "referral")


def new(console: Console) -> ResponseReturnValue:
    return _page(console, {})


def begin(console: Console) -> ResponseReturnValue:
    """A blank script or journey, or a copy: `from` is «script/checkin», or empty."""
    form = request.form
    kind, _, source = form.get("from", "").partition("/")
    kind = kind if kind in ("script", "journey") else "script"
    purpose = form.get("purpose", "")
    if purpose not in PURPOSES:
        purpose = "check_in"
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        try:
            draft = beginning.begin(
                uow.session, kind, form.get("id", ""), form.get("title", ""), staff, console.clock(),
                purpose=purpose, source=source,
            )  # fmt: skip
        except CannotBegin as refused:
            return _page(console, form.to_dict(), refused)
        uow.commit()
    return redirect(url_for("console.script_edit", kind=draft.kind, name=draft.name))


def take(console: Console) -> ResponseReturnValue:
    """A whole starter: its scripts live, its journey a draft to look through."""
    chosen = starters.starter(request.form.get("starter", ""))
    if chosen is None:
        return _page(console, {}, CannotBegin("unknown"))
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        try:
            draft = beginning.take_starter(uow.session, chosen, staff, console.clock())
        except CannotBegin as refused:
            return _page(console, {}, refused)
        uow.commit()
    flash("ひな形を入れました。台本をお店の言葉に直してから、シナリオを公開してください。", "good draft")
    return redirect(url_for("console.script_review", kind="journey", name=draft.name))


def _page(console: Console, typed: dict[str, Any], refused: CannotBegin | None = None) -> ResponseReturnValue:
    with console.database.read() as session:
        live = publications.live(session)
        library = script_queries.live_library(session, live)
        page = render_template(
            "console/script_new.html",
            starters=[(one, beginning.taken_by(session, one, live)) for one in starters.starters()],
            scripts=sorted(library.scripts.values(), key=lambda one: one.title),
            journeys=sorted(library.journeys.values(), key=lambda one: one.title),
            begun={(row.kind, row.name) for row in script_queries.begun(session, live)},
            purposes=PURPOSES, typed=typed, refused=refused,
        )  # fmt: skip
    return make_response(page, 409 if refused is not None else 200)


ROUTES: Final = (
    Route("/scripts/new", "script_new", "GET", new, WRITING),
    Route("/scripts/new", "script_begin", "POST", begin, WRITING),
    Route("/scripts/starters", "script_starter", "POST", take, WRITING),
)
