"""P11: the results pages over a million answers, and the same numbers counted again from the export.

`python bot.py bench results [--customers 100000] [--postgresql] [--address URL]`. Writes the same past every
time, counts it day by day as the tick does, asks the real pages for themselves (medians of server time), then
downloads the rows and counts them with other code. Ends with an error if one number differs.
"""

import argparse
import io
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bench import grown, pages
from bench.console import client_of, settle, timed
from bench.entering import enter
from bench.pages import DAYS, PERIOD
from bench.results_check import recount_cases, recount_purchases, recount_visits
from bench.results_past import NOW, fill
from models.database import Database, connect
from models.migrate import upgrade
from models.result import COUNTERS
from models.staff import Staff
from services.counting import count_all, look
from services.figures import Figures, Filters, figures
from services.shop import Shop
from tests import databases

TIMES = 15
PAGES = ("results", "result_chart", "result_cell", "result_words")  # of `bench.pages`


def milliseconds(do: Callable[[], object], times: int = TIMES) -> tuple[float, float]:
    """(median, worst) of so many runs after one that does not count."""
    do()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), max(taken)


def compare(database: Database, client, filters: Filters) -> list[str]:  # type: ignore[no-untyped-def]
    """Every number that differs between the pages' figures and a count of the exported rows."""
    with database.read() as session:
        shown = figures(session, filters)
    visits = recount_visits(_lines(client, "visits"), NOW)
    cases = recount_cases(_lines(client, "cases"), NOW)
    purchases, median = recount_purchases(_lines(client, "purchases"))
    return [
        f"{name}: page {page}, export {export}"
        for name, page, export in _pairs(shown, visits, cases, purchases, median)
        if page != export
    ]


def _pairs(
    shown: Figures,
    visits: Counter[str],
    cases: Counter[str],
    purchases: Counter[str],
    median: int | None,
) -> Iterator[tuple[str, object, object]]:
    for name, number in (*shown.asked.funnel, *shown.asked.ends):
        yield name, number, visits[name]
    yield "blocked", shown.asked.n["blocked"], visits["blocked"]
    check_ins = shown.check_ins
    yield "complete check-ins", check_ins.complete, visits["complete_check_ins"]
    yield "pushes", check_ins.n["billed"], visits["pushes"]
    for axis in ("result", "feeling"):
        for score, number in enumerate(check_ins.scores(axis), 1):
            yield f"{axis} {score}", number, visits[f"{axis}_{score}"]
    for cell, number in check_ins.cells.items():
        yield cell, number, visits[cell]
        yield f"ripe {cell}", check_ins.n[f"ripe_{cell}"], visits[f"ripe_{cell}"]
        yield f"bought {cell}", check_ins.n[f"bought_{cell}"], visits[f"bought_{cell}"]
    for name in (
        "opened",
        "kept",
        "broken",
        "waiting",
        "answered",
        "wall_seconds",
        "business_seconds",
        "lifts",
    ):
        yield name, shown.cared.n[name], cases[name]
    yield "lift", shown.cared.n["after"] - shown.cared.n["before"], cases["lift"]
    for name in ("purchases", "bound", "delivered", "won"):
        yield name, shown.won.n[name], purchases[name]
    yield "median days to the first win", shown.won.median_days, median


def _lines(client, kind: str) -> io.StringIO:  # type: ignore[no-untyped-def]
    answer = client.get(f"/console/results/rows/{kind}.csv?{PERIOD}")
    assert answer.status_code == 200, (kind, answer.status_code)
    return io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")


def measure(kind: str, customers: int, address: str | None) -> None:
    database = connect(address) if address else databases.open_fresh(kind)[0]
    upgrade(database)
    try:
        shop = _ready(database, customers)
        idle, _ = milliseconds(lambda: look(database, shop, NOW))
        print(f"  a tick with no day due: {idle:.1f} ms")
        client = client_of(database, shop)
        with database.read() as session:
            staff = session.scalars(select(Staff).order_by(Staff.id)).first()
            places = pages.places(session, shop.library, shop.journey_versions["cosmetics"])
        assert staff is not None
        enter(client, database, staff, NOW)
        filters = Filters(shop.channel_id, (NOW - timedelta(days=DAYS)).date(), NOW.date())

        def read() -> None:
            with database.read() as session:
                figures(session, filters)

        median, worst = milliseconds(read)
        print(f"  {median:8.1f} ms   worst {worst:8.1f}   only the figures, {DAYS} days")
        for _, path in pages.paths(places, PAGES):
            times, statements = timed(client, database, path, TIMES)
            median, worst = statistics.median(times), max(times)
            print(f"  {median:8.1f} ms   worst {worst:8.1f}   {statements:4} statements  {path}")
        began = time.perf_counter()
        wrong = compare(database, client, filters)
        took = time.perf_counter() - began
        print(f"  counted again from the export in {took:.0f} s:", wrong or "every number is the same")
        if wrong:
            raise SystemExit(1)
    finally:
        if address:
            database.dispose()
        else:
            databases.close(database)


def _ready(database: Database, customers: int) -> Shop:
    """The past written, if there is none yet, and its days counted."""
    began = time.perf_counter()
    if grown.is_empty(database):
        shop, rows = fill(database, customers)
        said = ", ".join(f"{count:,} {name}" for name, count in rows.items())
        print(f"{database.engine.dialect.name}: {said}; written in {time.perf_counter() - began:.0f} s")
    else:
        shop, _ = grown.open_shop(database)
    began = time.perf_counter()
    days = count_all(database, shop, lambda: NOW)
    took = time.perf_counter() - began
    settle(database)
    with database.read() as session:
        kept = sum(session.scalar(select(func.count()).select_from(one)) or 0 for one in COUNTERS)
    each = took / max(days, 1) * 1000
    print(f"  {days} days counted in {took:.1f} s ({each:.0f} ms a day), {kept:,} counter rows")
    return shop


def main(argv: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--address", help="of a database of one's own, filled if it is empty, and kept")
    given = parser.parse_args(list(argv))
    kinds = [kind for kind in ("sqlite", "postgresql") if getattr(given, kind)] or ["sqlite", "postgresql"]
    for kind in kinds[:1] if given.address else kinds:
        measure(kind, given.customers, given.address)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
