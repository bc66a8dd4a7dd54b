"""在庫切れ: which products nobody is reminded of just now, and until when."""

from datetime import date
from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.guards import AGENTS, READERS, Console
from console.result_filters import shop_shown
from console.routing import Route
from models import refill
from models.purchase import Purchase, PurchaseItem
from services import stock
from services.staffing import audit

NEWEST: Final = 200  # products to choose from


def show(console: Console) -> ResponseReturnValue:
    return _render(console)


def run_out(console: Console) -> ResponseReturnValue:
    """There is none of it: its reminders wait."""
    sku, typed = request.form.get("sku", "").strip()[:200], request.form.get("until", "").strip()
    now = console.clock()
    with console.database.begin() as uow:
        shop = shop_shown(console, uow.session)
        today = now.astimezone(shop.tz).date()
        try:
            until = date.fromisoformat(typed) if typed else None
        except ValueError:
            return _render(console, "day")
        if not sku:
            return _render(console, "sku")
        if until is not None and not today < until < today + stock.AHEAD:
            return _render(console, "day")
        stock.run_out(uow.session, shop, sku, until, now)
        audit(
            uow.session, now, "stock.out", "stock", staff_id=g.staff.id, detail={"sku": sku, "until": typed}
        )
        uow.commit()
    flash("在庫切れとして記録しました。この商品のご案内は待ちます。", "done")
    return redirect(url_for("console.stock"))


def come_back(console: Console) -> ResponseReturnValue:
    """There is some again: what waited is decided anew."""
    sku, now = request.form.get("sku", ""), console.clock()
    with console.database.begin() as uow:
        waited = stock.come_back(uow.session, shop_shown(console, uow.session), sku, now)
        if waited is not None:
            audit(uow.session, now, "stock.back", "stock", staff_id=g.staff.id, detail={"sku": sku})
        uow.commit()
    flash("在庫が戻りました。待っていたご案内は、まだお役に立つ方にだけ届きます。", "done")
    return redirect(url_for("console.stock"))


def _render(console: Console, problem: str = "") -> ResponseReturnValue:
    now = console.clock()
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        names = names_of(reading, shop.channel_id)
        out = refill.all_out(reading, shop.channel_id)
        waiting = stock.waiting_for(reading, shop.channel_id) if out else {}
    gone = {row.sku for row in out}
    offered = sorted((name, sku) for sku, name in list(names.items())[:NEWEST] if sku not in gone)
    page = render_template(
        "console/stock.html", out=out, names=names, waiting=waiting, offered=offered, zone=shop.tz,
        today=now.astimezone(shop.tz).date(), problem=problem, typed=request.form,
    )  # fmt: skip
    return page, 422 if problem else 200


def names_of(reading: Session, channel_id: int) -> dict[str, str]:
    """Product → what it was last called; what was sold last comes first."""
    sold = (
        select(PurchaseItem.id, PurchaseItem.sku)
        .join(Purchase, Purchase.id == PurchaseItem.purchase_id)
        .where(Purchase.channel_id == channel_id)
        .order_by(PurchaseItem.id.desc())
        .limit(20 * NEWEST)
        .subquery()
    )
    newest = select(func.max(sold.c.id)).group_by(sold.c.sku)
    rows = select(PurchaseItem.sku, PurchaseItem.name).where(PurchaseItem.id.in_(newest))
    names: dict[str, str] = dict(reading.execute(rows.order_by(PurchaseItem.id.desc())).all())
    return names


ROUTES: Final = (
    Route("/stock", "stock", "GET", show, READERS),
    Route("/stock", "stock_out", "POST", run_out, AGENTS),
    Route("/stock/back", "stock_back", "POST", come_back, AGENTS),
)
