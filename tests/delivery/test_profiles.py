"""Names are asked for once, for friends only, and a refusal is an answer."""

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from delivery.profiles import REST, Profiles
from line.account import Profile
from line.errors import Ambiguous
from models.contact import Contact
from tests.delivery.world import World


class Account:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def profile(self, user_id: str) -> Profile | None:
        self.asked.append(user_id)
        if user_id == "Ulost":
            raise Ambiguous("timeout")
        return None if user_id == "Ugone" else Profile(user_id, "太郎", "ja")


def names(world: World) -> list[tuple[str, bool]]:
    with world.database.read() as session:
        rows = session.execute(select(Contact.display_name, Contact.profile_at).order_by(Contact.id))
        return [(name, at is not None) for name, at in rows]


def profiles(world: World, account: Account, **options: object) -> Profiles:
    given = {"learned": lambda *_: None, **options}
    return Profiles(world.database, lambda _: account, world.clock, **given)  # type: ignore[arg-type]


def test_each_friend_is_asked_about_once(world: World) -> None:
    world.befriend("U1")
    world.befriend("Ugone")
    account = Account()
    asking = profiles(world, account)
    assert asking.fetch(world.channel_id) == 2
    assert asking.fetch(world.channel_id) == 0
    assert account.asked == ["U1", "Ugone"]
    assert names(world) == [("太郎", True), ("", True)]


def test_when_line_does_not_answer_the_tick_stops_and_goes_on_after_a_rest(world: World) -> None:
    """A token that is not valid would else be refused, and logged, every second."""
    world.befriend("U1")
    world.befriend("Ulost")
    world.befriend("U2")
    account, seconds = Account(), [100.0]
    asking = profiles(world, account, now=lambda: seconds[0])
    assert asking.fetch(world.channel_id) == 1
    seconds[0] += REST - 1
    assert asking.fetch(world.channel_id) == 0
    assert account.asked == ["U1", "Ulost"]
    assert names(world) == [("太郎", True), ("", False), ("", False)]
    seconds[0] += 1
    asking.fetch(world.channel_id)
    assert account.asked == ["U1", "Ulost", "Ulost"]


def test_an_account_that_rests_keeps_no_other_waiting(world: World) -> None:
    world.befriend("Ulost")
    asking = profiles(world, Account(), now=lambda: 0.0)
    asking.fetch(world.channel_id)
    other = World(world.database, world.clock, "@other")
    other.befriend("U1")
    assert asking.fetch(other.channel_id) == 1


def test_a_talk_that_cannot_be_spoken_otherwise_keeps_nobody_waiting(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    broken = world.befriend("U1")
    world.befriend("U2")

    def learned(session: Session, contact_id: int) -> None:
        if contact_id == broken:
            session.get_one(Contact, contact_id).talk = "human"
            session.flush()
            raise ValueError("a version this program cannot read")

    asking = profiles(world, Account(), learned=learned)
    assert asking.fetch(world.channel_id) == 2
    assert names(world) == [("太郎", True), ("太郎", True)]
    assert "a talk goes on in the language it has" in caplog.text
    with world.database.read() as session:
        assert session.get_one(Contact, broken).talk == "bot"


def test_looking_reads_the_index_of_those_without_a_name(world: World) -> None:
    """Every second, and most shops' people have one: nobody's row may be read for it."""
    seen = []
    note = lambda *told: seen.append((told[2], told[3]))  # noqa: E731
    event.listen(world.database.engine, "before_cursor_execute", note)
    profiles(world, Account()).fetch(world.channel_id)
    event.remove(world.database.engine, "before_cursor_execute", note)
    [(statement, given)] = [one for one in seen if "contacts" in one[0]]
    how = "EXPLAIN QUERY PLAN" if world.database.is_sqlite else "EXPLAIN"
    with world.database.engine.connect() as connection:
        if not world.database.is_sqlite:
            connection.execute(text("SET enable_seqscan = off"))
        plan = str(connection.exec_driver_sql(f"{how} {statement}", given).all())
    assert "ix_contacts_nameless" in plan
