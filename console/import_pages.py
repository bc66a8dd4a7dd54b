"""取り込み: a shop's export, seen before it counts: what would be new, which lines are wrong and why."""

from typing import Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import AGENTS, Console
from console.purchase_actions import accounts_served, chosen_shop
from console.routing import ID, Route
from models.staff import Staff
from models.upload import Upload
from services import uploading
from services.sheets import BROWSER, UnreadableFile

LARGEST: Final = BROWSER.bytes + 64 * 1024  # the file and the form around it


def choose(console: Console) -> ResponseReturnValue:
    return _form(console)


def preview(console: Console) -> ResponseReturnValue:
    given = request.files.get("file")
    if given is None or not given.filename:
        return _again(console, ("ファイルを選んでください。", "Please choose a file."))
    staff, shop = _staff(console), chosen_shop(console)
    try:
        row = uploading.preview(console.database, shop, staff, given.filename, given.read(), console.clock())
    except UnreadableFile as problem:
        return _again(console, (problem.ja, problem.en))
    return redirect(url_for("console.import_preview", upload_id=row.id))


def show(console: Console, upload_id: int) -> ResponseReturnValue:
    with console.database.read() as reading:
        row = reading.get(Upload, upload_id)
    if row is None:
        abort(404)
    zone = console.shop_of(row.channel_id).tz
    fresh = row.status == "previewed" and console.clock() - row.at < uploading.KEPT
    return render_template(
        "console/import_preview.html", upload=row, report=row.report, fresh=fresh, zone=zone
    )


def commit(console: Console, upload_id: int) -> ResponseReturnValue:
    with console.database.read() as reading:
        row = reading.get(Upload, upload_id)
    if row is None:
        abort(404)
    shop = console.shop_of(row.channel_id)
    if not uploading.commit(console.database, shop, _staff(console), upload_id, console.clock()):
        flash("このファイルは、すでに取り込まれたか、時間が過ぎています。", "bad")
    return redirect(url_for("console.import_preview", upload_id=upload_id))


def _again(console: Console, problem: tuple[str, str]) -> ResponseReturnValue:
    return _form(console, problem), 422


def _form(console: Console, problem: tuple[str, str] | None = None) -> str:
    accounts = accounts_served(console)
    return render_template("console/import.html", problem=problem, limits=BROWSER, accounts=accounts)


def _staff(console: Console) -> Staff:
    with console.database.read() as reading:
        return reading.get_one(Staff, g.staff.id)


ROUTES: Final = (
    Route("/purchases/import", "import", "GET", choose, AGENTS),
    Route("/purchases/import", "import_upload", "POST", preview, AGENTS, limit=LARGEST),
    Route(f"/purchases/import/<{ID}:upload_id>", "import_preview", "GET", show, AGENTS),
    Route(f"/purchases/import/<{ID}:upload_id>", "import_commit", "POST", commit, AGENTS),
)
