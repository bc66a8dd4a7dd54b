"""What is gathered is written by every flush, in an order the database can take, and lost with a rollback."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from models import appending
from models.appending import alter, amend, append, change, take_away
from models.bulk import update_rows
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from models.outbound import OutboundMessage
from models.timer import Timer
from models.touchpoint import Decision
from tests.conftest import FakeClock


@pytest.fixture
def anna(database: Database, clock: FakeClock) -> int:
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", created_at=clock())
        uow.session.add(channel)
        uow.session.flush()
        contact = Contact(channel_id=channel.id, line_user_id="U1", created_at=clock())
        uow.session.add(contact)
        uow.commit()
        return contact.id


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables rows of which were altered, once for each statement."""
    told: list[str] = []

    def tell(connection: Any, table: Any, rows: Any) -> int:
        told.append(table.name)
        return update_rows(connection, table, rows)

    monkeypatch.setattr(appending, "update_rows", tell)
    return told


def a_decision(session: Any, contact: Any, clock: FakeClock, reason: str) -> None:
    append(session, Decision, contact_id=contact, at=clock(), verdict="send", reason=reason)


def reasons(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Decision.reason).order_by(Decision.id)))


def test_a_commit_writes_what_was_appended_with_its_defaults(
    database: Database, clock: FakeClock, anna: int
) -> None:
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "due")
        uow.commit()
    with database.read() as session:
        (row,) = session.scalars(select(Decision))
    assert (row.reason, row.detail, row.touchpoint_id, row.at) == ("due", {}, None, clock())


def test_without_a_commit_nothing_was(database: Database, clock: FakeClock, anna: int) -> None:
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "left")
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "rolled back")
        uow.session.rollback()
        a_decision(uow.session, anna, clock, "due")
        uow.commit()
    assert reasons(database) == ["due"]


def test_a_query_sees_what_was_appended_before_it(database: Database, clock: FakeClock, anna: int) -> None:
    with database.begin() as uow:
        uow.session.add(Contact(channel_id=1, line_user_id="U2", created_at=clock()))
        a_decision(uow.session, anna, clock, "due")
        assert list(uow.session.scalars(select(Decision.reason))) == ["due"]


def test_a_row_may_name_an_object_and_a_row_that_have_no_number_yet(
    database: Database, clock: FakeClock
) -> None:
    with database.begin() as uow:
        session = uow.session
        channel = Channel(basic_id="@shop", created_at=clock())
        session.add(channel)
        session.flush()
        contact = Contact(channel_id=channel.id, line_user_id="U1", created_at=clock())
        session.add(contact)
        a_decision(session, contact, clock, "due")
        said = append(
            session, OutboundMessage, key="retry_key", channel_id=channel, to="U1", contact_id=contact,
            kind="check_in", messages="[]", retry_key="k1", status="pending", due_at=clock(),
            created_at=clock(),
        )  # fmt: skip
        session.flush()
        with pytest.raises(TypeError, match="no column"):
            append(session, Timer, after=said)
        uow.commit()
    with database.read() as session:
        (message,) = session.scalars(select(OutboundMessage))
        assert (message.contact_id, message.sent_messages, message.attempts) == (contact.id, None, 0)
        assert session.scalars(select(Decision.contact_id)).one() == contact.id


def test_changes_to_many_rows_are_one_statement_and_seen_at_once(
    database: Database, clock: FakeClock, anna: int, updates: list[str]
) -> None:
    with database.begin() as uow:
        uow.session.add(Contact(channel_id=1, line_user_id="U2", created_at=clock()))
        uow.commit()
    with database.begin() as uow:
        for contact in uow.session.scalars(select(Contact)):
            change(uow.session, contact, unread=True)
            change(uow.session, contact, talk="human")
            assert (contact.unread, contact.talk) == (True, "human")
        uow.commit()
    assert updates == ["contacts"]
    with database.read() as session:
        assert {(c.unread, c.talk) for c in session.scalars(select(Contact))} == {(True, "human")}


@pytest.mark.parametrize("written", [False, True], ids=["before it is written", "after"])
def test_what_was_appended_may_still_be_altered(
    database: Database, clock: FakeClock, anna: int, written: bool, updates: list[str]
) -> None:
    with database.begin() as uow:
        rows = [
            append(
                uow.session, OutboundMessage, key="retry_key", channel_id=1, to="U1", contact_id=anna,
                kind="check_in", messages="[]", retry_key=f"k{n}", status="pending", due_at=clock(),
                created_at=clock(),
            )
            for n in range(3)
        ]  # fmt: skip
        if written:
            uow.session.flush()
        for row in rows[1:]:
            amend(uow.session, row, messages='["more"]', turn=2)
        uow.commit()
    assert updates == ["outbound_messages"] * written
    with database.read() as session:
        kept = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id)).all()
    assert [(m.messages, m.turn) for m in kept] == [("[]", None), ('["more"]', 2), ('["more"]', 2)]


def test_an_alteration_is_lost_with_a_rollback(database: Database, clock: FakeClock, anna: int) -> None:
    with database.begin() as uow:
        row = append(
            uow.session, OutboundMessage, key="retry_key", channel_id=1, to="U1", contact_id=anna,
            kind="check_in", messages="[]", retry_key="k", status="pending", due_at=clock(),
            created_at=clock(),
        )  # fmt: skip
        uow.session.flush()
        amend(uow.session, row, turn=2)
        uow.session.rollback()
        a_decision(uow.session, anna, clock, "due")
        uow.commit()
    with database.read() as session:
        assert session.scalars(select(OutboundMessage)).all() == []


def test_rows_known_by_their_id_are_altered_together(
    database: Database, clock: FakeClock, anna: int, updates: list[str]
) -> None:
    with database.begin() as uow:
        for reason in ("one", "two", "three"):
            a_decision(uow.session, anna, clock, reason)
        uow.commit()
    with database.begin() as uow:
        for row_id in (1, 3):
            alter(uow.session, Decision, row_id, reason="altered")
            alter(uow.session, Decision, row_id, verdict="skip")
        assert reasons(database) == ["one", "two", "three"], "not before the flush"
        uow.commit()
    assert reasons(database) == ["altered", "two", "altered"]
    assert updates == ["decisions"]


def test_what_is_taken_away_goes_before_what_is_added(
    database: Database, clock: FakeClock, anna: int
) -> None:
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "old")
        uow.commit()
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "new")
        take_away(uow.session, Decision, "contact_id", [anna])
        take_away(uow.session, Decision, "contact_id", [])
        uow.commit()
    assert reasons(database) == ["new"]


def test_what_the_database_refuses_is_said_as_always_and_nothing_is_kept(
    database: Database, clock: FakeClock, anna: int
) -> None:
    with database.begin() as uow:
        a_decision(uow.session, anna, clock, "due")
        a_decision(uow.session, 999, clock, "of nobody")
        with pytest.raises(DBAPIError):
            uow.commit()
    assert reasons(database) == []
    with database.begin() as uow:  # and the connection is good for the next
        a_decision(uow.session, anna, clock, "due")
        uow.commit()
    assert reasons(database) == ["due"]


def test_a_session_that_only_reads_adds_nothing(database: Database, clock: FakeClock, anna: int) -> None:
    with database.read() as session, pytest.raises(TypeError, match="only reads"):
        a_decision(session, anna, clock, "due")
