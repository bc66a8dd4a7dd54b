"""設定 → パートナー: whom customers turn to, where a friend may buy, what is given in return. Owners only."""

from dataclasses import asdict
from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import OWNERS, Console
from console.result_filters import shop_shown
from console.routing import Route
from console.shown import is_outdated, mark, same_or
from models import publication, shop_setting
from services import partner_rules


def show(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        rules = asdict(shop_shown(console, reading).partner)
    return _page(rules, [], mark(rules))


def save(console: Console) -> ResponseReturnValue:
    typed = {name: request.form.get(name, "")[:1000] for name in partner_rules.LIMITS}
    wanted, wrong = partner_rules.read(typed)
    if wrong:
        return _page(typed, wrong, same_or(typed)), 422
    with console.database.begin() as uow:
        publication.hold(uow.session)
        channel_id = shop_shown(console, uow.session).channel_id
        now = partner_rules.decided(shop_setting.chosen(uow.session, channel_id))
        if is_outdated(asdict(now)):
            return _page(typed, [], mark(asdict(now)), outdated=True), 409
        names = partner_rules.keep(uow.session, channel_id, now, wanted, g.staff, console.wall_clock())
        uow.commit()
    flash("保存しました。すぐに反映されます。" if names else "変わったところはありません。", "done")
    return redirect(url_for("console.settings_partner"))


def _page(typed: dict[str, str], wrong: list[str], shown: str, *, outdated: bool = False) -> str:
    return render_template(
        "console/settings_partner.html", typed=typed, wrong=wrong, limits=partner_rules.LIMITS, mark=shown,
        outdated=outdated,
    )  # fmt: skip


ROUTES: Final = (
    Route("/settings/partner", "settings_partner", "GET", show, OWNERS),
    Route("/settings/partner", "settings_partner_save", "POST", save, OWNERS),
)
