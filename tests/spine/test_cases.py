"""対応: every bad answer reaches a named human, with the time the customer was told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.timing import say_when
from models.case import Case, CaseEntry
from models.conversation import Answer
from models.mail import Mail
from models.outbound import OutboundMessage
from models.staff import Staff
from services.staffing import issue_line_code
from tests.spine.scenes import BORIS, at_checkin, befriended, staff_closes
from tests.spine.stage import Person, Stage


def promised(case: Case, stage: Stage) -> str:
    return say_when(case.promise_at, stage.clock(), "Asia/Tokyo")


def bind_staff(stage: Stage, staff_id: int, user_id: str) -> Person:
    with stage.database.begin() as uow:
        code = issue_line_code(uow.session, uow.session.get_one(Staff, staff_id), stage.clock())
        uow.commit()
    phone = stage.person(user_id=user_id)
    phone.follow()
    phone.say(code.lower().replace("-", "ー"))
    return phone


def test_an_unhappy_answer_names_who_comes_back_and_by_when(stage: Stage) -> None:
    stage.staff("鈴木")
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.received()
    hanako.say("５")  # the fifth button: the worst
    (case,) = stage.rows(Case)
    heard = hanako.heard()
    assert case.reason == "unhappy"
    assert "鈴木" in heard
    assert f"{promised(case, stage)}まで" in heard
    assert case.assignee_id == stage.rows(Staff)[0].id
    assert case.promise_at == datetime(2026, 11, 25, 4, 0, tzinfo=UTC), "asked at 19:00: tomorrow 13:00"


@pytest.mark.parametrize("words", ["塗ったら顔がかゆくなりました", "昨日、皮膚科に行きました"])
def test_a_health_word_opens_a_case_in_and_outside_of_a_talk(stage: Stage, words: str) -> None:
    stage.staff()
    hanako = befriended(stage, tap="")
    hanako.say(words)
    assert stage.rows(Case)[0].reason == "health"
    assert "医療機関" in hanako.heard()
    staff_closes(stage)
    hanako.received()
    hanako.say(words)
    assert [c.reason for c in stage.rows(Case)] == ["health", "health"]
    assert "医療機関" in hanako.heard()


def test_what_cannot_be_read_reaches_a_human_after_kind_retries(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.received()
    for words in ("ええっと", "にゃー", "ほげほげ"):
        hanako.say(words)
    assert [c.reason for c in stage.rows(Case)] == ["unreadable"]
    assert "鈴木" in hanako.heard()


def test_a_drop_by_two_steps_since_last_time_is_noticed(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    with stage.database.begin() as uow:
        welcome = uow.session.query(Answer).first()
        assert welcome is not None
        shared = {c.key: getattr(welcome, c.key) for c in Answer.__table__.columns if c.key != "id"}
        earlier = {"axis": "result", "score": 5, "step": "result", "turn": 99}
        uow.session.add(Answer(**{**shared, **earlier}))
        uow.commit()
    hanako.tap("毎日使っている")
    hanako.say("３")
    assert [c.reason for c in stage.rows(Case)] == ["drop"]


def test_a_second_reason_joins_and_a_graver_one_takes_over(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    hanako.say("顔がかゆくて腫れています")
    (case,) = stage.rows(Case)
    assert case.reason == "health"
    assert [e.kind for e in stage.rows(CaseEntry)] == ["opened", "joined"]
    hanako.say("担当者と話す")
    assert stage.rows(Case)[0].reason == "health", "a lighter one does not make it lighter"


def test_whose_turn_it_is_goes_round(stage: Stage) -> None:
    first, second = stage.staff("鈴木"), stage.staff("田中")
    people = [befriended(stage, f"C-{n}", "U" + n * 32) for n in "123"]
    for person in people:
        person.say("担当者と話す")
    assert [c.assignee_id for c in stage.rows(Case)] == [first, second, first]
    heard = [person.heard() for person in people]
    assert ["鈴木" in heard[0], "田中" in heard[1], "鈴木" in heard[2]] == [True] * 3, heard


def test_nobody_is_promised_a_colleague_who_left(stage: Stage) -> None:
    stage.staff("鈴木")
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    hanako.received()
    with stage.database.begin() as uow:
        uow.session.get_one(Staff, stage.rows(Staff)[0].id).active = False
        uow.commit()
    tanaka = stage.staff("田中")
    hanako.say("担当者と話す")
    assert "田中" in hanako.heard()
    assert stage.rows(Case)[0].assignee_id == tanaka


def test_staff_bound_by_code_are_alerted_in_line_and_by_mail(stage: Stage) -> None:
    stage.shop = replace(stage.shop, mail_from="sonogo@shop.example.jp")
    stage.inbox.shop_of = lambda _: stage.shop
    phone = bind_staff(stage, stage.staff("鈴木"), BORIS)
    assert "鈴木さん" in phone.heard()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    heard = phone.heard()
    assert "担当者と話したい：佐藤花子様" in heard
    (mail,) = stage.rows(Mail)
    assert (mail.to, mail.status) == ("鈴木@example.jp", "pending")
    assert f"/console/cases/{stage.rows(Case)[0].id}\n" in mail.body


def test_a_staff_code_works_once_and_a_customers_st_word_is_no_code(stage: Stage) -> None:
    staff_id = stage.staff()
    with stage.database.begin() as uow:
        code = issue_line_code(uow.session, uow.session.get_one(Staff, staff_id), stage.clock())
        uow.commit()
    boris = stage.person(user_id=BORIS)
    boris.say(code)
    hanako = befriended(stage)
    hanako.say(code)
    assert "メッセージありがとうございます" in hanako.heard(), "to a customer it is just words"
    assert stage.rows(Staff)[0].line_user_id == BORIS
    hanako.say("ST-30 はいつ届きますか")
    assert "コンソール" not in hanako.heard()


def test_a_talk_full_of_alarm_words_does_not_ring_at_each(stage: Stage) -> None:
    stage.staff(line_user_id=BORIS)
    stage.person(user_id=BORIS).follow()
    hanako = befriended(stage)
    before = stage.billed()
    for _ in range(4):
        hanako.say("顔がかゆいです")
    assert len(stage.rows(CaseEntry)) == 4, "nothing of it is lost"
    assert len([m for m in stage.rows(OutboundMessage) if m.contact_id is None]) == 1
    assert stage.billed() - before <= 1


def test_a_promise_nobody_kept_yet_is_said_again_half_an_hour_before(stage: Stage) -> None:
    stage.staff(line_user_id=BORIS)
    boris = stage.person(user_id=BORIS)
    boris.follow()
    befriended(stage).say("担当者と話す")
    boris.received()
    stage.travel(hours=2, minutes=20)
    assert boris.heard() == ""
    stage.travel(minutes=15)
    assert "まもなくお約束の時刻です" in boris.heard()
    stage.travel(hours=1)
    assert boris.heard().count("お約束の時刻を過ぎました") == 1, "nobody stands above them"


def test_a_message_that_never_arrived_becomes_a_case(stage: Stage) -> None:
    stage.staff()
    befriended(stage)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push", "status": 400})
    stage.milestone("A-1", "shipped", stage.clock())
    stage.travel(minutes=1)
    assert [c.reason for c in stage.rows(Case)] == ["undelivered"]
    assert stage.rows(Case)[0].promise_at > stage.clock() - timedelta(hours=1)


def test_a_second_promise_counts_and_is_watched_and_the_first_ones_fate_is_kept(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.say("さっそく使いましたが、かゆくて赤いです")
    (first,) = stage.rows(Case)
    hanako.heard()
    stage.clock.now = first.promise_at + timedelta(minutes=30)  # before they are told by themselves
    stage.play()
    hanako.say("まだかゆいです。腫れてきました")
    (case,) = stage.rows(Case)
    assert case.promise_at > stage.clock()
    assert promised(case, stage) in hanako.heard()
    assert "promised_after_broken" in {entry.kind for entry in stage.rows(CaseEntry)}
    stage.clock.now = case.promise_at - timedelta(minutes=20)
    stage.play()
    watched = [row for row in stage.rows(CaseEntry) if row.kind.startswith("escalated")]
    assert watched[-1].at == stage.clock()
