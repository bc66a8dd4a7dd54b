"""置き薬: the forecast follows what customers say and buy, and nobody is offered what they do not need."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.pace import because
from models.case import Case
from models.conversation import Answer
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.refill import OutOfStock, RefillForecast
from models.touchpoint import Decision, Touchpoint
from services import purchases, refills
from services.purchases import NewItem, NewPurchase
from tests.spine.scenes import befriended
from tests.spine.stage import Person, Stage

DAY = timedelta(days=1)


def delivered(stage: Stage) -> Person:
    """A friend whose parcel came today, and who needs no help to begin."""
    stage.staff()
    person = befriended(stage)
    stage.milestone("A-1", "first_used")
    stage.milestone("A-1", "delivered", stage.clock())
    return person


def row(stage: Stage, key: str, number: int = 0) -> Touchpoint:
    return stage.rows(Touchpoint, key=key, round=number)[0]  # type: ignore[no-any-return]


def bought(
    stage: Stage, external_id: str, at: datetime, *, sku: str = "SER-30", quantity: int = 1, **values: Any
) -> None:
    item = NewItem(sku, "しずく美容液", "cosmetics", quantity, 4200)
    with stage.database.begin() as uow:
        order = NewPurchase(external_id, at, (item,), customer_name="佐藤花子", **values)
        purchases.register(uow.session, stage.shop, order, stage.clock())
        uow.commit()


def change(stage: Stage, **values: object) -> None:
    with stage.database.begin() as uow:
        purchase = stage.purchase("A-1", uow.session)
        for name, value in values.items():
            setattr(purchase, name, value)
        uow.commit()


def answer_low(stage: Stage, axis: str) -> None:
    """An earlier answer of this customer, as bad as it gets."""
    like = stage.rows(Answer)[0]
    with stage.database.begin() as uow:
        kept = {c.key: getattr(like, c.key) for c in Answer.__table__.columns if c.key not in ("id", "score")}
        uow.session.add(Answer(**{**kept, "axis": axis, "turn": 99, "step": axis}, score=1))
        uow.commit()


def go_to(stage: Stage, at: datetime | None) -> None:
    assert at is not None
    while stage.clock() < at:
        stage.travel(seconds=min((at - stage.clock()).total_seconds(), 3 * 86_400))


def decided(stage: Stage, key: str) -> list[tuple[str, str]]:
    ids = {r.id for r in stage.rows(Touchpoint, key=key)}
    return [(d.verdict, d.reason) for d in stage.rows(Decision) if d.touchpoint_id in ids]


def test_a_delivery_makes_a_forecast_and_plans_what_hangs_on_it(stage: Stage) -> None:
    delivered(stage)
    (found,) = stage.rows(RefillForecast)
    assert found.runs_out_at == stage.clock() + 45 * DAY
    assert found.earliest_at < found.runs_out_at < found.latest_at
    assert because(refills.read_forecast(found)) == "シナリオに書かれた目安から"
    planned = row(stage, "refill")
    assert planned.status == "planned"
    assert planned.anchor_at == found.runs_out_at
    assert (found.runs_out_at - planned.planned_at).days in (6, 7)
    assert row(stage, "remaining").planned_at < planned.planned_at


def test_a_delivery_told_again_moves_it(stage: Stage) -> None:
    delivered(stage)
    before = row(stage, "refill").planned_at
    stage.milestone("A-1", "delivered", stage.clock() + 5 * DAY)
    assert row(stage, "refill").planned_at == before + 5 * DAY
    assert len(stage.rows(RefillForecast)) == 1


def test_what_the_customer_says_is_left_moves_the_reminder(stage: Stage) -> None:
    person = delivered(stage)
    before = row(stage, "refill").planned_at
    go_to(stage, row(stage, "remaining").planned_at)
    assert "あとどれくらい" in person.heard()
    person.tap("たっぷり")
    assert row(stage, "refill").planned_at > before + 10 * DAY
    (found,) = stage.rows(RefillForecast)
    assert "「たっぷり」" in because(refills.read_forecast(found))


def test_whoever_has_none_left_is_asked_at_once_for_free_and_not_again(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "remaining").planned_at)
    billed = stage.billed()
    person.tap("なくなった")
    person.tap("たのみたい")
    assert stage.billed() == billed
    (case,) = stage.rows(Case)
    assert case.reason == "order_wish"
    go_to(stage, stage.clock() + DAY)
    assert decided(stage, "refill")[-1] == ("skip", "condition_not_met")


def test_a_reminder_becomes_an_order_wish_with_a_promise_and_no_question_how_it_felt(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)
    assert "次の分は" in person.heard()
    person.tap("たのみたい")
    (case,) = stage.rows(Case)
    assert (case.reason, case.promise_at > stage.clock()) == ("order_wish", True)
    assert "ご注文をうけたまわります" in person.heard()
    assert row(stage, "recovery").status == "waiting"


def test_still_some_left_brings_the_reminder_back_later_and_not_for_ever(stage: Stage) -> None:
    person = delivered(stage)
    for number in range(3):
        go_to(stage, row(stage, "refill", number).due_at)
        stage.travel(hours=12)
        person.tap("まだある")
        rounds = {r.round: r for r in stage.rows(Touchpoint, key="refill")}
        if number < 2:
            assert rounds[number + 1].due_at >= stage.clock() + 7 * DAY
    assert max(rounds) == 2


def test_no_more_wanted_ends_it_kindly(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)
    person.received()
    person.tap("もういらない")
    assert "終わりにします" in person.heard()
    stage.travel_in_steps(30)
    assert len(stage.rows(Touchpoint, key="refill")) == 1
    assert stage.rows(Case) == []


def test_pieces_and_the_customers_own_intervals_count_also_those_before_line(stage: Stage) -> None:
    begun = stage.clock()
    for number, days in enumerate((200, 160, 120, 80)):
        bought(stage, f"OLD-{number}", begun - days * DAY, phone="090-0000-1111", quantity=2)
    bought(stage, "OTHER", begun - 100 * DAY, phone="090-0000-2222")
    stage.staff()
    befriended(stage)
    change(stage, phone="+819000001111")
    stage.milestone("A-1", "delivered")
    (found,) = stage.rows(RefillForecast)
    assert found.basis["intervals"] == [40, 40, 40, 80]
    assert 20 <= (found.runs_out_at - found.starts_at).days <= 35  # one piece; two lasted forty days


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("subscriber", ("skip", "subscriber")),
        ("bought_again", ("skip", "bought_again")),
        ("unhappy", ("skip", "unhappy_lately")),
        ("unmoved", ("skip", "unhappy_lately")),
        ("out_of_stock", ("postpone", "out_of_stock")),
    ],
)
def test_who_needs_no_next_one_is_not_asked_and_the_reason_is_kept(
    stage: Stage, how: str, verdict: tuple[str, str]
) -> None:
    person = delivered(stage)
    match how:
        case "subscriber":
            change(stage, subscription=True)
        case "bought_again":
            change(stage, email="hana@example.jp")
            bought(stage, "A-2", stage.clock() + timedelta(hours=1), email="hana@example.jp")
        case "unhappy":
            answer_low(stage, "feeling")
        case "unmoved":
            answer_low(stage, "result")
        case "out_of_stock":
            with stage.database.begin() as uow:
                channel_id = stage.shop.channel_id
                uow.session.add(OutOfStock(channel_id=channel_id, sku="SER-30", since=stage.clock()))
                uow.commit()
    person.received()
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)
    assert "次の分は" not in person.heard()
    assert decided(stage, "refill")[-1] == verdict


def test_another_product_is_not_the_same_again(stage: Stage) -> None:
    delivered(stage)
    change(stage, email="hana@example.jp")
    bought(stage, "A-2", stage.clock(), sku="OTHER", email="hana@example.jp")
    with stage.database.read() as session:
        assert not refills.bought_again(session, stage.purchase("A-1", session))


def test_a_forecast_stays_as_it_was_once_the_same_is_bought_again(stage: Stage) -> None:
    delivered(stage)
    change(stage, email="hana@example.jp")
    (before,) = stage.rows(RefillForecast)
    bought(stage, "A-2", stage.clock() + 20 * DAY, email="hana@example.jp")
    stage.milestone("A-1", "delivered", stage.clock() + 5 * DAY)
    (after,) = stage.rows(RefillForecast)
    assert after.runs_out_at == before.runs_out_at


def test_the_reminder_comes_at_the_hour_this_customer_usually_answers(stage: Stage) -> None:
    delivered(stage)
    like = stage.rows(Answer)[0]
    with stage.database.begin() as uow:
        kept = {c.key: getattr(like, c.key) for c in Answer.__table__.columns if c.key != "id"}
        for day in range(4):
            at = datetime(2026, 11, 1 + day, 6, tzinfo=UTC)  # 15:00 in Tokyo
            uow.session.add(Answer(**{**kept, "turn": 50 + day, "answered_at": at}))
        uow.commit()
    go_to(stage, row(stage, "refill").due_at)
    for _ in range(12):
        stage.travel(hours=1)
    assert [reason for _, reason in decided(stage, "refill")] == ["preferred_hour", "due"]
    sent = next(d for d in stage.rows(Decision, verdict="send") if d.touchpoint_id == row(stage, "refill").id)
    assert sent.at.astimezone(stage.shop.tz).hour >= 15


def test_a_purchase_of_nobody_in_line_costs_no_forecast(stage: Stage) -> None:
    stage.buy()
    stage.milestone("A-1", "delivered")
    assert stage.rows(RefillForecast) == []
    assert stage.rows(OutboundMessage) == []
    assert len(stage.rows(Purchase)) == 1
