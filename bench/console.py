"""bot.py bench console: server time of the console's pages over a shop that has grown.

Fills an empty database (both kinds, or the one asked for) by bulk inserts, folds it for searching, and asks
for each page through the real application, without a network: fastest, median and slowest of some rounds, in
milliseconds. With --address the database is one's own, filled if it is empty, and stays: what was changed can
be measured again over the same rows.
"""

import argparse
import statistics
import time
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.routing import Rule

from bench import grown
from bench.entering import enter
from bench.grown import NOW
from console import make_blueprint
from models.case import Case
from models.contact import Contact
from models.database import Database, connect
from models.migrate import upgrade
from models.purchase import Purchase
from models.staff import Staff
from services import searching
from services.counting import count_all
from services.published import scripts_cache
from services.shop import Shop
from tests import databases

LIMIT = 100  # milliseconds of server time no page should need
NUMBERED: dict[str, Any] = {
    "contact_id": Contact, "purchase_id": Purchase, "case_id": Case, "staff_id": Staff,
}  # fmt: skip
PAGES = (
    ("list", "/customers"),
    ("list, page 200", ""),
    ("search a name", "/customers?q=山田花子"),
    ("search a rare word", "/customers?q=藤色の小瓶"),
    ("search a common word", "/customers?q=ヒリヒリ"),
    ("search nobody", "/customers?q=存在しない言葉"),
    ("search two words", "/customers?q=山田 ヒリヒリ"),
    ("search a telephone", "/customers?q=090-1000-0777"),
    ("search its last digits", "/customers?q=0777"),
    ("search an order", "/customers?q=A-0077777"),
    ("filter: blocked", "/customers?state=blocked"),
    ("filter: open case", "/customers?state=open_case"),
    ("filter: bad feeling", "/customers?feeling=bad"),
    ("filter: rare product", "/customers?product=SKU-RARE"),
    ("one customer", "/customers/777"),
    ("purchases", "/purchases"),
    ("purchases: search", "/purchases?q=佐藤さくら"),
    ("purchases: open", "/purchases?state=open"),
    ("one purchase", "/purchases/777"),
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bot.py bench console", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--address", help="of a database of one's own, instead of fresh ones")
    chosen = parser.parse_args(arguments)
    sizes = (chosen.customers, chosen.answers, chosen.rounds)
    if chosen.address:
        database = connect(chosen.address)
        upgrade(database)
        measure(database, *sizes)
        database.dispose()
        return
    for kind in chosen.database or ["sqlite", "postgresql"]:
        database, _ = databases.open_fresh(kind)
        try:
            measure(database, *sizes)
        finally:
            databases.close(database)


def measure(database: Database, customers: int, answers: int, rounds: int) -> None:
    shop, staff = _ready(database, customers, answers)
    app = Flask("bench")
    app.secret_key = "for the bench only"  # noqa: S105
    app.register_blueprint(make_blueprint(database, lambda _: shop, lambda: NOW, lambda: NOW, secure=False))
    client = app.test_client()
    enter(client, database, staff, NOW)
    for name, path in PAGES:
        show(name, timed(client, f"/console{path or _deep(customers)}", rounds))
    print("  every page that can be opened by its address alone, or with a number:")
    slow, seen, left = [], 0, []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        path = _address(rule, database)
        if path is None:
            left.append(str(rule))
        elif client.get(path).status_code == 200:
            seen += 1
            times = timed(client, path, rounds)
            slow += [(path, times)] if statistics.median(times) > LIMIT else []
            show(path, times)
        else:
            left.append(f"{path} ({client.get(path).status_code})")
    print(f"  {seen} pages, {len(slow)} over {LIMIT} ms:")
    for path, times in slow:
        show(path, times)
    print(f"  not opened: {', '.join(left)}")


def _ready(database: Database, customers: int, answers: int) -> tuple[Shop, Staff]:
    """The database filled, folded for searching, and its days counted."""
    scripts_cache.clear()
    began = time.perf_counter()
    shop, staff = grown.open_shop(database)
    if grown.is_empty(database):
        grown.fill(database, shop, customers, answers)
    filled = time.perf_counter()
    while searching.refresh(database, lambda: NOW):
        pass
    folded = time.perf_counter()
    days = count_all(database, shop, lambda: NOW)
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    print(f"\n{database.engine.dialect.name}: {customers:,} customers, {answers:,} answers", end="")
    print(f" (filled in {filled - began:.0f} s, folded for searching in {folded - filled:.0f} s,", end="")
    print(f" {days} days counted in {time.perf_counter() - folded:.0f} s)")
    return shop, staff


def timed(client: Any, path: str, rounds: int) -> list[float]:
    """Milliseconds of each round."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return times


def show(name: str, times: list[float]) -> None:
    fastest, median = min(times), statistics.median(times)
    print(f"  {name:32} fastest {fastest:7.1f}   median {median:7.1f}   slowest {max(times):7.1f} ms")


def _address(rule: Rule, database: Database) -> str | None:
    """Where this page is, with a number that is there; None when it is no page or needs a word."""
    if "GET" not in (rule.methods or ()) or not rule.rule.startswith("/console/"):
        return None
    if rule.endpoint == "console.static" or rule.rule.endswith("/sign-out"):
        return None
    values: dict[str, int] = {}
    for name in rule.arguments:
        model = NUMBERED.get(name)
        if model is None:
            return None
        with database.read() as session:
            found = session.scalar(select(func.max(model.id)))
        if found is None:
            return None
        values[name] = found
    built = rule.build(values)
    return built[1] if built is not None else None


def _deep(customers: int) -> str:
    """A cursor far down the list."""
    at = NOW - timedelta(seconds=customers // 2)
    return f"/customers?after={int(at.timestamp() * 1_000_000)}-1"
