"""The main job, end to end: from a purchase to a staff proposal, with the shipped cosmetics journey."""

from conversations.replies import show_code
from models.case import Case, Proposal
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage
from models.staff import Staff
from models.touchpoint import Touchpoint
from services import casework, closing, proposals
from tests.spine.stage import Person, Stage


def until_checkin(stage: Stage) -> Person:
    """花子 bought, befriended, got her parcel; two weeks later the check-in is there."""
    stage.staff("鈴木")
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.say(f"こんにちは！購入コード: {show_code(purchase.claim_code)}")
    hanako.tap("うるおい")
    stage.travel(days=1)
    stage.milestone("A-1", "shipped")
    stage.travel(days=1)
    stage.milestone("A-1", "delivered")
    hanako.received()
    stage.travel_in_steps(15)
    return hanako


def test_a_buyer_becomes_a_friend_and_is_welcomed_for_free(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    assert "購入コード" in hanako.heard()
    hanako.say(f"こんにちは！購入コード: {show_code(purchase.claim_code)}")
    assert "佐藤花子様、はじめまして" in hanako.heard()
    hanako.tap("うるおい")
    assert "うるおい" in hanako.heard()
    assert stage.billed() == 0
    assert stage.rows(Answer)[0].axis == "expectation"


def test_a_whole_check_in_costs_exactly_one_billed_push(stage: Stage) -> None:
    hanako = until_checkin(stage)
    assert "もう使ってみましたか" in hanako.heard()
    before = stage.billed()
    hanako.tap("毎日使っている")
    assert "うるおい" in hanako.heard(), "she is asked about what she hoped for, in her own words"
    while hanako.labels() and stage.rows(Conversation)[-1].status == "waiting":
        hanako.tap(hanako.labels()[0])
    assert stage.billed() == before
    checkin = stage.rows(OutboundMessage, kind="check_in")
    assert sum(1 for row in checkin if row.billed) == 1
    assert {a.axis for a in stage.rows(Answer)} >= {"expectation", "used", "result", "feeling"}


def test_an_unhappy_answer_brings_a_promise_and_then_a_proposal_she_accepts(stage: Stage) -> None:
    hanako = until_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.heard()
    hanako.say("５")
    said = hanako.heard()
    assert "鈴木" in said
    assert "まで" in said
    (case,) = stage.rows(Case)
    assert case.reason == "unhappy"
    staff_id = stage.rows(Staff)[0].id
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, staff_id)
        row = uow.session.get_one(Case, case.id)
        made = proposals.propose(
            uow.session, stage.shop, row, staff, "exchange", "しっとりタイプと交換しませんか。", stage.clock()
        )
        assert not isinstance(made, casework.Refusal)
        uow.commit()
    stage.play()
    assert "しっとりタイプ" in hanako.heard()
    hanako.tap("お願いする")
    assert stage.rows(Proposal)[0].status == "accepted"
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, staff_id)
        row = uow.session.get_one(Case, case.id)
        closing.close(uow.session, stage.shop, row, staff, "exchanged", stage.clock())
        uow.commit()
    hanako.heard()
    stage.travel_in_steps(4)
    assert "気持ち" in hanako.heard(), "the same feeling question is asked again"
    assert [t.status for t in stage.rows(Touchpoint, key="recovery")] == ["sent"]
