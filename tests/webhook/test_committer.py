"""What a call is told is true, whatever happens to the database: 200 is in it, 503 left nothing behind."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from line.signature import sign
from models import wake
from models.database import Database
from tests.conftest import FakeClock
from tests.webhook.conftest import SECRET, a_body, an_event, stored, stored_ids
from webhook.committer import Committer, Fate
from webhook.intake import Intake, row_of
from webhook.storing import Row


def receive(intake: Intake, *event_ids: str) -> int:
    body = a_body(*(an_event(event_id) for event_id in event_ids))
    return intake.receive(body, sign(SECRET, body)).status


def rows(channel_id: int, clock: FakeClock, *event_ids: str, **more: object) -> list[Row]:
    from line.events import split

    events = split(a_body(*(an_event(event_id) for event_id in event_ids))).events
    return [{**row_of(event, channel_id, clock()), **more} for event in events]


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else holds what an insert needs."""
    if database.is_sqlite:
        other = sqlite3.connect(database.engine.url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
        other.close()
        return
    with database.engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE inbound_events IN ACCESS EXCLUSIVE MODE")
        yield


def refuse_type(database: Database, column: str, value: str) -> None:
    """Make the database itself refuse some rows."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql(
                f"CREATE TRIGGER poison BEFORE INSERT ON inbound_events WHEN new.{column} = '{value}'"
                " BEGIN SELECT RAISE(ABORT, 'poison'); END"
            )
        else:
            connection.exec_driver_sql(
                f"ALTER TABLE inbound_events ADD CONSTRAINT poison CHECK ({column} <> '{value}')"
            )


def test_a_locked_database_is_answered_503_in_time_and_nothing_is_stored_later(
    intake: Intake, database: Database
) -> None:
    with locked(database):
        assert receive(intake, "E1") == 503
    assert receive(intake, "E2") == 200
    assert stored_ids(database) == ["E2"]


def test_the_writers_lock_of_another_process_is_waited_for_and_then_given_up(
    intake: Intake, database: Database
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's writers do not queue on a file")
    with database.begin() as uow:
        uow.session.connection()
        assert receive(intake, "E1") == 503
    assert receive(intake, "E2") == 200
    assert stored_ids(database) == ["E2"]


def test_a_database_that_is_gone_is_answered_503(intake: Intake, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbound_events RENAME TO hidden")
    assert receive(intake, "E1") == 503
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hidden RENAME TO inbound_events")
    assert receive(intake, "E2") == 200
    assert stored_ids(database) == ["E2"]


def test_what_the_database_refuses_as_read_is_stored_raw_and_its_neighbours_as_read(
    intake: Intake, database: Database
) -> None:
    refuse_type(database, "type", "poison")
    body = a_body(an_event("E1"), an_event("E2", type="poison"), an_event("E3"))
    assert intake.receive(body, sign(SECRET, body)).status == 200
    assert [(row.webhook_event_id, row.type) for row in stored(database)] == [
        ("E1", "message"),
        ("E2", "malformed"),
        ("E3", "message"),
    ]
    assert '"poison"' in stored(database)[1].payload


def test_a_user_id_too_long_for_an_index_costs_nobody_anything(intake: Intake, database: Database) -> None:
    import secrets

    endless = secrets.token_hex(50_000)  # PostgreSQL compresses what repeats
    body = a_body(an_event("E1"), an_event("E2", source={"type": "user", "userId": endless}))
    assert intake.receive(body, sign(SECRET, body)).status == 200
    assert stored_ids(database) == ["E1", "E2"]


def test_a_row_that_cannot_be_stored_at_all_is_no_200_and_costs_no_other_call(
    intake: Intake, database: Database
) -> None:
    refuse_type(database, "webhook_event_id", "E2")
    statuses: dict[str, int] = {}
    with locked(database):  # so that all three wait for one commit
        calls = [
            threading.Thread(target=lambda name=name: statuses.update({name: receive(intake, name)}))
            for name in ("E1", "E2", "E3")
        ]
        for call in calls:
            call.start()
    for call in calls:
        call.join()
    assert statuses == {"E1": 200, "E2": 503, "E3": 200}
    assert sorted(stored_ids(database)) == ["E1", "E3"]


def test_many_calls_share_a_commit_and_each_learns_its_own_fate(
    database: Database, channel_id: int, clock: FakeClock
) -> None:
    commits = []
    committer = Committer(database, on_commit=lambda: commits.append(1))
    fates: SimpleQueue[Fate] = SimpleQueue()
    for n in range(20):
        committer.hand_in(rows(channel_id, clock, f"E{n}"), None, 5.0, fates.put)
    assert committer.waiting == 20
    committer.start()
    assert [fates.get() for _ in range(20)] == [Fate.KEPT] * 20
    committer.stop()
    assert len(stored(database)) == 20
    assert len(commits) == 1


def test_stopping_stores_what_waits_and_refuses_what_comes_after(
    database: Database, channel_id: int, clock: FakeClock
) -> None:
    committer = Committer(database)
    fates: SimpleQueue[Fate] = SimpleQueue()
    committer.hand_in(rows(channel_id, clock, "E1"), None, 5.0, fates.put)
    committer.start()
    assert committer.stop()
    assert fates.get() is Fate.KEPT
    committer.hand_in(rows(channel_id, clock, "E2"), None, 5.0, fates.put)
    assert fates.get() is Fate.REFUSED
    assert stored_ids(database) == ["E1"]


def test_too_much_waiting_is_refused_at_once(database: Database, channel_id: int, clock: FakeClock) -> None:
    committer = Committer(database, capacity=2)  # not started: nothing is taken
    waiting: SimpleQueue[Fate] = SimpleQueue()
    refused: SimpleQueue[Fate] = SimpleQueue()
    committer.hand_in(rows(channel_id, clock, "E1", "E2"), None, 5.0, waiting.put)
    committer.hand_in(rows(channel_id, clock, "E3"), None, 5.0, refused.put)
    assert refused.get() is Fate.REFUSED
    committer.start()
    assert waiting.get() is Fate.KEPT
    committer.stop()
    assert committer.waiting == 0
    assert stored_ids(database) == ["E1", "E2"]


def test_each_call_is_told_once_though_its_time_ends_while_it_is_stored(
    database: Database, channel_id: int, clock: FakeClock
) -> None:
    committer = Committer(database)
    committer.start()
    told: list[Fate] = []
    last: SimpleQueue[Fate] = SimpleQueue()
    with locked(database):
        for n in range(30):
            committer.hand_in(rows(channel_id, clock, f"E{n}"), None, 0.02 * n, told.append)
        committer.hand_in(rows(channel_id, clock, "LAST"), None, 30.0, last.put)
    assert last.get() is not None
    committer.stop()
    assert len(told) == 30
    kept = [event_id for event_id in stored_ids(database) if event_id != "LAST"]
    assert len(kept) == told.count(Fate.KEPT)


def test_a_failure_of_our_own_loses_one_batch_and_the_next_is_stored(
    database: Database, channel_id: int, clock: FakeClock
) -> None:
    failures = iter([RuntimeError("ours")])

    def fail_once() -> None:
        for error in failures:
            raise error

    committer = Committer(database, on_commit=fail_once)
    committer.start()
    fates: SimpleQueue[Fate] = SimpleQueue()
    for name in ("E1", "E2"):
        committer.hand_in(rows(channel_id, clock, name), None, 5.0, fates.put)
        assert fates.get() is Fate.KEPT
    committer.stop()
    assert stored_ids(database) == ["E1", "E2"]


def test_a_commit_wakes_who_waits_for_work(intake: Intake, database: Database) -> None:
    woken = wake.Wake(database)
    woken.wait(0)
    assert receive(intake, "E1") == 200
    assert woken.wait(5.0)
    woken.close()
