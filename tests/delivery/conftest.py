import pytest

from models.database import Database
from tests.conftest import FakeClock
from tests.delivery.world import World


@pytest.fixture
def world(database: Database, clock: FakeClock) -> World:
    return World(database, clock)
