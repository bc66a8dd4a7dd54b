"""When what is due: anchors become known, move, or end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from conversations.journey import Journey
from conversations.replies import show_code
from models.contact import Contact
from models.outbound import OutboundMessage
from models.timer import Timer
from models.touchpoint import Decision, Touchpoint
from services import anchors, planning, purchases
from tests.spine.scenes import at_checkin, befriended, delivered_two_weeks_ago, staff_closes
from tests.spine.stage import Stage


def planned(stage: Stage, key: str) -> datetime | None:
    return stage.rows(Touchpoint, key=key)[0].planned_at  # type: ignore[no-any-return]


def end(stage: Stage, status: str) -> None:
    with stage.database.begin() as uow:
        row = stage.purchase("A-1", uow.session)
        purchases.end(uow.session, stage.shop, row, status, "", stage.clock())
        uow.commit()
    stage.play()


def moment(stage: Stage, anchor: str) -> datetime | None:
    written = Journey.model_validate(
        {"id": "x", "title": "x", "touchpoints": [{"id": "t", "script": "s", "anchor": anchor}]}
    ).touchpoints[0]
    with stage.database.read() as session:
        purchase = stage.purchase("A-1", session)
        contact = session.get_one(Contact, purchase.contact_id)
        known = planning.milestones_of(session, purchase.id)
        return anchors.moment_of(session, stage.shop, written.anchor, purchase, contact, known)


def test_every_kind_of_anchor_has_its_moment(stage: Stage) -> None:
    stage.staff()
    begin = stage.clock()
    purchase = stage.buy(expected_delivery_on=date(2026, 11, 30))
    stage.travel(minutes=5)
    hanako = stage.person()
    hanako.follow()
    stage.travel(minutes=5)
    hanako.say(show_code(purchase.claim_code))
    assert moment(stage, "purchased") == begin
    assert moment(stage, "befriended") == begin + timedelta(minutes=10), "friend and bound: the later"
    assert moment(stage, "expected_delivery") == datetime(2026, 11, 30, 3, tzinfo=UTC)
    assert moment(stage, "engraved") is None
    stage.milestone("A-1", "engraved", begin)
    assert moment(stage, "engraved") == begin
    assert moment(stage, "answered(cosmetics-welcome.expectation)") is None
    hanako.tap("うるおい")
    answered = stage.clock()
    assert moment(stage, "answered(cosmetics-welcome.expectation)") == answered
    assert moment(stage, "answered(cosmetics-welcome.expectation=moisture)") == answered
    assert moment(stage, "answered(cosmetics-welcome.expectation=habit)") is None
    hanako.say("担当者と話す")
    assert moment(stage, "case_closed") is None
    stage.travel(minutes=5)
    staff_closes(stage, answered="phone")
    assert moment(stage, "case_closed") == stage.clock()


def test_a_milestone_told_again_with_another_time_moves_the_plan(stage: Stage) -> None:
    befriended(stage)
    first = stage.clock()
    stage.milestone("A-1", "delivered", first)
    before = planned(stage, "checkin")
    stage.milestone("A-1", "delivered", first + timedelta(days=2))
    after = planned(stage, "checkin")
    assert before is not None
    assert after == before + timedelta(days=2)


def test_delivered_told_twice_after_the_check_in_asks_once(stage: Stage) -> None:
    at_checkin(stage)
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=13, hours=23))
    stage.travel(days=1)
    assert len([m for m in stage.rows(OutboundMessage, kind="check_in") if m.turn == 1]) == 1


@pytest.mark.parametrize("status", ["cancelled", "refunded", "returned"])
def test_an_ended_purchase_stops_its_talk_its_clocks_and_its_plans(stage: Stage, status: str) -> None:
    at_checkin(stage)
    assert stage.rows(Timer)
    end(stage, status)
    assert stage.rows(Timer) == []
    assert {t.status for t in stage.rows(Touchpoint)} <= {"sent", "skipped", "cancelled"}
    sent = len(stage.rows(OutboundMessage))
    stage.travel(days=6)
    assert len(stage.rows(OutboundMessage)) == sent


def test_a_push_still_waiting_when_the_order_is_cancelled_never_goes(stage: Stage) -> None:
    hanako = befriended(stage)
    delivered_two_weeks_ago(stage)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push"})
    stage.travel(hours=7)
    end(stage, "refunded")
    stage.line.request("DELETE", "/emulator/faults")
    stage.travel(hours=1)
    assert hanako.heard() == ""


def test_an_unclaimed_purchase_costs_the_clock_nothing_and_is_planned_when_claimed(stage: Stage) -> None:
    purchase = stage.buy()
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=3))
    assert {t.status for t in stage.rows(Touchpoint)} == {"waiting"}
    assert {t.due_at for t in stage.rows(Touchpoint)} == {None}
    stage.person().say(show_code(purchase.claim_code))
    assert planned(stage, "checkin") is not None
    assert stage.rows(Touchpoint, key="welcome")[0].status == "sent"


def test_the_feeling_is_asked_again_after_each_case_up_to_the_cap(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    for _ in range(4):
        hanako.say("担当者と話す")
        staff_closes(stage, answered="phone")
        stage.travel(days=4)
        hanako.say("5")  # the worst face would open a case: here the best one counts, see the scale
        while stage.rows(Touchpoint, status="planned", key="recovery"):
            stage.travel(days=2)
    rounds = stage.rows(Touchpoint, key="recovery")
    assert 2 <= len(rounds) <= 3


def test_nobody_is_asked_about_a_case_they_know_nothing_of(stage: Stage) -> None:
    stage.staff()
    befriended(stage)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push", "status": 400})
    stage.milestone("A-1", "delivered", stage.clock())
    stage.travel(minutes=1)
    staff_closes(stage)
    assert planned(stage, "recovery") is None


def test_each_decision_of_an_ending_is_kept(stage: Stage) -> None:
    befriended(stage)
    end(stage, "cancelled")
    reasons = {d.reason for d in stage.rows(Decision, verdict="skip")}
    assert reasons == {"cancelled"}


def test_planning_a_hundred_purchases_does_not_wake_the_clock(stage: Stage) -> None:
    for number in range(20):
        stage.buy(f"B-{number}")
    statements: list[str] = []
    event.listen(stage.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    from services.touchpoints import run_due

    assert run_due(stage.database, stage.shop_of, stage.clock) == 0
    assert len([s for s in statements if s.lstrip().upper().startswith("SELECT")]) <= 2
