"""置き薬 among the results: how good the forecasts were, and what came of what was sent from them."""

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.chart import Chart, Value
from console.display import LANGUAGE_COOKIE, Display, language_of
from console.downloads import as_csv, as_excel
from console.guards import READERS, Console
from console.result_charts import Translate
from console.result_filters import choices_of, periods_of, read_filters, shop_shown
from console.result_pages import KIND
from console.routing import Route
from services.figures import Filters
from services.refill_figures import Foreseen, Reminded, foreseen, reminded
from services.shop import Shop


def show(console: Console) -> ResponseReturnValue:
    display = _display(console)
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        choices = choices_of(reading, shop, filters)
        made, sent = _figures(console, reading, shop, filters)
    tables = _tables(made, sent, choices.products, display.t)
    periods = periods_of(filters)
    return render_template(
        "console/result_refills.html", filters=filters, choices=choices, tables=tables, periods=periods,
        total=made[-1] if made else None, zone=shop.tz,
    )  # fmt: skip


def file(console: Console, name: str, kind: str) -> ResponseReturnValue:
    """One of the two tables."""
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        products = choices_of(reading, shop, filters).products
        made, sent = _figures(console, reading, shop, filters)
    tables = {table.id: table for table in _tables(made, sent, products, _display(console).t)}
    table = tables[name]
    title = f"sonogo-refill-{name}-{filters.since}-{filters.until}"
    return (as_csv if kind == "csv" else as_excel)(title, table.head, table.rows)


def _figures(
    console: Console, reading: Session, shop: Shop, filters: Filters
) -> tuple[list[Foreseen], list[Reminded]]:
    now = console.clock()
    return foreseen(reading, shop, filters), reminded(reading, shop, filters, now)


def _tables(
    made: list[Foreseen], sent: list[Reminded], products: dict[str, str], t: Translate
) -> list[Chart]:
    rows: list[list[Value]] = [
        [
            products.get(one.sku, one.sku) if one.sku else t("すべて"), one.made, one.settled, one.ours,
            one.fixed, one.last, one.inside,
        ]
        for one in made
    ]  # fmt: skip
    head = [
        t("商品"), t("見通し"), t("次のご注文があった"), t("見通しの外れ（日・中央値）"),
        t("お店の間隔で決めたら"), t("前回の間隔で決めたら"), t("幅に入った割合"),
    ]  # fmt: skip
    note = t(
        "同じ方が同じ商品をまた買われたときに、見通しとの差を数えます。「お店の間隔」は、その時点までの全員の間隔の"
        "中央値、「前回の間隔」は、その方のひとつ前の間隔で決めた場合です。幅は、10回に8回入るようにつくっています。"
    )
    reminders: list[list[Value]] = [
        [one.title, one.sent, one.wishes, one.ripe, one.reordered, one.reordered_share] for one in sent
    ]
    columns = [
        t("ご案内"), t("送信"), t("その場でご注文の希望"), t("30日たった件数"), t("30日以内にご注文"),
        t("割合"),
    ]  # fmt: skip
    why = t("送ったからご注文になった、とは限りません。ご案内をしなかった方との比べ方ではありません。")
    return [
        Chart("forecasts", t("見通しと、その後のご注文"), head, rows, note=note, percent=frozenset({6})),
        Chart(
            "reminders", t("ご案内と、その後のご注文"), columns, reminders, note=why, percent=frozenset({5})
        ),
    ]


def _display(console: Console) -> Display:
    return Display(language_of(request.cookies.get(LANGUAGE_COOKIE)), console.clock())


ROUTES: Final = (
    Route("/results/refills", "result_refills", "GET", show, READERS),
    Route(
        f"/results/refills/<any(forecasts,reminders):name>.<{KIND}>", "result_refill", "GET", file, READERS
    ),
)
