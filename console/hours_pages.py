"""営業時間とお約束: the shop's rules, what they would do right now, and changing them. Owners only."""

from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import hours_form
from console.guards import OWNERS, Console
from console.routing import Route
from console.shown import is_outdated, mark, same_or
from models import publication, shop_setting
from models.channel import all_channels
from services import shop_rules
from services.holiday_calendar import COUNTRIES
from services.shop import Rules, Shop


def show(console: Console) -> ResponseReturnValue:
    shop = _shop(console)
    today = console.clock().astimezone(shop.tz).date()
    return _page(console, shop, shop.rules, hours_form.fields_of(shop.rules, today))


def save(console: Console) -> ResponseReturnValue:
    """«try» only shows what the new rules would do; «save» keeps them."""
    now, shop = console.clock(), _shop(console)
    wanted, wrong = shop_rules.read(shop.rules, hours_form.texts_from(request.form), now)
    fields = request.form.to_dict()
    shown = same_or(shop_rules.texts_of(shop.rules))
    if wrong:
        days = hours_form.wrong_days(request.form)
        return _page(console, shop, shop.rules, fields, shown, wrong=wrong, wrong_days=days), 422
    if request.form.get("do") != "save":
        return _page(console, shop, wanted, fields, shown, tried=True)
    names = _keep(console, shop, wanted)
    if names is None:
        with console.database.read() as reading:
            new = mark(shop_rules.texts_of(_decided(reading, shop)))
        return _page(console, _shop(console), wanted, fields, new, outdated=True), 409
    flash("保存しました。すぐに反映されます。" if names else "変わったところはありません。", "done")
    return redirect(url_for("console.settings_shop"))


def give_back(console: Console) -> ResponseReturnValue:
    shop = _shop(console)
    _keep(console, shop, shop.rules.before or shop.rules)  # its form was filled from nothing
    flash("サーバーの設定に戻しました。", "done")
    return redirect(url_for("console.settings_shop"))


def _keep(console: Console, shop: Shop, wanted: Rules) -> list[str] | None:
    """The names that changed; None if a colleague decided something else meanwhile, here or elsewhere."""
    with console.database.begin() as uow:
        publication.hold(uow.session)
        now = _decided(uow.session, shop)
        if is_outdated(shop_rules.texts_of(now)):
            return None
        names = shop_rules.keep(uow.session, shop.channel_id, now, wanted, g.staff, console.wall_clock())
        uow.commit()
    return names


def _decided(session: Session, shop: Shop) -> Rules:
    """As every process will know it in a moment."""
    return shop_rules.decided(shop.rules.before or shop.rules, shop_setting.chosen(session, shop.channel_id))


def _page(
    console: Console, shop: Shop, rules: Rules, fields: dict[str, str], shown_mark: str = "", **shown: object
) -> str:
    now, before = console.clock(), shop.rules.before
    promises = sorted({*hours_form.PROMISES, int(shop.rules.promise_within.total_seconds() // 60)})
    return render_template(
        "console/settings_shop.html",
        fields=fields, zone=shop.tz, days=hours_form.DAYS, countries=COUNTRIES, promises=promises,
        closings=hours_form.lines_of(fields),
        outcome=shop_rules.outcome(rules, now), before=shop_rules.outcome(shop.rules, now), at=now,
        decided=before is not None and shop_rules.texts_of(shop.rules) != shop_rules.texts_of(before),
        mark=shown_mark or mark(shop_rules.texts_of(shop.rules)), **shown,
    )  # fmt: skip


def _shop(console: Console) -> Shop:
    with console.database.read() as reading:
        channels = all_channels(reading)
    return console.shop_of(channels[0].id)


ROUTES: Final = (
    Route("/settings/shop", "settings_shop", "GET", show, OWNERS),
    Route("/settings/shop", "settings_shop_save", "POST", save, OWNERS),
    Route("/settings/shop/default", "settings_shop_default", "POST", give_back, OWNERS),
)
