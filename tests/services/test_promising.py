"""約束し直す: told before the old time breaks, it is moved; told after it, broken. On both databases."""

from datetime import timedelta

import pytest

from models.database import Database
from models.staff import Staff
from services import casework, promising
from services.casework import Refusal, promise_state
from services.promising import Tally
from services.watching import watch_promises
from tests.conftest import FakeClock
from tests.console.house import House, build
from tests.services.casehouse import do, kinds, last_entry, move_in, written


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return move_in(build(database, clock))


def counted(house: House) -> Tally:
    with house.database.read() as reading:
        return promising.tally(reading, house.clock() - timedelta(days=30), house.clock())


def test_a_new_time_told_in_time_moves_the_promise_and_answers_nothing(house: House) -> None:
    case = house.complains()
    before = case.promise_at
    until = before + timedelta(hours=2)
    do(house, promising.promise_again, case, "佐藤", until, "メーカーに確かめております。")
    after = house.case(case.id)
    assert (after.promise_at, after.repromised, after.first_response_at) == (until, 1, None)
    (sent,) = written(house)
    assert sent.kind == "promise"
    assert "メーカーに確かめております。" in sent.messages
    assert "佐藤からこちらのトークでご連絡いたします" in sent.messages
    assert house.contact().talk == "human"
    house.clock.now = before + timedelta(minutes=1)
    assert promise_state(after, house.clock()) == "waiting"
    do(house, casework.reply, case, "佐藤", "お待たせしました。")
    assert promise_state(house.case(case.id), house.clock()) == "kept"
    assert counted(house) == Tally(kept=1, moved=1, broken=0)


def test_the_customer_reads_the_very_time_that_counts(house: House) -> None:
    case = house.complains()
    until = promising.choices(house.shop, case, house.clock())[-1]
    do(house, promising.promise_again, case, "佐藤", until, "")
    local = until.astimezone(house.shop.tz)
    assert f"{local.hour}:{local.minute:02}までに" in written(house)[0].messages
    assert "申し訳ございません" in written(house)[0].messages


def test_told_after_the_time_it_is_kind_and_still_broken(house: House) -> None:
    case = house.complains()
    house.clock.now = case.promise_at + timedelta(minutes=10)
    do(
        house,
        promising.promise_again,
        case,
        "佐藤",
        house.clock() + timedelta(hours=1),
        "遅くなっております。",
    )
    assert house.case(case.id).repromised == 0
    do(house, casework.reply, case, "佐藤", "お待たせしました。")
    assert counted(house) == Tally(kept=1, moved=0, broken=1)
    assert counted(house).percent == 50


def test_the_new_time_is_watched_anew(house: House) -> None:
    case = house.complains()
    house.clock.now = case.promise_at - timedelta(minutes=10)
    assert watch_promises(house.database, lambda _: house.shop, house.clock) == 1
    until = case.promise_at + timedelta(hours=2)
    do(house, promising.promise_again, case, "佐藤", until, "")
    assert watch_promises(house.database, lambda _: house.shop, house.clock) == 0
    house.clock.now = until - timedelta(minutes=5)
    assert watch_promises(house.database, lambda _: house.shop, house.clock) == 1


@pytest.mark.parametrize("hours", [-1, 0, 24 * 30])
def test_a_time_that_is_no_later_or_too_far_is_refused(house: House, hours: int) -> None:
    case = house.complains()
    until = case.promise_at + timedelta(hours=hours)
    assert do(house, promising.promise_again, case, "佐藤", until, "") == Refusal("when")
    assert written(house) == []


def test_who_was_answered_is_owed_no_time(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "拝見しました。")
    until = case.promise_at + timedelta(hours=1)
    assert do(house, promising.promise_again, case, "佐藤", until, "") == Refusal("no_promise")


def test_a_colleagues_new_promise_stops_an_answer_written_meanwhile(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    do(house, promising.promise_again, case, "田中", case.promise_at + timedelta(hours=1), "")
    refused = do(house, casework.reply, case, "佐藤", "すぐできます。", seen=seen)
    assert isinstance(refused, Refusal)
    assert refused.why == "answered"
    assert kinds(house, case)[-1] == "re_promised"


def test_an_english_speaking_customer_is_told_in_english(house: House) -> None:
    case = house.complains()
    with house.database.begin() as uow:
        contact = uow.session.get_one(type(house.contact()), case.contact_id)
        contact.language = "en-US"
        uow.commit()
    do(house, promising.promise_again, case, "佐藤", case.promise_at + timedelta(hours=1), "")
    assert "will write to you here by" in written(house)[0].messages


def test_the_lead_who_moves_it_is_named(house: House) -> None:
    case = house.complains()
    do(house, promising.promise_again, case, "田中", case.promise_at + timedelta(hours=1), "")
    assert "田中から" in written(house)[0].messages
    assert {row.name for row in house.rows(Staff)} == {"佐藤", "田中"}
