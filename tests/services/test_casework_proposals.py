"""提案: sent in a bubble, answered with a tap, once. On both databases."""

import pytest

from conversations.moments import say_when
from models.case import Case, CaseEntry
from models.database import Database
from models.outbound import OutboundMessage
from models.staff import Staff
from services import closing, proposals
from services.casework import Refusal
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House, build

YES, OTHER, NO = "お願いする", "ほかの方法を相談する", "今回はやめておく"


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    house = build(database, clock)
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    return house


def propose(
    house: House, case: Case, kind: str = "exchange", text: str = "新しいものと交換します。"
) -> CaseEntry | Refusal:
    house.clock.advance(minutes=1)
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name="佐藤").one()
        row = uow.session.get_one(Case, case.id)
        outcome = proposals.propose(uow.session, house.shop, row, staff, kind, text, house.clock())
        uow.commit()
    house.deliver()
    return outcome


def close(house: House, case: Case, reason: str = "no_answer") -> None:
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name="佐藤").one()
        closing.close(
            uow.session, house.shop, uow.session.get_one(Case, case.id), staff, reason, house.clock(),
            ends=closing.LooseEnds(closing.all_done(uow.session, case), answered="none"),
        )  # fmt: skip
        uow.commit()


def newest(house: House) -> OutboundMessage:
    return house.rows(OutboundMessage, contact_id=house.contact().id)[-1]  # type: ignore[no-any-return]


def kinds(house: House, case: Case) -> list[str]:
    return [entry.kind for entry in house.rows(CaseEntry, case_id=case.id)]


@pytest.mark.parametrize("kind", proposals.KINDS)
def test_every_kind_is_a_bubble_with_three_buttons_and_counts_as_an_answer(house: House, kind: str) -> None:
    case = house.complains()
    assert isinstance(propose(house, case, kind), CaseEntry)
    message = newest(house).messages
    assert all(f'"{label}"' in message for label in (YES, OTHER, NO))
    (made,) = house.proposals()
    assert (made.kind, made.status) == (kind, "sent")
    after = house.case(case.id)
    assert (after.status, after.first_response_at) == ("proposed", house.clock())
    assert house.contact().talk == "human"


def test_a_yes_is_confirmed_for_free_told_to_staff_and_kept_in_the_history(house: House) -> None:
    case = house.complains()
    with house.database.begin() as uow:
        uow.session.query(Staff).one().line_user_id = "U" + "s" * 32
        uow.commit()
    propose(house, case)
    house.taps(HANAKO, YES)
    (made,) = house.proposals()
    assert (made.status, made.answered_at) == ("accepted", house.clock())
    assert house.case(case.id).status == "accepted"
    assert "accepted" in kinds(house, case)
    confirmation = newest(house)
    assert "商品の交換" in confirmation.messages
    assert confirmation.reply_token is not None
    alerts = house.rows(OutboundMessage, to="U" + "s" * 32)
    assert "提案が承諾されました" in alerts[-1].messages


@pytest.mark.parametrize(
    ("label", "kind", "status"), [(NO, "declined", "declined"), (OTHER, "other", "discussed")]
)
def test_a_no_leads_back_to_answering_with_a_kind_word(
    house: House, label: str, kind: str, status: str
) -> None:
    case = house.complains()
    propose(house, case)
    house.taps(HANAKO, label)
    assert house.proposals()[0].status == status
    assert house.case(case.id).status == "answering"
    assert kind in kinds(house, case)
    assert "承知しました" in newest(house).messages
    assert house.contact().unread


def test_another_way_wished_for_is_no_refusal_on_the_cases_page(house: House) -> None:
    case = house.complains()
    propose(house, case)
    house.taps(HANAKO, OTHER)
    house.taps(HANAKO, OTHER)
    assert "お返事は、すでにいただいています" in newest(house).messages
    page = house.browser().enter(house.rows(Staff)[0]).see(f"/cases/{case.id}")
    assert "· ほかの方法をご希望です</small>" in page
    assert "辞退されました" not in page


def test_a_second_tap_changes_nothing_and_is_answered_kindly(house: House) -> None:
    case = house.complains()
    propose(house, case)
    house.taps(HANAKO, YES)
    before = kinds(house, case)
    house.taps(HANAKO, NO)
    assert house.proposals()[0].status == "accepted"
    assert "すでに承っています" in newest(house).messages
    assert kinds(house, case) == before


def test_only_the_newest_proposal_can_be_accepted(house: House) -> None:
    case = house.complains()
    propose(house, case, "exchange")
    first = house.proposals()[0]
    propose(house, case, "refund", "返金します。")
    house.event(HANAKO, type="postback", postback={"data": f"p={first.token}&v=accept"})
    assert [p.status for p in house.proposals()] == ["sent", "sent"]
    assert "前のご提案" in newest(house).messages
    house.taps(HANAKO, YES)
    assert [p.status for p in house.proposals()] == ["sent", "accepted"]


def test_a_yes_after_closing_opens_a_case_instead_of_being_lost(house: House) -> None:
    case = house.complains()
    propose(house, case)
    close(house, case)
    house.clock.advance(hours=2)
    house.taps(HANAKO, YES)
    assert house.proposals()[0].status == "accepted"
    old, new = house.rows(Case)
    assert (old.status, new.status, new.reason) == ("closed", "open", "wants_human")
    assert "終了後のお返事" in new.text
    told = newest(house).messages
    assert "いったん区切りとしております" in told
    assert f"{say_when(new.promise_at, house.clock(), 'Asia/Tokyo')}までに" in told
    house.taps(HANAKO, YES)
    assert newest(house).messages == told, "a second tap is told the same, and opens nothing"
    assert len(house.rows(Case)) == 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [("refunded", "ご返金で完了しております"), ("exchanged", "商品の交換で"), ("advice", "使い方のご案内で")],
)
def test_what_happened_since_is_told_truly(house: House, reason: str, words: str) -> None:
    case = house.complains()
    propose(house, case)
    house.taps(HANAKO, YES)
    close(house, case, reason)
    house.clock.advance(days=3)
    house.taps(HANAKO, OTHER)
    told = newest(house).messages
    assert words in told
    assert "すでに承って" not in told
    assert "までに" not in told, "it was answered before: nothing new is promised"
    assert [row.status for row in house.rows(Case)] == ["closed"]
    assert house.proposals()[0].status == "accepted"


def test_who_talks_with_a_human_already_is_promised_no_time(house: House) -> None:
    case = house.complains()
    propose(house, case)
    close(house, case)
    house.clock.advance(hours=1)
    again = house.complains()
    propose(house, again, "call", "お電話します。")
    (first, _) = house.proposals()
    house.event(HANAKO, type="postback", postback={"data": f"p={first.token}&v=accept"})
    assert "続きをお話しします" in newest(house).messages
    assert "までに" not in newest(house).messages


def test_a_no_after_closing_is_thanked_and_opens_nothing(house: House) -> None:
    case = house.complains()
    propose(house, case)
    close(house, case)
    house.taps(HANAKO, NO)
    assert [row.status for row in house.rows(Case)] == ["closed"]
    assert "お返事をありがとうございます" in newest(house).messages


def test_another_customer_cannot_answer_it(house: House) -> None:
    case = house.complains()
    propose(house, case)
    token = house.proposals()[0].token
    house.event("U" + "f" * 32, type="postback", postback={"data": f"p={token}&v=accept"})
    assert house.proposals()[0].status == "sent"
    assert house.case(case.id).status == "proposed"


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [("bribe", "x", "unknown"), ("refund", " ", "empty"), ("refund", "あ" * 1001, "too_long")],
)
def test_a_proposal_that_cannot_be_is_refused(house: House, kind: str, text: str, why: str) -> None:
    outcome = propose(house, house.complains(), kind, text)
    assert isinstance(outcome, Refusal)
    assert outcome.why == why
    assert house.proposals() == []


def test_an_english_customer_reads_english(house: House) -> None:
    case = house.complains()
    with house.database.begin() as uow:
        contact = uow.session.merge(house.contact())
        contact.language = "en"
        uow.commit()
    propose(house, case, "call", "We would like to call you.")
    house.taps(HANAKO, "Yes, please")
    assert "A phone call" in newest(house).messages
