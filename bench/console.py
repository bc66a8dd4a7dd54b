"""bot.py bench console: server time of every page of the console over a shop that has grown.

Fills an empty database (both kinds, or the one asked for) by bulk inserts, folds it for searching, and asks
for each page of `bench.pages` through the real application, without a network: the median of some rounds in
milliseconds (of a download: until its first bytes), and how many statements it took. With --address the
database is one's own, filled if it is empty, and stays: what was changed can be measured again over the same
rows. --only measures the routes that are named.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from bench import grown, lived_in, pages
from bench.entering import enter
from bench.grown import NOW
from console import make_blueprint
from models.database import Database, connect
from models.migrate import upgrade
from models.staff import Staff
from services import searching
from services.counting import count_all
from services.published import scripts_cache
from services.shop import Shop
from tests import databases

LIMIT = 100  # milliseconds of server time no page should need


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bot.py bench console", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--address", help="of a database of one's own, instead of fresh ones")
    parser.add_argument("--only", action="append", default=[], help="a route: today, customers …")
    chosen = parser.parse_args(arguments)
    sizes = (chosen.customers, chosen.answers)
    if chosen.address:
        database = connect(chosen.address)
        upgrade(database)
        measure(database, *ready(database, *sizes), chosen.rounds, chosen.only)
        database.dispose()
        return
    for kind in chosen.database or ["sqlite", "postgresql"]:
        database, _ = databases.open_fresh(kind)
        try:
            measure(database, *ready(database, *sizes), chosen.rounds, chosen.only)
        finally:
            databases.close(database)


def ready(database: Database, customers: int, answers: int) -> tuple[Shop, Staff]:
    """The database filled, folded for searching, and its days counted."""
    scripts_cache.clear()
    began = time.perf_counter()
    shop, staff = grown.open_shop(database)
    if grown.is_empty(database):
        grown.fill(database, shop, customers, answers)
        lived_in.live_in(database, customers)
    filled = time.perf_counter()
    while searching.refresh(database, lambda: NOW):
        pass
    folded = time.perf_counter()
    days = count_all(database, shop, lambda: NOW)
    settle(database)
    print(f"\n{database.engine.dialect.name}: {customers:,} customers, {answers:,} answers", end="")
    print(f" (filled in {filled - began:.0f} s, folded for searching in {folded - filled:.0f} s,", end="")
    print(f" {days} days counted in {time.perf_counter() - folded:.0f} s)")
    return shop, staff


def settle(database: Database) -> None:
    """What PostgreSQL does by itself after so much was written: else the first measured waits for it."""
    with database.engine.connect() as connection:
        plain = connection.execution_options(isolation_level="AUTOCOMMIT")
        plain.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))


def measure(database: Database, shop: Shop, staff: Staff, rounds: int, only: Sequence[str] = ()) -> None:
    """Print a line for every page."""
    client = client_of(database, shop)
    enter(client, database, staff, NOW)
    with database.read() as session:
        places = pages.places(session, shop.library, min(shop.journey_versions.values()))
    seen, slow = 0, []
    for _, path in pages.paths(places, only):
        times, statements = timed(client, database, path, rounds)
        line = (
            f"{statistics.median(times):8.1f} ms {max(times):8.1f} slowest {statements:5} statements  {path}"
        )
        slow += [line] if statistics.median(times) > LIMIT else []
        seen += 1
        print(f"  {'!' if statistics.median(times) > LIMIT else ' '}{line}")
    print(f"  {seen} pages, {len(slow)} over {LIMIT} ms", *slow, sep="\n   ")


def client_of(database: Database, shop: Shop) -> FlaskClient:
    """The whole application, its clock standing still."""
    app = Flask("bench")
    app.secret_key = "for the bench only"  # noqa: S105
    app.register_blueprint(make_blueprint(database, lambda _: shop, lambda: NOW, lambda: NOW, secure=False))
    return app.test_client()


def timed(client: FlaskClient, database: Database, path: str, rounds: int) -> tuple[list[float], int]:
    """Milliseconds of each round after a first that does not count, and the statements of one."""
    times = []
    with counted(database) as statements:
        ask(client, path)
    for _ in range(rounds):
        started = time.perf_counter()
        ask(client, path)
        times.append((time.perf_counter() - started) * 1000)
    return times, len(statements)


def ask(client: FlaskClient, path: str) -> None:
    """Open a page, or begin to take a file."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    answer.close()


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []

    def keep(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", keep)
