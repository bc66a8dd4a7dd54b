"""遅れのお詫び: a promise nobody kept is owned up to, once, with a new time; then it is a human's turn."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.case import Case, CaseEntry
from models.channel import Channel
from models.contact import Contact
from models.outbound import OutboundMessage
from services import promising
from tests.spine.scenes import BORIS, befriended, staff_writes
from tests.spine.stage import ANNA, Stage
from tests.spine.test_alerts import LEA, OLGA, escalations, hire, phone_of

SORRY = "お約束の時刻を過ぎてもご連絡できておらず、申し訳ございません"


def told(stage: Stage) -> list[OutboundMessage]:
    return [row for row in stage.rows(OutboundMessage) if SORRY in row.messages]


def test_two_hours_after_a_broken_promise_the_customer_hears_the_truth_and_a_new_time(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    hanako.say("担当者と話す")  # 12:00, promised for 15:00
    hanako.received()
    stage.travel(hours=4, minutes=59)
    assert hanako.heard() == ""
    stage.travel(minutes=2)  # 17:01
    heard = hanako.heard()
    assert f"佐藤花子様、{SORRY}" in heard
    assert "鈴木が明日17:30までに、このトークでご連絡します" in heard, "eight hours of business time later"
    (message,) = told(stage)
    assert (message.kind, message.method, message.billed) == ("promise", "push", 1)
    (line,) = stage.rows(CaseEntry, kind="belated")
    assert line.detail["until"] == stage.rows(Case)[0].promise_at.isoformat()


def test_it_is_said_once_however_long_nobody_comes_and_the_ladder_climbs_again(stage: Stage) -> None:
    agent = hire(stage, "鈴木", line=BORIS)
    lead = hire(stage, "店長", "lead", LEA)
    owner = hire(stage, "社長", "owner", OLGA)
    befriended(stage).say("担当者と話す")
    stage.travel_in_steps(6)
    assert len(told(stage)) == 1
    once = [("assignee", [agent]), ("lead", [lead]), ("owner", [owner])]
    assert escalations(stage) == once * 2, "the new promise is watched like the first"
    assert phone_of(stage, OLGA).heard() == ""  # all of it was heard before
    with stage.database.read() as session:
        tally = promising.tally(session, stage.clock() - timedelta(days=30), stage.clock())
    assert (tally.kept, tally.broken) == (0, 2), "an apology keeps nothing"


def test_an_answer_in_time_or_a_late_one_before_it_needs_no_apology(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("担当者と話す")
    stage.travel(hours=4)  # an hour late
    staff_writes(stage, "お待たせしました。")
    stage.travel_in_steps(3)
    assert told(stage) == []


def test_the_answer_in_the_new_time_keeps_the_new_promise_and_the_old_one_stays_broken(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("担当者と話す")
    stage.travel(hours=6)
    staff_writes(stage, "お待たせしました。")
    with stage.database.read() as session:
        tally = promising.tally(session, stage.clock() - timedelta(days=30), stage.clock())
    assert (tally.kept, tally.broken) == (1, 1)


def test_in_the_customers_night_it_waits_for_their_morning(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    abroad = befriended(stage)
    with stage.database.begin() as uow:
        uow.session.get_one(Contact, stage.contact().id).time_zone = "America/Los_Angeles"
        uow.commit()
    abroad.say("担当者と話す")
    stage.travel(hours=6)  # 18:00 in Tokyo is one in the morning there
    assert told(stage) == []
    stage.travel(hours=7, minutes=55)
    assert told(stage) == []
    stage.travel(minutes=10)  # nine o'clock
    assert len(told(stage)) == 1


@pytest.mark.parametrize("wish", ["配信停止", "1週間そっとしておいて"])
def test_who_asked_for_silence_is_left_in_peace(stage: Stage, wish: str) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    hanako.say(wish)
    hanako.say("担当者と話す")
    assert stage.rows(Case)
    stage.travel_in_steps(2)
    assert told(stage) == []


def test_a_case_of_which_no_time_was_told_apologises_for_nothing(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("担当者と話す")
    with stage.database.begin() as uow:
        uow.session.query(Case).one().reason = "undelivered"
        uow.commit()
    stage.travel_in_steps(2)
    assert told(stage) == []


def test_health_is_promised_soon(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("顔がかゆくて赤いです")
    stage.travel(hours=5, minutes=1)
    assert stage.rows(Case)[0].promise_at - stage.clock() < timedelta(hours=20), "three hours of business"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "we are sorry"), ("zh-Hant", "非常抱歉"), ("th", "ขออภัยที่เลยเวลานัด")]
)
def test_in_their_own_language(stage: Stage, language: str, words: str) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("担当者と話す")
    with stage.database.begin() as uow:
        uow.session.query(Contact).filter_by(line_user_id=ANNA).one().chosen_language = language
        uow.commit()
    stage.travel(hours=6)
    assert words in stage.rows(OutboundMessage, contact_id=stage.contact().id)[-1].messages


@pytest.mark.parametrize("meanwhile", ["staff", "配信停止"])
def test_held_back_for_want_of_messages_it_is_not_said_after_it_has_lost_its_sense(
    stage: Stage, meanwhile: str
) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    with stage.database.begin() as uow:
        uow.session.execute(update(Channel).values(quota_state="out"))
        uow.commit()
    stage.travel(hours=5)
    assert [row.status for row in told(stage)] == ["held"]
    if meanwhile == "staff":
        staff_writes(stage, "お待たせしました。")
    else:
        hanako.say(meanwhile)
    assert [row.status for row in told(stage)] == ["discarded"]
