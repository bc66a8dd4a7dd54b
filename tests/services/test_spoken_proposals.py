# ruff: noqa: E501 - sentences stay whole, so that they can be read and found
"""提案へのお返事を言葉で: label, number and one's own words, in four languages. On both databases."""

from datetime import timedelta

import pytest

from models.case import Case
from models.database import Database
from models.due_item import DueItem
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.staff import Staff
from services import casework, proposals
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House
from tests.services.test_casework_proposals import close, house, kinds, newest, propose

__all__ = ["house"]  # a fixture


def speaks(house: House, language: str) -> None:
    with house.database.begin() as uow:
        uow.session.merge(house.contact()).chosen_language = language
        uow.commit()


def writes(house: House, case: Case, text: str) -> None:
    house.clock.advance(minutes=1)
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name="佐藤").one()
        casework.reply(
            uow.session, house.shop, uow.session.get_one(Case, case.id), staff, text, house.clock()
        )
        uow.commit()
    house.deliver()


def outcome(house: House) -> str:
    return house.rows(InboundEvent)[-1].outcome  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("language", "text", "confirmed"),
    [
        ("", "お願いする", "「商品の交換」で進めます"),
        ("", "はい、お願いします", "「商品の交換」で進めます"),
        ("", "１", "「商品の交換」で進めます"),
        ("en", "yes please", "We will go ahead with: An exchange"),
        ("zh-Hant", "好的，麻煩您了", "我們就以「更換商品」進行"),
        ("th", "ตกลงค่ะ", "เปลี่ยนสินค้า"),
    ],
)
def test_a_yes_in_words_is_as_good_as_a_tap(house: House, language: str, text: str, confirmed: str) -> None:
    case = house.complains()
    speaks(house, language)
    propose(house, case)
    house.says(HANAKO, text)
    assert house.proposals()[0].status == "accepted"
    assert house.case(case.id).status == "accepted"
    assert confirmed in newest(house).messages
    assert newest(house).reply_token is not None  # it costs nothing
    assert house.contact().unread
    assert [item.text for item in house.rows(DueItem)] == ["商品の交換"]
    assert outcome(house) == "proposal:accept"


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("", "2", "other"), ("", "ほかの方法はありますか？", "other"), ("", "3番", "declined"),
        ("", "不要です", "declined"),  # at any other time: 配信停止
        ("en", "No, thank you", "declined"), ("zh-Hant", "想討論其他方式", "other"), ("th", "ไม่เป็นไรค่ะ", "declined"),
    ],
)  # fmt: skip
def test_so_is_a_no_and_a_wish_for_another_way(house: House, language: str, text: str, kind: str) -> None:
    case = house.complains()
    speaks(house, language)
    propose(house, case)
    house.says(HANAKO, text)
    assert kinds(house, case)[-1] == kind
    assert house.case(case.id).status == "answering"
    assert house.contact().friend_state == "friend"


@pytest.mark.parametrize("text", ["大丈夫です", "はい、でも色は変えたいです", "4", "送料はかかりますか？"])
def test_what_is_no_clear_answer_waits_for_a_human_as_unread(house: House, text: str) -> None:
    case = house.complains()
    propose(house, case)
    sent = len(house.rows(OutboundMessage))
    house.says(HANAKO, text)
    assert (house.proposals()[0].status, house.case(case.id).status) == ("sent", "proposed")
    assert house.contact().unread
    assert len(house.rows(OutboundMessage)) == sent


def test_after_a_humans_next_words_only_the_label_still_answers(house: House) -> None:
    case = house.complains()
    propose(house, case)
    writes(house, case, "お届け先は、前と同じでよろしいですか？")
    house.says(HANAKO, "はい、お願いします")
    house.says(HANAKO, "1")
    assert house.proposals()[0].status == "sent"
    house.says(HANAKO, "お願いする")
    assert house.proposals()[0].status == "accepted"


def test_a_question_in_between_does_not_hide_the_yes_that_follows(house: House) -> None:
    propose(house, house.complains())
    house.says(HANAKO, "ありがとうございます。いつごろ届きますか？")
    house.says(HANAKO, "わかりました。")
    house.says(HANAKO, "それでお願いします")
    assert house.proposals()[0].status == "accepted"


@pytest.mark.parametrize(("language", "text"), [("en", "Yes, please"), ("zh-Hant", "麻煩您了")])
def test_a_label_that_people_say_to_anything_answers_the_last_thing_written(
    house: House, language: str, text: str
) -> None:
    case = house.complains()
    speaks(house, language)
    propose(house, case, "refund", "A refund")
    writes(house, case, "May we call you at three?")
    house.says(HANAKO, text)
    assert house.proposals()[0].status == "sent"
    assert house.contact().unread


@pytest.mark.parametrize("own", ["交換にできますか？", "やっぱり、ほかの色がいいです"])
def test_a_polite_end_after_ones_own_words_is_no_yes(house: House, own: str) -> None:
    propose(house, house.complains(), "refund", "返金します。")
    house.clock.advance(minutes=1)
    house.says(HANAKO, own)
    house.says(HANAKO, "よろしくお願いします")
    assert house.proposals()[0].status == "sent"
    house.says(HANAKO, "返金でお願いします")
    assert house.proposals()[0].status == "accepted"


@pytest.mark.parametrize("text", ["返金でお願いします", "お電話お願いします", "クーポンがいいです"])
def test_a_yes_to_what_was_not_offered_is_read_by_a_human(house: House, text: str) -> None:
    propose(house, house.complains(), "exchange")
    house.says(HANAKO, text)
    assert (house.proposals()[0].status, house.contact().unread) == ("sent", True)


def test_the_moment_of_a_call_is_chosen_by_its_words_or_number_and_a_bare_yes_is_asked_about(
    house: House,
) -> None:
    case = house.complains()
    first, second = (house.clock() + timedelta(days=days) for days in (1, 2))
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name="佐藤").one()
        row = uow.session.get_one(Case, case.id)
        proposals.propose(
            uow.session,
            house.shop,
            row,
            staff,
            "call",
            "お電話しましょうか。",
            house.clock(),
            dates=[first, second],
        )
        uow.commit()
    house.deliver()
    house.says(HANAKO, "はい、お願いします")
    assert house.proposals()[0].status == "sent"
    house.says(HANAKO, "２番でお願いします")
    (made,) = house.proposals()
    assert (made.status, made.chosen) == ("accepted", second.isoformat())


def test_only_the_newest_proposal_is_answered_by_words(house: House) -> None:
    case = house.complains()
    propose(house, case, "exchange")
    propose(house, case, "refund", "返金します。")
    house.says(HANAKO, "お願いします")
    assert [made.status for made in house.proposals()] == ["sent", "accepted"]


def test_said_twice_it_is_one_yes_and_the_second_is_read_by_a_human(house: House) -> None:
    case = house.complains()
    propose(house, case)
    house.says(HANAKO, "お願いします")
    before = kinds(house, case)
    house.says(HANAKO, "お願いします")
    assert kinds(house, case) == before
    assert outcome(house) == "for_human"


def test_words_that_open_an_alarm_are_no_answer(house: House) -> None:
    propose(house, house.complains())
    house.says(HANAKO, "お願いします。かゆくて眠れません")
    assert house.proposals()[0].status == "sent"
    assert house.rows(Case)[0].reason == "health"


def test_after_closing_a_clear_yes_opens_a_case_and_a_polite_end_stays_one(
    house: House, clock: FakeClock
) -> None:
    case = house.complains()
    propose(house, case)
    close(house, case)
    house.says(HANAKO, "はい、お願いします")
    assert outcome(house) == "closing"
    house.says(HANAKO, "お願いする")
    assert house.proposals()[0].status == "accepted"
    assert [row.status for row in house.rows(Case)] == ["closed", "open"]


def test_a_proposal_of_long_ago_is_answered_by_no_words(house: House, database: Database) -> None:
    case = house.complains()
    propose(house, case)
    close(house, case)
    house.clock.advance(days=8)
    house.says(HANAKO, "お願いする")
    assert house.proposals()[0].status == "sent"
