"""保存した表示: keep the filters of a list under a name, share them, throw them away."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from console import customer_list, purchase_list
from console.guards import READERS, Console
from console.routing import ID, Route
from models.view import MOST, SavedView

PAGES: Final[dict[str, Callable[[Mapping[str, str]], customer_list.Filters | purchase_list.Filters]]] = {
    "customers": customer_list.read_filters,
    "purchases": purchase_list.read_filters,
}


def save(console: Console) -> ResponseReturnValue:
    page, name = request.form.get("page", ""), " ".join(request.form.get("name", "").split())[:40]
    if page not in PAGES:
        abort(422)
    filters = PAGES[page](request.form).kept
    with console.database.begin() as uow:
        mine = (SavedView.staff_id == g.staff.id, SavedView.page == page)
        count = uow.session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0
        known = uow.session.scalar(select(SavedView).where(*mine, SavedView.name == name))
        if not name or not filters or (known is None and count >= MOST):
            flash("絞り込みを選び、名前を付けてから保存してください（30個まで）。", "bad")
            return redirect(f"{url_for('console.' + page)}?{urlencode(filters)}")
        row = known or SavedView(staff_id=g.staff.id, page=page, name=name, created_at=console.clock())
        row.filters, row.shared = dict(filters), request.form.get("shared") == "yes"
        uow.session.add(row)
        uow.commit()
    flash("この表示を保存しました。", "done")
    return redirect(f"{url_for('console.' + page)}?{urlencode(filters)}")


def remove(console: Console, view_id: int) -> ResponseReturnValue:
    """One's own only; what a colleague shared is theirs."""
    with console.database.begin() as uow:
        row = uow.session.get(SavedView, view_id)
        if row is None or row.staff_id != g.staff.id:
            abort(404)
        page = row.page
        uow.session.delete(row)
        uow.commit()
    flash("保存した表示を消しました。", "done")
    return redirect(url_for(f"console.{page}"))


ROUTES: Final = (
    Route("/views", "view_save", "POST", save, READERS),
    Route(f"/views/<{ID}:view_id>/remove", "view_remove", "POST", remove, READERS),
)
