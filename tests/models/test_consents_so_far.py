"""The migration that writes down what was known of consents before they were kept."""

from datetime import timedelta

from alembic import command
from sqlalchemy import select

from models.channel import Channel
from models.consent import Consent
from models.contact import Contact
from models.database import Database
from models.migrate import config_for, upgrade
from tests.conftest import FakeClock


def test_known_consents_are_written_down_once_with_their_times(database: Database, clock: FakeClock) -> None:
    config = config_for(database)
    with database.begin() as uow:
        uow.session.add(Channel(id=1, basic_id="@shop", created_at=clock()))
        uow.session.flush()
        for number, erased in ((1, None), (2, clock())):
            uow.session.add(
                Contact(
                    channel_id=1, line_user_id=f"U{number}", created_at=clock(), befriended_at=clock(),
                    stopped_at=clock() + timedelta(days=1), erased_at=erased,
                )
            )  # fmt: skip
        uow.commit()
    for _ in range(2):
        command.stamp(config, "0041")
        upgrade(database, "0042")
    command.stamp(config, "head")
    with database.read() as session:
        kept = [(row.contact_id, row.kind, row.at) for row in session.scalars(select(Consent))]
    assert kept == [(1, "befriended", clock()), (1, "stopped", clock() + timedelta(days=1))]
