"""置き薬: the forecast follows what customers say and buy, and nobody is offered what they do not need."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.pace_words import because
from models.case import Case
from models.contact import Contact
from models.conversation import Answer
from models.due_item import DueItem
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.reading_check import ReadingCheck
from models.refill import OutOfStock, RefillForecast, RemainingTold
from models.staff import AuditEntry, Staff
from models.touchpoint import Decision, Touchpoint
from services import (
    erasure,
    giving_way,
    paces,
    purchases,
    readings_checked,
    refill_figures,
    refills,
    remaining,
    stock,
    subscriptions,
)
from services.exporting import pack
from services.figures import Filters
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


def subscribe(stage: Stage, external_id: str, on: bool = True) -> None:
    with stage.database.begin() as uow:
        purchase = stage.purchase(external_id, uow.session)
        subscriptions.subscribe(uow.session, purchase, [item.sku for item in purchase.items], on)
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


def test_what_is_left_in_their_own_words_moves_the_plan_as_a_button_does(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "remaining").planned_at)
    person.received()
    person.say("あと2か月くらいでなくなります")
    assert "なくなりそうなころに" in person.heard()
    (found,) = stage.rows(RefillForecast)
    assert found.runs_out_at > stage.clock() + 30 * DAY
    assert "「あと約60日」" in because(refills.read_forecast(found))
    assert stage.rows(Case) == []


def test_what_is_left_is_noted_also_when_nobody_asks(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)
    person.tap("まだある")
    person.received()
    person.say("あと2週間くらいでなくなります")
    assert "またお声がけしますね" in person.heard()
    (found,) = stage.rows(RefillForecast)
    assert "「あと約14日」" in because(refills.read_forecast(found))
    assert stage.rows(Answer, axis="remaining", value="14d")[0].label == "あと2週間くらいでなくなります"
    assert not stage.contact().unread, "nobody has to read it"


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
            subscribe(stage, "A-1")
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


def reminded_day(stage: Stage) -> None:
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)


def with_purchase(stage: Stage, work: Callable[[Session, Purchase], object]) -> None:
    with stage.database.begin() as uow:
        work(uow.session, stage.purchase("A-1", uow.session))
        uow.commit()


def says_staff(stage: Stage, level: str) -> None:
    def work(session: Session, purchase: Purchase) -> None:
        staff = session.scalars(select(Staff)).first()
        assert staff is not None
        purchases.hold(session, purchase)
        assert remaining.correct(session, stage.shop, purchase, level, staff, stage.clock())

    with_purchase(stage, work)


def test_what_staff_heard_is_left_replaces_what_was_tapped_and_moves_the_reminder(stage: Stage) -> None:
    person = delivered(stage)
    go_to(stage, row(stage, "remaining").planned_at)
    person.tap("たっぷり")
    stage.travel(days=1)
    says_staff(stage, "14d")
    (found,) = stage.rows(RefillForecast)
    assert abs(found.runs_out_at - (stage.clock() + 14 * DAY)) <= 3 * DAY
    assert row(stage, "refill").anchor_at == found.runs_out_at
    reason = because(refills.read_forecast(found))
    assert "「あと約14日」（スタッフが記録）" in reason
    assert "たっぷり" not in reason
    (kept,) = stage.rows(AuditEntry, action="refill.corrected")
    assert kept.detail["level"] == "14d"


def test_what_the_customer_says_after_staff_counts_again(stage: Stage) -> None:
    person = delivered(stage)
    says = row(stage, "remaining").planned_at
    assert says is not None
    stage.travel(days=10)
    says_staff(stage, "60d")
    go_to(stage, row(stage, "remaining").due_at)
    person.tap("残りわずか")
    (found,) = stage.rows(RefillForecast)
    assert refills.read_forecast(found).taps == ("staff:60d", "little")


def test_a_reminder_already_sent_comes_again_when_staff_hear_it_lasts_longer(stage: Stage) -> None:
    delivered(stage)
    reminded_day(stage)
    says_staff(stage, "30d")
    assert row(stage, "refill", 1).due_at >= stage.clock() + 7 * DAY


def test_a_subscription_told_of_another_order_keeps_the_offer_back_until_it_ends(stage: Stage) -> None:
    person = delivered(stage)
    change(stage, email="hana@example.jp")
    bought(stage, "OLD", stage.clock() - 60 * DAY, email="hana@example.jp")
    subscribe(stage, "OLD")
    with stage.database.read() as session:
        assert refills.subscribes(session, stage.purchase("A-1", session))
    subscribe(stage, "A-1", on=False)
    with stage.database.read() as session:
        assert not refills.subscribes(session, stage.purchase("OLD", session))
    reminded_day(stage)
    assert "次の分は" in person.heard()


def out_of_stock(stage: Stage, until: date | None = None) -> None:
    with stage.database.begin() as uow:
        stock.run_out(uow.session, stage.shop, "SER-30", until, stage.clock())
        uow.commit()


def test_a_reminder_waits_for_the_day_the_shop_named_and_goes_out_then(stage: Stage) -> None:
    person = delivered(stage)
    due = row(stage, "refill").due_at
    out_of_stock(stage, (due + 6 * DAY).date())
    reminded_day(stage)
    assert decided(stage, "refill")[-1] == ("postpone", "out_of_stock")
    person.received()
    go_to(stage, row(stage, "refill").due_at)
    stage.travel(hours=12)
    assert stage.clock() - due > 5 * DAY
    assert "次の分は" in person.heard()


def test_when_it_is_back_who_waited_is_told_at_once_and_nobody_else(stage: Stage) -> None:
    person = delivered(stage)
    out_of_stock(stage)
    reminded_day(stage)
    assert "次の分は" not in person.heard()
    with stage.database.read() as session:
        assert stock.waiting_for(session, stage.shop.channel_id) == {"SER-30": 1}
    with stage.database.begin() as uow:
        assert stock.come_back(uow.session, stage.shop, "OTHER", stage.clock()) is None
        assert stock.come_back(uow.session, stage.shop, "SER-30", stage.clock()) == 1
        uow.commit()
    stage.travel(hours=16)
    assert "次の分は" in person.heard()
    assert row(stage, "remaining").status == "skipped"
    assert stage.rows(OutOfStock) == []


def test_when_it_is_back_too_late_nobody_is_asked(stage: Stage) -> None:
    person = delivered(stage)
    out_of_stock(stage)
    reminded_day(stage)
    stage.travel_in_steps(60)
    person.received()
    with stage.database.begin() as uow:
        stock.come_back(uow.session, stage.shop, "SER-30", stage.clock())
        uow.commit()
    stage.travel(days=1)
    assert "次の分は" not in person.heard()
    assert row(stage, "refill").status == "skipped"


def test_an_order_wish_tells_staff_what_and_how_many(stage: Stage) -> None:
    person = delivered(stage)
    reminded_day(stage)
    person.tap("たのみたい")
    (case,) = stage.rows(Case)
    (item,) = stage.rows(DueItem)
    assert (item.case_id, item.due_at, item.assignee_id) == (case.id, case.promise_at, case.assignee_id)
    assert item.text == "ご注文をうけたまわる：しずく美容液（SER-30）× 1"


def test_a_persons_export_has_the_forecasts_and_erasure_takes_them(stage: Stage) -> None:
    delivered(stage)
    stage.travel(days=2)
    says_staff(stage, "half")
    with stage.database.begin() as uow:
        contact = uow.session.scalars(select(Contact)).one()
        data = erasure.export(uow.session, contact)
        (told,) = data["refill_forecasts"]
        assert told["told_by_staff"][0]["level"] == "half"
        assert "refill_forecasts.csv" in zipfile.ZipFile(io.BytesIO(pack(data))).namelist()
        erasure.erase(uow.session, contact, stage.clock())
        uow.commit()
    assert stage.rows(RefillForecast) == []
    assert stage.rows(RemainingTold) == []


def test_the_figures_count_what_happened(stage: Stage) -> None:
    person = delivered(stage)
    reminded_day(stage)
    person.tap("たのみたい")
    sent = row(stage, "refill").decided_at
    assert sent is not None
    change(stage, email="hana@example.jp")
    bought(stage, "A-2", sent + 5 * DAY, email="hana@example.jp")
    stage.travel(days=40)
    paces.learn_all(stage.database, stage.shop, stage.clock())
    today = stage.clock().date()
    filters = Filters(stage.shop.channel_id, today - 200 * DAY, today)
    with stage.database.read() as session:
        (made,) = refill_figures.foreseen(session, stage.shop, filters)
        (told,) = [
            one
            for one in refill_figures.reminded(session, stage.shop, filters, stage.clock())
            if one.key == "refill"
        ]
        assert giving_way.gave_way(session, stage.shop, filters) is not None
    assert (made.sku, made.made, made.settled) == ("SER-30", 1, 1)
    assert made.ours is not None
    assert made.fixed == made.last, "nobody had an interval yet: both are what the author wrote"
    assert (told.sent, told.wishes, told.ripe, told.reordered) == (1, 1, 1, 1)


def test_what_gave_way_names_what_went_first(stage: Stage) -> None:
    """The question what is left comes due with the check-in's budget used up: it waits, and says for what."""
    person = delivered(stage)
    point = row(stage, "remaining")
    with stage.database.begin() as uow:
        asked = uow.session.scalars(select(Touchpoint).filter_by(key="checkin")).one()
        asked.planned_at = asked.due_at = point.planned_at - DAY
        uow.commit()
    go_to(stage, point.planned_at - DAY)
    person.tap("答えたくない")
    go_to(stage, point.planned_at + timedelta(hours=1))
    (told,) = [d for d in stage.rows(Decision, touchpoint_id=point.id) if d.reason == "fatigue"][:1]
    assert told.detail["for"].startswith("その後、いかがですか")
    today = stage.clock().date()
    with stage.database.read() as session:
        found = giving_way.gave_way(
            session, stage.shop, Filters(stage.shop.channel_id, today - 200 * DAY, today)
        )
    assert ("remaining", told.detail["for"]) in {(_key_of(one.title), one.to) for one in found}


def _key_of(title: str) -> str:
    return "remaining" if title.startswith("あとどれくらい") else title


def test_a_reading_is_corrected_once_and_the_last_word_counts(stage: Stage) -> None:
    delivered(stage)
    with stage.database.begin() as uow:
        answer = uow.session.scalars(select(Answer)).first()
        staff = uow.session.scalars(select(Staff)).one()
        assert answer is not None
        for right in (True, False):
            assert readings_checked.keep_of_answer(uow.session, answer, staff.id, right, stage.clock())
        uow.commit()
    (kept,) = stage.rows(ReadingCheck)
    assert (kept.answer_id, kept.is_right) == (answer.id, False)
