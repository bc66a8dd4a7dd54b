"""After trouble: nothing that hurt is recommended, what is owed comes first, what is settled stays so."""

from datetime import timedelta

import pytest

from conversations.state import Status
from models.case import Case, Proposal
from models.conversation import Conversation
from models.due_item import DueItem
from models.touchpoint import Touchpoint
from tests.spine.scenes import at_checkin, befriended, staff_closes, staff_writes
from tests.spine.stage import Stage


def row_of(stage: Stage, key: str) -> Touchpoint:
    (row,) = stage.rows(Touchpoint, key=key)
    return row


def test_a_talk_that_led_to_an_unhappy_case_is_not_taken_up_again(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.received()
    hanako.say("5")
    staff_writes(stage, "申し訳ございません。すぐに交換いたします。")
    billed = stage.billed()
    hanako.received()
    staff_closes(stage)
    assert hanako.received() == []
    assert stage.billed() == billed
    assert [talk.status for talk in stage.rows(Conversation)][-1] == Status.EXPIRED
    assert row_of(stage, "recovery").status == "planned"


def test_a_talk_about_something_else_goes_on_when_the_human_is_done(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "はい、なんでしょうか。")
    hanako.received()
    staff_closes(stage)
    assert "使" in hanako.heard()
    assert [talk.status for talk in stage.rows(Conversation)][-1] == Status.WAITING


@pytest.mark.parametrize(
    ("words", "reason"), [("塗ったら顔がかゆくなりました", "health"), ("担当者と話す", "wants_human")]
)
def test_a_product_that_hurt_is_not_explained_praised_or_sold_again(
    stage: Stage, words: str, reason: str
) -> None:
    stage.staff()
    hanako = befriended(stage)
    stage.milestone("A-1", "delivered")
    hanako.say(words)
    (case,) = stage.rows(Case)
    assert case.reason == reason
    staff_writes(stage, "お電話でお話ししたとおりです。")
    staff_closes(stage)
    stage.travel_in_steps(20)
    sent = {row.key for row in stage.rows(Touchpoint) if row.status == "sent"}
    over = {row.key for row in stage.rows(Touchpoint) if row.reason == "health_reported"}
    if reason == "health":
        assert {"howto", "checkin"} <= over
        assert not {"howto", "checkin"} & sent
        assert "recovery" in sent, "somebody asks how she is"
    else:
        assert not over
        assert {"howto", "checkin"} & sent


@pytest.mark.parametrize(
    ("words", "reason", "sent"),
    [
        ("お金を返してください", "unhappy", False),
        ("キャンセルできますか", "order_change", False),
        ("送料はいくらですか", "question", True),
    ],
)
def test_whoever_wants_their_money_back_is_not_told_how_nice_it_will_be(
    stage: Stage, words: str, reason: str, sent: bool
) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say(words)
    assert [case.reason for case in stage.rows(Case)] == [reason]
    stage.travel_in_steps(3)
    stage.travel(hours=6)
    behind = row_of(stage, "behind-day3")
    assert (behind.status == "sent") is sent
    if not sent:
        assert behind.reason == "case_open"
        stage.milestone("A-1", "shipped")
        assert row_of(stage, "shipped").status == "sent", "news of the order is told all the same"
        stage.travel_in_steps(3)
        assert row_of(stage, "behind-day3").status == "skipped"


def test_while_a_refund_is_owed_nothing_is_asked(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "ご返金いたします。")
    (case,) = stage.rows(Case)
    due_at = stage.clock() + timedelta(days=2)
    with stage.database.begin() as uow:
        agreed = Proposal(case_id=case.id, contact_id=case.contact_id, kind="refund", text="ご返金",
                          status="accepted", token="t" * 22, sent_at=stage.clock())  # fmt: skip
        uow.session.add(agreed)
        uow.session.flush()
        owed = DueItem(case_id=case.id, contact_id=case.contact_id, proposal_id=agreed.id, text="ご返金",
                       due_at=due_at, created_at=stage.clock())  # fmt: skip
        uow.session.add(owed)
        case = uow.session.get_one(Case, case.id)
        case.status, case.closed_at = "closed", stage.clock()
        uow.commit()
    with stage.database.begin() as uow:
        uow.session.get_one(type(stage.contact()), case.contact_id).talk = "bot"
        uow.commit()
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=14))
    stage.travel(hours=7)
    assert (row_of(stage, "checkin").status, row_of(stage, "checkin").reason) == ("planned", "owed")
    with stage.database.begin() as uow:
        uow.session.get_one(DueItem, owed.id).done_at = stage.clock()
        uow.commit()
    stage.travel(days=1)
    assert row_of(stage, "checkin").status == "sent"
