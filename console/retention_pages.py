"""設定 › 保存期間: how long what is kept, what would go tonight, what went. For owners."""

from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import OWNERS, Console
from console.routing import Route
from console.shown import is_outdated, mark, same_or
from models import publication
from models.channel import all_channels
from models.retention import last_nights
from services import retention


def show(console: Console) -> ResponseReturnValue:
    return _page(console)


def save(console: Console) -> ResponseReturnValue:
    """«try» only counts what would go; «save» decides."""
    with console.database.read() as reading:
        wanted = retention.read(request.form, retention.periods(reading))
    if wanted is None:
        return _page(console, wrong=True), 422
    if request.form.get("do") != "save":
        return _page(console, wanted, same_or(wanted), tried=True)
    with console.database.begin() as uow:
        publication.hold(uow.session)
        if is_outdated(retention.periods(uow.session)):
            return _page(console, wanted, mark(retention.periods(uow.session)), outdated=True), 409
        main = all_channels(uow.session)[0].id
        retention.decide(uow.session, main, wanted, g.staff.id, console.wall_clock())
        uow.commit()
    flash("保存しました。今夜から、この期間になります。", "done")
    return redirect(url_for("console.retention"))


def _page(console: Console, days: dict[str, int] | None = None, shown_mark: str = "", **shown: object) -> str:
    with console.database.read() as reading:
        kept = retention.periods(reading)
        chosen = days or kept
        counts = retention.preview(reading, chosen, console.clock())
        nights, main = last_nights(reading), all_channels(reading)[0].id
    return render_template(
        "console/retention.html",
        items=retention.ITEMS, days=chosen, counts=counts, nights=nights, zone=console.shop_of(main).tz,
        mark=shown_mark or mark(kept), **shown,
    )  # fmt: skip


ROUTES: Final = (
    Route("/settings/retention", "retention", "GET", show, OWNERS),
    Route("/settings/retention", "retention_save", "POST", save, OWNERS, fresh=True),
)
