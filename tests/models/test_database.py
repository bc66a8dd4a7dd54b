"""What the database itself promises, on both kinds."""

import stat
import threading
from datetime import datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from models.channel import Channel
from models.database import Database, connect
from models.migrate import config_for, is_current, newest
from tests.conftest import FakeClock


def a_channel(database: Database, now: datetime, **values: object) -> int:
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", created_at=now, **values)
        uow.session.add(channel)
        uow.commit()
        return channel.id


def test_the_newest_revision_read_as_text_is_alembics_head(database: Database) -> None:
    assert newest() == ScriptDirectory.from_config(config_for(database)).get_current_head()


def test_what_is_not_committed_is_forgotten(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        uow.session.add(Channel(basic_id="@shop", created_at=clock()))
        uow.session.flush()
    with database.read() as session:
        assert session.scalars(select(Channel)).all() == []


def test_instants_come_back_aware_and_equal(database: Database, clock: FakeClock) -> None:
    a_channel(database, clock())
    with database.read() as session:
        assert session.scalars(select(Channel)).one().created_at == clock()


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        a_channel(database, datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_connection_the_server_closed_while_it_rested_is_not_used(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no connection to lose")
    address = database.engine.url.render_as_string(hide_password=False)
    resting = connect(address, idle=-1.0)  # every connection counts as one that rested
    with resting.read() as session:
        before = session.scalar(text("SELECT pg_backend_pid()"))
    with database.engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:one)"), {"one": before})
    with resting.read() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) not in (None, before)
    resting.dispose()


def planned_by_the_server(session: Session) -> int:
    return session.scalar(
        text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%channels%'")
    )


def test_what_the_server_planned_outlives_whoever_only_looks(database: Database) -> None:
    """A ROLLBACK would make the driver forget it, and every statement be planned again."""
    if database.is_sqlite:
        pytest.skip("SQLite's driver keeps its statements anyway")
    for _ in range(7):  # the driver has it planned at the sixth
        with database.read() as session:
            session.scalars(select(Channel)).all()
    with database.read() as session:
        assert planned_by_the_server(session) == 1


def test_who_only_looks_writes_nothing_by_accident(database: Database, clock: FakeClock) -> None:
    a_channel(database, clock())
    with database.read() as session:
        session.scalars(select(Channel)).one().name = "changed"
        session.scalars(select(Channel)).all()
    with database.read() as session:
        assert session.scalars(select(Channel)).one().name == ""


def test_rows_can_be_fetched_while_they_are_looked_at(database: Database, clock: FakeClock) -> None:
    a_channel(database, clock())
    with database.stream() as session:
        rows = session.scalars(select(Channel.basic_id).execution_options(yield_per=10))
        assert list(rows) == ["@shop"]


def test_read_then_write_from_eight_threads_loses_no_update(database: Database, clock: FakeClock) -> None:
    channel_id = a_channel(database, clock())

    def count_up() -> None:
        for _ in range(25):
            with database.begin() as uow:
                row = uow.session.scalars(
                    select(Channel).where(Channel.id == channel_id).with_for_update()
                ).one()
                row.quota_used += 1
                uow.commit()

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(Channel, channel_id).quota_used == 200


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    from alembic import command

    assert is_current(database)
    command.check(config_for(database))


def test_a_new_file_is_its_owners_alone_and_keeps_nothing_deleted(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'new.db'}")
    with database.begin() as uow:
        uow.session.execute(text("CREATE TABLE told (words TEXT)"))
        uow.commit()
    with database.read() as session:
        assert session.scalar(text("PRAGMA secure_delete")) == 1
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    database.dispose()
