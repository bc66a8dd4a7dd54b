"""A house on SQLite: pages need one kind of database; the rows behind them are tested on both in services."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.conftest import FakeClock
from tests.console.house import House, build


@pytest.fixture
def house(clock: FakeClock) -> Iterator[House]:
    database, _ = databases.open_fresh("sqlite")
    yield build(database, clock)
    databases.close(database)
