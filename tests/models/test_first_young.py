"""Where old rows end, found by their numbers: the same as looking at each of them."""

import random
from datetime import timedelta

import pytest

from bench.console import counted
from models.database import Database
from models.retention import first_young
from models.staff import AuditEntry
from tests.conftest import FakeClock


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 40, 300])
def test_it_is_after_everything_old_and_before_everything_young(
    database: Database, clock: FakeClock, count: int
) -> None:
    chance = random.Random(count)
    ids = sorted(chance.sample(range(1, 2_000), count))
    with database.begin() as uow:
        uow.session.add_all(AuditEntry(id=n, at=clock() + timedelta(hours=n), action="x") for n in ids)
        uow.session.flush()
        for hours in (0, 1, 700, 2_000, *chance.sample(ids, min(3, count))):
            found = first_young(uow.session, AuditEntry.at, clock() + timedelta(hours=hours))
            assert [n < hours for n in ids] == [n < found for n in ids]


def test_it_takes_few_statements_and_two_where_nothing_is_old(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        uow.session.add_all(
            AuditEntry(id=n * 1_000, at=clock() + timedelta(hours=n), action="x") for n in range(1, 1_001)
        )
        uow.session.flush()
        for hours, most in ((0, 2), (2, 7), (700, 7), (5_000, 7)):
            with counted(database) as statements:
                first_young(uow.session, AuditEntry.at, clock() + timedelta(hours=hours))
            assert len(statements) <= most
