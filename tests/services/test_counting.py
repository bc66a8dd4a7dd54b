"""The numbers of the results, against numbers worked out by hand; and what keeps them right afterwards."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models import contact as contacts
from models.conversation import Answer
from models.database import Database
from models.result import VISITS, AnswerTag
from models.staff import Staff
from services import erasure
from services.counting import SOONEST, count_all, count_due, keep, look, mark_person, next_time
from services.figures import Figures, Filters, figures
from services.redaction import redact
from services.visits import visits_on
from tests.conftest import FakeClock
from tests.services.ledger import ASKED, Ledger, open_ledger

DAY = date(2026, 9, 8)
MONDAY = date(2026, 9, 7)


@pytest.fixture
def ledger(database: Database, clock: FakeClock) -> Ledger:
    clock.now = ASKED + timedelta(days=30)
    return open_ledger(database)


def counted(ledger: Ledger, clock: FakeClock, **filters: Any) -> Figures:
    count_all(ledger.database, ledger.shop, clock)
    chosen = {"since": date(2026, 8, 1), "until": date(2027, 1, 31), **filters}
    with ledger.database.read() as session:
        return figures(session, Filters(ledger.shop.channel_id, **chosen))


HAPPY = (("used", None), ("result", 5), ("feeling", 5))
UNEASY = (("used", None), ("result", 4), ("feeling", 2))


def test_everyone_who_was_asked_is_somewhere_in_the_funnel(ledger: Ledger, clock: FakeClock) -> None:
    def one(*answers: Any, **values: Any) -> None:
        ledger.asked(ledger.purchase(ledger.customer()), *answers, **values)

    one(*HAPPY)  # complete
    one(*UNEASY)  # complete
    one(("used", None), status="completed")  # it ended after its first answer: only begun
    one(("used", None), ("result", 3), status="waiting")  # still open
    one(("used", None), status="refused")  # began, then would rather not
    one(status="refused")  # would rather not
    one(status="expired")  # silence
    one(status="expired", taken=False)  # LINE did not take it
    one(status="stopped")  # another purchase's question took its place
    blocked = ledger.customer(blocked_at=ASKED - timedelta(minutes=5))
    ledger.asked(ledger.purchase(blocked), status="expired")  # unreachable
    quitter = ledger.customer(stopped_at=ASKED + timedelta(hours=1))
    ledger.asked(ledger.purchase(quitter), status="stopped", finished_at=ASKED + timedelta(hours=1))
    later = ledger.purchase(ledger.customer())
    ledger.asked(later, ("used", None), status="completed")  # not yet used: asked again …
    ledger.decided(later, at=ASKED + timedelta(days=7), status="planned", round=1)  # … which is not yet due
    ledger.decided(ledger.purchase(ledger.customer()), status="skipped")
    ledger.decided(ledger.purchase(ledger.customer()), status="cancelled")

    asked = counted(ledger, clock).asked
    assert dict(asked.funnel) == {"scheduled": 14, "sent": 11, "reached": 10, "started": 6, "complete": 2}
    assert dict(asked.ends) == {
        "told": 0, "complete": 2, "refused": 3, "later": 1, "partial": 1, "open": 1, "silent": 1, "ended": 1,
    }  # fmt: skip
    assert asked.complete_share == 2 / 10


def test_result_and_feeling_are_kept_apart_and_meet_in_four_cells(ledger: Ledger, clock: FakeClock) -> None:
    for scores in ((5, 5), (4, 4), (4, 2), (5, 3), (5, 1), (3, 4), (2, 1)):
        person = ledger.customer()
        ledger.asked(ledger.purchase(person), ("result", scores[0]), ("feeling", scores[1]))
    asked = counted(ledger, clock).check_ins
    assert asked.cells == {"partner": 2, "reassure": 3, "expect": 1, "rescue": 1}
    assert asked.scores("result") == [0, 1, 1, 2, 3]
    assert asked.scores("feeling") == [2, 1, 1, 2, 1]
    assert asked.mean("result") == 28 / 7
    assert asked.mean("feeling") == 20 / 7


def test_a_corrected_answer_is_a_new_row_and_the_newest_counts(ledger: Ledger, clock: FakeClock) -> None:
    ledger.asked(
        ledger.purchase(ledger.customer()), ("result", 1), ("feeling", 1), ("result", 5), ("feeling", 4)
    )
    assert counted(ledger, clock).check_ins.cells == {"partner": 1, "reassure": 0, "expect": 0, "rescue": 0}


def test_the_feeling_along_the_journey_is_told_touchpoint_by_touchpoint(
    ledger: Ledger, clock: FakeClock
) -> None:
    anna, boris = ledger.purchase(ledger.customer()), ledger.purchase(ledger.customer())
    ledger.asked(anna, ("result", 4), ("feeling", 2))
    ledger.asked(boris, ("result", 4), ("feeling", 5))
    ledger.asked(anna, ("feeling", 4), key="recovery", at=ASKED + timedelta(days=5))
    ledger.asked(anna, key="shipped", at=ASKED - timedelta(days=15))
    by_touchpoint = counted(ledger, clock).by_touchpoint
    assert by_touchpoint["checkin"].mean("feeling") == 3.5
    assert by_touchpoint["recovery"].mean("feeling") == 4.0
    assert by_touchpoint["shipped"].mean("feeling") is None, "nobody was asked: not a zero"
    assert by_touchpoint["shipped"].n["told"] == 1


def test_weeks_begin_on_the_shops_monday(ledger: Ledger, clock: FakeClock) -> None:
    late_sunday = datetime(2026, 9, 13, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo
    ledger.asked(ledger.purchase(ledger.customer()), *HAPPY, at=late_sunday)
    ledger.asked(ledger.purchase(ledger.customer()), *UNEASY, at=late_sunday + timedelta(minutes=1))
    by_week = counted(ledger, clock).by_week
    assert {week: asked.mean("feeling") for week, asked in by_week.items()} == {
        MONDAY: 5.0,
        date(2026, 9, 14): 2.0,
    }


def test_a_check_in_costs_the_pushes_of_all_who_were_asked(ledger: Ledger, clock: FakeClock) -> None:
    ledger.asked(ledger.purchase(ledger.customer()), *HAPPY, billed=1)
    ledger.asked(ledger.purchase(ledger.customer()), *UNEASY, billed=2)  # it took a reminder
    ledger.asked(ledger.purchase(ledger.customer()), status="expired", billed=2)  # paid for nothing
    assert counted(ledger, clock).check_ins.cost == 5 / 2


def test_a_block_is_put_down_to_the_last_message_within_two_days(ledger: Ledger, clock: FakeClock) -> None:
    at = ASKED + timedelta(days=1)
    anna = ledger.purchase(ledger.customer(blocked_at=at + timedelta(hours=1)))
    ledger.asked(anna, key="shipped", at=ASKED)
    ledger.asked(anna, key="checkin", at=at, status="expired")
    boris = ledger.purchase(ledger.customer(blocked_at=ASKED + timedelta(hours=49)))
    ledger.asked(boris, status="expired")  # too long ago to say
    ledger.asked(ledger.purchase(ledger.customer()), *HAPPY)
    by_touchpoint = counted(ledger, clock).by_touchpoint
    assert by_touchpoint["checkin"].n["blocked"] == 1
    assert by_touchpoint["shipped"].n["blocked"] == 0
    assert by_touchpoint["checkin"].blocked_share == 1 / 3


def test_who_buys_again_is_counted_when_sixty_days_are_over(ledger: Ledger, clock: FakeClock) -> None:
    anna, boris, clara = (ledger.customer() for _ in range(3))
    for person in (anna, boris, clara):
        ledger.asked(ledger.purchase(person), *HAPPY)
    ledger.purchase(anna, at=ASKED + timedelta(days=59))
    ledger.purchase(boris, at=ASKED + timedelta(days=61))
    ledger.purchase(clara, at=ASKED + timedelta(days=10), status="cancelled")
    clock.now = ASKED + timedelta(days=59, hours=23)
    assert counted(ledger, clock).check_ins.bought_share("partner") is None
    clock.now = ASKED + timedelta(days=62)
    assert counted(ledger, clock).check_ins.bought_share("partner") == 1 / 3


def test_first_wins_are_counted_from_the_delivery_in_whole_days(ledger: Ledger, clock: FakeClock) -> None:
    for days in (0.5, 2.9, 3, 10):
        purchase = ledger.purchase(ledger.customer(), at=ASKED - timedelta(days=5))
        ledger.milestone(purchase, "delivered", ASKED)
        ledger.milestone(purchase, "first_used", ASKED + timedelta(days=days))
    waiting = ledger.purchase(None, at=ASKED - timedelta(days=5))
    ledger.milestone(waiting, "delivered", ASKED)
    ledger.purchase(None, at=ASKED - timedelta(days=5))
    won = counted(ledger, clock).won
    assert dict(won.n) == {"purchases": 6, "bound": 4, "delivered": 5, "won": 4}
    assert dict(won.days) == {0: 1, 2: 1, 3: 1, 10: 1}
    assert won.median_days == 2
    assert won.won_share == 4 / 5


def test_promises_and_first_answers_in_business_hours_and_by_the_clock(
    ledger: Ledger, clock: FakeClock
) -> None:
    """Friday 17:50 in Tokyo; the shop opens again on Monday at 10:00."""
    friday = datetime(2026, 9, 11, 8, 50, tzinfo=UTC)
    monday = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
    people = [ledger.purchase(ledger.customer()) for _ in range(4)]
    with ledger.database.begin() as uow:
        suzuki = Staff(email="s@example.jp", fs_uniquifier="s", created_at=friday)
        uow.session.add(suzuki)
        uow.commit()
    promise = monday + timedelta(hours=3)
    ledger.case(people[0], friday, promise, staff=suzuki.id, answered=monday + timedelta(minutes=10))
    ledger.case(people[1], friday, promise, staff=suzuki.id, answered=monday + timedelta(hours=4))
    ledger.case(
        people[2], friday, promise, closed=monday, replaced=("promised_after_broken", "promised_after_kept")
    )
    ledger.case(people[3], friday, clock() + timedelta(hours=1))
    ledger.case(people[3], friday, promise, closed=monday, close_reason="merged")  # it goes on elsewhere
    ledger.case(people[3], friday, promise, closed=monday, reason="undelivered")  # nobody was told a time
    found = counted(ledger, clock)
    cared = found.cared
    assert (cared.n["opened"], cared.n["kept"], cared.n["broken"], cared.n["waiting"]) == (6, 2, 3, 1)
    assert cared.kept_share == 2 / 5
    assert cared.spans("business") == [0, 1, 0, 1, 0]  # 20 min; 4 h 10 min
    assert cared.spans("wall") == [0, 0, 0, 0, 2]
    assert cared.mean_seconds("business") == (20 + 250) / 2 * 60
    assert cared.mean_seconds("wall") == ((64 * 60 + 20) + (64 * 60 + 250)) / 2 * 60
    assert {who: one.n["opened"] for who, one in found.cared_by_staff.items()} == {0: 4, suzuki.id: 2}
    assert counted(ledger, clock, staff=suzuki.id).cared.kept_share == 1 / 2


def test_recovery_is_the_same_question_before_and_after(ledger: Ledger, clock: FakeClock) -> None:
    for before, after in ((1, 4), (2, 2), (2, 1)):
        purchase = ledger.purchase(ledger.customer())
        ledger.asked(purchase, ("result", 2), ("feeling", before))
        case = ledger.case(purchase, ASKED + timedelta(hours=2), ASKED + timedelta(days=1))
        with ledger.database.begin() as uow:
            closed = uow.session.merge(case)
            closed.closed_at, closed.status = ASKED + timedelta(days=2), "closed"
            uow.commit()
        ledger.asked(purchase, ("feeling", after), key="recovery", at=ASKED + timedelta(days=4))
    silent = ledger.purchase(ledger.customer())
    ledger.asked(silent, ("result", 2), ("feeling", 1))
    ledger.case(silent, ASKED, ASKED + timedelta(days=1), closed=ASKED + timedelta(days=2))
    cared = counted(ledger, clock).cared
    assert (cared.n["lifts"], cared.n["better"], cared.n["same"], cared.n["worse"]) == (3, 1, 1, 1)
    assert cared.before == 5 / 3
    assert cared.after == 7 / 3
    assert cared.lift == pytest.approx(2 / 3)


def test_filters_say_what_they_say(ledger: Ledger, clock: FakeClock) -> None:
    ledger.asked(ledger.purchase(ledger.customer(), "SER-30"), *HAPPY)
    ledger.asked(ledger.purchase(ledger.customer(), "LOT-1", at=ASKED - timedelta(days=30)), *UNEASY)
    ledger.asked(ledger.purchase(ledger.customer(), "LOT-1"), *UNEASY, at=ASKED + timedelta(days=3))
    version = ledger.shop.journey_versions["cosmetics"]

    def complete(**filters: Any) -> int:
        return counted(ledger, clock, **filters).check_ins.complete

    assert complete() == 3
    assert complete(product="LOT-1") == 2
    assert complete(product="NONE") == 0
    assert complete(cohort=date(2026, 8, 17)) == 2
    assert complete(cohort=date(2026, 8, 3), product="LOT-1") == 1
    assert complete(version=version) == 3
    assert complete(version=version + 1) == 0
    assert complete(since=DAY, until=DAY) == 2
    assert complete(since=DAY + timedelta(days=1)) == 1


def test_a_message_taken_back_leaves_the_numbers_at_the_next_tick(ledger: Ledger, clock: FakeClock) -> None:
    talk = ledger.asked(ledger.purchase(ledger.customer()), ("result", 5), ("feeling", 5))
    assert counted(ledger, clock).check_ins.complete == 1
    with ledger.database.begin() as uow:
        answer = uow.session.scalars(select(Answer).where(Answer.axis == "feeling")).one()
        uow.session.add(AnswerTag(answer_id=answer.id, tag="x", at=clock()))
        uow.session.flush()
        redact(uow.session, contacts.lock(uow.session, talk.contact_id), answer.message_id, clock())
        uow.commit()
    after = counted(ledger, clock).check_ins
    assert (after.complete, after.started) == (0, 1)
    assert after.scores("feeling") == [0, 0, 0, 0, 0]
    with ledger.database.read() as session:
        assert session.scalar(select(func.count()).select_from(AnswerTag)) == 0


def test_erasing_a_person_keeps_the_numbers_and_no_name(ledger: Ledger, clock: FakeClock) -> None:
    talk = ledger.asked(ledger.purchase(ledger.customer()), *HAPPY)
    before = counted(ledger, clock).check_ins
    with ledger.database.begin() as uow:
        erasure.erase(uow.session, contacts.lock(uow.session, talk.contact_id), clock())
        uow.commit()
    clock.advance(days=40)
    after = counted(ledger, clock).check_ins
    assert after.n["partner"] == before.n["partner"] == 1
    assert after.funnel == before.funnel


def test_a_late_answer_is_seen_when_its_day_is_counted_again(ledger: Ledger, clock: FakeClock) -> None:
    clock.now = ASKED + timedelta(hours=1)
    purchase = ledger.purchase(ledger.customer())
    talk = ledger.asked(purchase, ("used", None), status="waiting")
    assert counted(ledger, clock).check_ins.complete == 0
    clock.advance(days=4)
    count_all(ledger.database, ledger.shop, clock)
    with ledger.database.begin() as uow:
        for turn, axis in ((8, "result"), (9, "feeling")):
            uow.session.add(
                Answer(
                    channel_id=ledger.shop.channel_id, contact_id=talk.contact_id, conversation_id=talk.id,
                    script_version_id=talk.script_version_id, script=talk.script, step=axis, turn=turn,
                    axis=axis, kind="scale", value="5", label="5", score=5, answered_at=clock(),
                )
            )  # fmt: skip
        uow.commit()
    clock.advance(minutes=30)
    assert counted(ledger, clock).check_ins.complete == 0
    clock.advance(minutes=40)  # a hundredth of nearly four days is 55 minutes
    assert counted(ledger, clock).check_ins.complete == 1


def test_the_older_a_day_the_rarer_it_is_counted() -> None:
    now = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)  # midnight in Tokyo
    assert next_time(date(2026, 9, 9), "Asia/Tokyo", now) == now + SOONEST
    assert next_time(date(2026, 9, 3), "Asia/Tokyo", now) == now + timedelta(hours=1.2)
    assert next_time(date(2026, 5, 31), "Asia/Tokyo", now) == now + timedelta(days=1)


def test_two_machines_count_one_day_and_one_of_them_writes_it_down(ledger: Ledger, clock: FakeClock) -> None:
    ledger.asked(ledger.purchase(ledger.customer()), *HAPPY)
    count_all(ledger.database, ledger.shop, clock)
    clock.advance(minutes=2)  # today is due
    one = look(ledger.database, ledger.shop, clock())
    two = look(ledger.database, ledger.shop, clock())
    assert one is not None
    assert two is not None
    assert keep(ledger.database, ledger.shop, two) is True
    assert keep(ledger.database, ledger.shop, one) is False
    assert look(ledger.database, ledger.shop, clock()) is None
    with ledger.database.read() as session:
        rows = session.scalars(select(VISITS.c.whole).order_by(VISITS.c.whole)).all()
    assert rows == [False, True], "one fine row and one whole row, not two of each"


def test_a_mark_made_while_the_day_is_being_counted_is_not_lost(ledger: Ledger, clock: FakeClock) -> None:
    talk = ledger.asked(ledger.purchase(ledger.customer()), *HAPPY, at=clock())
    count_all(ledger.database, ledger.shop, clock)
    clock.advance(minutes=2)
    found = look(ledger.database, ledger.shop, clock())
    assert found is not None
    clock.advance(seconds=1)
    with ledger.database.begin() as uow:
        mark_person(uow.session, contacts.lock(uow.session, talk.contact_id), clock())
        uow.commit()
    assert keep(ledger.database, ledger.shop, found) is False
    again = look(ledger.database, ledger.shop, clock())
    assert again is not None
    assert again.due.day == found.due.day


def test_an_empty_shop_has_empty_figures(ledger: Ledger, clock: FakeClock) -> None:
    found = counted(ledger, clock)
    assert found.asked.funnel == [
        (name, 0) for name in ("scheduled", "sent", "reached", "started", "complete")
    ]
    assert found.asked.complete_share is None
    assert found.cared.kept_share is None
    assert found.won.median_days is None
    with ledger.database.read() as session:
        assert list(visits_on(session, ledger.shop, DAY)) == []


def test_a_tick_counts_some_days_and_leaves_the_rest_to_the_next(ledger: Ledger, clock: FakeClock) -> None:
    ledger.asked(ledger.purchase(ledger.customer()), *HAPPY)  # bought 51 days ago
    arguments = (ledger.database, lambda _: ledger.shop, ledger.shop.channel_id, clock)
    assert [count_due(*arguments) for _ in range(4)] == [20, 20, 12, 0]
