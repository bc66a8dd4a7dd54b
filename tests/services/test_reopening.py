"""Closing without an answer, and opening again, as rows. On both databases."""

from datetime import timedelta

import pytest

from models.database import Database
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from services import casework, closing, promising, reopening
from services.casework import Refusal, promise_state
from services.closing import LooseEnds
from services.promising import Tally
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House, build
from tests.services.casehouse import do, kinds, move_in

LEFT = LooseEnds(answered="none")


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return move_in(build(database, clock))


def counted(house: House) -> Tally:
    with house.database.read() as reading:
        return promising.tally(reading, house.clock() - timedelta(days=30), house.clock())


def test_closing_keeps_no_promise_and_what_was_said_is_asked_about(house: House) -> None:
    case = house.complains()
    assert do(house, closing.close, case, "佐藤", "solved") == Refusal("unanswered")
    do(house, closing.close, case, "佐藤", "solved", ends=LEFT)
    assert promise_state(house.case(case.id), house.clock()) == "unanswered"
    assert counted(house) == Tally(kept=0, moved=0, broken=1)


def test_words_seen_are_waved_through_and_later_ones_are_not(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "ご返金いたします。")
    house.clock.advance(minutes=1)
    house.says(HANAKO, "いつ入りますか？")
    seen = LooseEnds(answered="none", heard=0)
    assert do(house, closing.close, case, "佐藤", "solved", ends=seen) == Refusal("unanswered")
    assert not isinstance(do(house, closing.close, case, "佐藤", "solved", ends=LEFT), Refusal)
    assert counted(house) == Tally(kept=1, moved=0, broken=0)


@pytest.mark.parametrize("reason", ["merged", "erased"])
def test_a_case_that_went_on_elsewhere_in_time_broke_nothing(house: House, reason: str) -> None:
    case = house.complains()
    with house.database.begin() as uow:
        row = uow.session.get_one(type(case), case.id)
        row.status, row.closed_at, row.close_reason = "closed", house.clock(), reason
        uow.commit()
    assert counted(house) == Tally(kept=0, moved=0, broken=0)
    assert promise_state(house.case(case.id), house.clock()) == "none"


def test_a_refund_taken_back_brings_the_purchase_and_its_journey_back(house: House) -> None:
    case = house.complains()
    before = {(row.key, row.round): row.status for row in house.rows(Touchpoint)}
    ends = LooseEnds(ending="refunded", answered="phone")
    do(house, closing.close, case, "佐藤", "refunded", ends=ends)
    assert house.rows(Purchase)[0].status == "refunded"
    house.clock.advance(minutes=3)
    do(house, reopening.reopen, case, "佐藤", is_told=False)
    assert house.rows(Purchase)[0].status == "active"
    assert {(row.key, row.round): row.status for row in house.rows(Touchpoint)} == before
    assert kinds(house, case)[-3:] == ["spoke", "closed", "reopened"]
    assert do(house, reopening.reopen, case, "佐藤", is_told=False) == Refusal("not_reopened")


def test_a_new_time_is_told_once_and_only_a_told_time_is_a_promise(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "ご返金いたします。")
    do(house, closing.close, case, "佐藤", "solved")
    house.clock.advance(days=1)
    do(house, reopening.reopen, case, "佐藤", is_told=True)
    after = house.case(case.id)
    assert after.promise_at > house.clock()
    assert promise_state(after, house.clock()) == "waiting"
    assert counted(house) == Tally(kept=1, moved=0, broken=0)
    assert "もう一度確認しております" in house.said()
