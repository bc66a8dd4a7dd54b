"""The bench's table of pages: no page is missing in it, and each of its addresses opens something."""

from bench import console as bench
from bench import pages
from bench.entering import enter
from bench.grown import NOW
from console.blueprint import ROUTES
from models.database import Database


def test_every_page_is_measured_or_says_why_not() -> None:
    named = [*pages.PAGES, *pages.NOT_OPENED]
    pages_there_are = {route.name for route in ROUTES if route.method == "GET"} | {"static"}
    assert pages_there_are == set(named)
    assert len(named) == len(set(named))


def test_each_address_of_the_table_opens_over_a_small_shop(database: Database) -> None:
    shop, staff = bench.ready(database, 60, 600)
    client = bench.client_of(database, shop)
    enter(client, database, staff, NOW)
    with database.read() as session:
        places = pages.places(session, shop.library, min(shop.journey_versions.values()))
    assert None not in places.values()
    closed = [path for _, path in pages.paths(places) if (client.get(path)).status_code != 200]
    assert closed == []
