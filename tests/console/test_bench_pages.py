"""The bench's table of pages: no page is missing in it, and each of its addresses opens something."""

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState

from bench import console as bench
from bench import pages
from bench.entering import enter
from bench.grown import NOW
from console.blueprint import ROUTES
from models.database import Database
from tests import databases


def test_every_page_is_measured_or_says_why_not() -> None:
    named = [*pages.PAGES, *pages.NOT_OPENED]
    pages_there_are = {route.name for route in ROUTES if route.method == "GET"} | {"static"}
    assert pages_there_are == set(named)
    assert len(named) == len(set(named))


def test_each_address_of_the_table_opens_over_a_small_shop(database: Database) -> None:
    assert _statements(database, 60).keys() == {path for many in pages.PAGES.values() for path in many}


def test_no_page_takes_more_statements_because_there_is_more() -> None:
    """What depends on whom one looks at (a partner, words that are shown) makes a few; a list's rows none."""
    few, many = (_statements_of_a_fresh(size) for size in (30, 120))
    grew = {path: (few[path], many[path]) for path in few if many[path] > few[path] + 5}
    assert grew == {}


def _statements_of_a_fresh(customers: int) -> dict[str, int]:
    database, _ = databases.open_fresh("sqlite")
    try:
        return _statements(database, customers)
    finally:
        databases.close(database)


def _only_looks(state: ORMExecuteState) -> None:
    """Who only looks has no transaction on PostgreSQL: what it wrote would be committed at once."""
    assert state.is_select, state.statement


def _statements(database: Database, customers: int) -> dict[str, int]:
    """How many each page takes that opens; of a file, until it begins."""
    shop, staff = bench.ready(database, customers, customers * 10)
    client = bench.client_of(database, shop)
    enter(client, database, staff, NOW)
    for looking in (database.reader, database.streamer):
        event.listen(looking, "do_orm_execute", _only_looks)
    with database.read() as session:
        places = pages.places(session, shop.library, min(shop.journey_versions.values()))
    assert None not in places.values()
    found = {}
    for written in (path for many in pages.PAGES.values() for path in many):
        with bench.counted(database) as statements:
            answer = client.get("/console" + written.format_map(places))
        answer.close()
        if answer.status_code == 200:
            found[written] = len(statements)
    return found
