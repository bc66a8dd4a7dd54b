"""A process that waits learns of a commit elsewhere, and never waits longer than it wanted to."""

import multiprocessing
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from models.database import Database
from models.operation import travel
from models.wake import Bell, Wake, notify


@pytest.fixture
def wake(database: Database) -> Iterator[Wake]:
    wake = Wake(database)
    while wake.wait(0):
        pass
    yield wake
    wake.close()


def commit(database: Database) -> None:
    with database.begin() as uow:
        travel(uow.session, 1)
        notify(uow.session)
        uow.commit()


def test_a_commit_before_the_wait_is_not_missed(database: Database, wake: Wake) -> None:
    commit(database)
    assert wake.wait(10)
    assert not wake.wait(0)


def test_a_commit_during_the_wait_ends_it(database: Database, wake: Wake) -> None:
    soon = threading.Timer(0.05, commit, (database,))
    soon.start()
    assert wake.wait(10)
    soon.join()


def test_what_is_rolled_back_wakes_nobody(database: Database, wake: Wake) -> None:
    with database.begin() as uow:
        travel(uow.session, 1)
        notify(uow.session)
    assert not wake.wait(0.05)


def test_nothing_happens_and_the_wait_ends(wake: Wake) -> None:
    assert not wake.wait(0.05)


def test_a_thread_of_the_same_process_may_wake_it(wake: Wake) -> None:
    wake.set()
    assert wake.wait(10)
    assert not wake.wait(0)
    soon = threading.Timer(0.05, wake.set)
    soon.start()
    assert wake.wait(10)
    soon.join()


def test_a_forked_process_rings_the_bell_it_was_born_with(database: Database) -> None:
    bell = Bell()
    wake = Wake(database, bell)
    while wake.wait(0):
        pass
    ringer = multiprocessing.get_context("fork").Process(target=bell.ring)
    ringer.start()
    assert wake.wait(10)
    assert not wake.wait(0)
    ringer.join()
    wake.close()


def test_a_bell_nobody_answers_can_be_rung_for_ever(database: Database) -> None:
    bell = Bell()
    for _ in range(100_000):  # more than a pipe holds
        bell.ring()
    assert bell.was_rung()
    bell.close()


def test_a_lost_connection_comes_back_and_says_look(database: Database, wake: Wake) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no connection to lose")
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert wake.wait(10)
    commit(database)
    assert wake.wait(10)
