"""Names are asked for once, for friends only, and a refusal is an answer."""

from sqlalchemy import select

from delivery.profiles import fetch_profiles
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


def fetch(world: World, account: Account) -> int:
    return fetch_profiles(world.database, world.channel_id, account, world.clock, lambda *_: None)


def test_each_friend_is_asked_about_once(world: World) -> None:
    world.befriend("U1")
    world.befriend("Ugone")
    account = Account()
    assert fetch(world, account) == 2
    assert fetch(world, account) == 0
    assert account.asked == ["U1", "Ugone"]
    assert names(world) == [("太郎", True), ("", True)]


def test_when_line_does_not_answer_the_tick_stops_and_the_next_goes_on(world: World) -> None:
    world.befriend("Ulost")
    world.befriend("U2")
    account = Account()
    assert fetch(world, account) == 0
    assert account.asked == ["Ulost"]
    assert names(world) == [("", False), ("", False)]
