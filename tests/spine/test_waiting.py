"""The wait, with rows and LINE: what keeps it from being silent, who is alarmed, and a date that moves."""

from datetime import UTC, date, datetime, timedelta

from conversations.replies import show_code
from conversations.silence import too_long
from models import measures
from models.channel import all_channels
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.touchpoint import Decision, Touchpoint
from services import incidents, purchases
from services.readiness import Limits
from tests.spine.scenes import befriended, delivered_two_weeks_ago, staff_writes
from tests.spine.stage import Stage


def codes(stage: Stage) -> dict[str, int]:
    with stage.database.read() as session:
        limits = Limits(timedelta(minutes=5), timedelta(minutes=5))
        found = incidents.look(session, all_channels(session), stage.clock(), stage.clock(), limits)
    return {incident.code: incident.count for incident in found}


def expect(stage: Stage, day: date) -> bool:
    with stage.database.begin() as uow:
        row = stage.purchase("A-1", uow.session)
        changed = purchases.expect_delivery(uow.session, stage.shop, row, day, stage.clock())
        uow.commit()
    stage.play()
    return changed


def test_a_purchase_that_waits_is_never_silent_longer_than_its_journey_allows(stage: Stage) -> None:
    hanako = befriended(stage)
    claimed = stage.clock()
    hanako.received()
    stage.travel_in_steps(22)
    heard = hanako.heard()
    assert heard.count("まだ動きがありません") == 3
    assert heard.count("ご注文」です。") == 3, "what is really known: that it was ordered"
    words = [row.sent_at for row in stage.rows(OutboundMessage) if row.sent_at is not None]
    assert too_long(words, claimed, stage.clock(), timedelta(days=5)) == []


def test_staff_see_that_nothing_moves_until_somebody_tells_something(stage: Stage) -> None:
    befriended(stage)
    assert "nothing_moves" not in codes(stage)
    stage.travel_in_steps(9)
    assert codes(stage)["nothing_moves"] == 1
    stage.milestone("A-1", "shipped")
    assert "nothing_moves" not in codes(stage)


def test_a_word_moves_the_silence_and_an_arrival_ends_it(stage: Stage) -> None:
    befriended(stage)
    stage.travel(days=3)
    stage.milestone("A-1", "shipped")
    stage.travel_in_steps(3)
    silence = stage.rows(Touchpoint, key="silence")
    assert [(row.round, row.status, row.reason) for row in silence] == [(0, "planned", "heard_lately")]
    assert [d.verdict for d in stage.rows(Decision, reason="heard_lately")] == ["postpone"]
    stage.milestone("A-1", "delivered")
    assert [(row.status, row.reason) for row in stage.rows(Touchpoint, key="silence")] == [
        ("skipped", "arrived")
    ]


def test_a_human_who_says_nothing_keeps_no_word_back(stage: Stage) -> None:
    """A case lies, and so does the parcel: the truth is told after the limit all the same, and only then."""
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    stage.travel(hours=1)
    staff_writes(stage, "ご連絡ありがとうございます。お調べします。")
    hanako.received()
    spoke = stage.clock()
    assert stage.contact().talk == "human"
    stage.travel_in_steps(4)
    assert "まだ動きがありません" not in hanako.heard()
    stage.travel_in_steps(2)
    assert "まだ動きがありません" in hanako.heard()
    assert stage.contact().talk == "human", "the conversation is still theirs"
    words = [row.sent_at for row in stage.rows(OutboundMessage) if row.sent_at is not None]
    assert too_long(words, spoke, stage.clock(), timedelta(days=5)) == []


def test_who_blocked_us_cannot_be_told_and_staff_see_it(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.block()
    stage.travel_in_steps(8)
    assert codes(stage)["too_silent"] == 1
    with stage.database.read() as session:
        assert measures.nothing_moves(session).count == 0


def test_a_delivery_date_that_moves_is_told_and_takes_along_what_counts_from_it(stage: Stage) -> None:
    stage.staff()
    purchase = stage.buy(expected_delivery_on=date(2026, 11, 30))
    hanako = stage.person()
    hanako.follow()
    hanako.say(show_code(purchase.claim_code))
    hanako.received()
    before = stage.rows(Touchpoint, key="overdue")[0].planned_at
    assert expect(stage, date(2026, 12, 7)) is True
    assert stage.rows(Touchpoint, key="overdue")[0].planned_at == before + timedelta(days=7)
    assert expect(stage, date(2026, 12, 7)) is False
    assert hanako.heard() == "", "a slip of the finger can be put right"
    stage.travel(minutes=10)
    assert "12月7日(月)にお届けする予定に変わりました" in hanako.heard()
    stage.travel(days=1)
    expect(stage, date(2026, 12, 9))
    stage.travel(minutes=10)
    assert "12月9日(水)にお届けする予定" in hanako.heard(), "a second move is told, too"


def test_only_the_newest_day_is_told_and_a_day_they_know_is_no_news(stage: Stage) -> None:
    hanako = befriended(stage)
    expect(stage, date(2026, 12, 7))
    hanako.received()
    for day in (8, 28, 9):
        expect(stage, date(2026, 12, day))
    stage.travel(minutes=10)
    heard = hanako.heard()
    assert "12月9日(水)にお届けする予定" in heard
    assert "28日" not in heard
    expect(stage, date(2026, 12, 19))
    expect(stage, date(2026, 12, 9))
    stage.travel(minutes=10)
    assert hanako.heard() == ""
    assert [(row.status, row.reason) for row in stage.rows(Touchpoint, key="date-moved")][1] == (
        "skipped",
        "as_known",
    )
    expect(stage, date(2026, 12, 19))
    stage.travel(minutes=10)
    assert "12月19日(土)" in hanako.heard()


def test_however_often_the_day_moves_the_last_one_told_is_true(stage: Stage) -> None:
    hanako = befriended(stage)
    for day in range(7, 15):
        expect(stage, date(2026, 12, day))
        hanako.received()
        stage.travel(minutes=15)
    assert "12月14日(月)にお届けする予定" in hanako.heard()


def test_the_first_date_that_is_told_is_no_move(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.received()
    assert expect(stage, date(2026, 12, 7)) is True
    assert hanako.heard() == ""
    assert stage.rows(Touchpoint, key="overdue")[0].planned_at == datetime(2026, 12, 8, 2, tzinfo=UTC)


def test_ticking_the_list_is_free_and_kept_on_the_purchase(stage: Stage) -> None:
    hanako = befriended(stage, tap="")
    hanako.tap("うるおい")
    hanako.received()
    before = stage.billed()
    hanako.tap("お手入れの時間を決める")
    assert "✓ お手入れの時間を決める" in hanako.heard()
    assert stage.billed() == before
    assert "ready_hour" in stage.rows(Purchase)[0].facts


def test_an_expectation_in_their_own_words_comes_back_at_the_check_in(stage: Stage) -> None:
    hanako = befriended(stage, tap="")
    hanako.tap("自分の言葉で伝える")
    hanako.say("娘の結婚式までに、肌に自信を持ちたい")
    assert stage.rows(Purchase)[0].facts["expectation"] == "娘の結婚式までに、肌に自信を持ちたい"
    hanako.tap("あとでやります")
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    hanako.tap("毎日使っている")
    assert "はじめに「娘の結婚式までに、肌に自信を持ちたい」とおっしゃっていましたね" in hanako.heard()
