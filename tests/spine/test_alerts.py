"""お知らせ: the right person is told in time, in their own LINE; nobody is told what is settled already."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from conversations.timing import say_when
from models.alert import Alert
from models.assignment import AssignmentRule, LadderStep
from models.case import Case, CaseEntry
from models.contact import Contact
from models.outbound import OutboundMessage
from models.staff import AuditEntry, Staff
from models.staff_hours import StaffHours
from services import casework, promising
from services.erasure import erase
from services.ladder import start_over
from services.staffing import issue_line_code
from tests.spine.scenes import BORIS, at_checkin, befriended, staff_closes, staff_writes
from tests.spine.stage import ANNA, Person, Stage

LEA, OLGA = "U" + "e" * 32, "U" + "f" * 32


def add(stage: Stage, *rows: Any) -> None:
    with stage.database.begin() as uow:
        uow.session.add_all(rows)
        uow.commit()


def hire(stage: Stage, name: str, role: str = "agent", line: str | None = None) -> int:
    staff_id = stage.staff(name, line_user_id=line)
    with stage.database.begin() as uow:
        uow.session.get_one(Staff, staff_id).role = role
        uow.commit()
    if line is not None:
        phone = stage.person(name, line)
        phone.follow()
        phone.received()
    return staff_id


def phone_of(stage: Stage, line: str) -> Person:
    seen = Person(stage, line)
    seen.received()
    return seen


def rule(stage: Stage, staff_ids: Iterable[int], **conditions: Any) -> None:
    blank: dict[str, Any] = {"reasons": [], "words": [], "categories": [], "languages": []}
    values = {**blank, **conditions, "staff_ids": list(staff_ids)}
    add(stage, AssignmentRule(position=len(stage.rows(AssignmentRule)), created_at=stage.clock(), **values))


def code_for(stage: Stage, staff_id: int) -> str:
    with stage.database.begin() as uow:
        code = issue_line_code(uow.session, uow.session.get_one(Staff, staff_id), stage.clock())
        uow.commit()
    return code


# --- the code -----------------------------------------------------------------------------------------


def test_a_customer_who_types_a_staff_code_sees_nothing_special_and_is_not_bound(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("ST-ABCD-2345")
    heard = hanako.heard()
    assert "メッセージありがとうございます" in heard, "as any words are answered"
    assert "コード" not in heard
    assert stage.rows(Staff)[0].line_user_id is None


def test_guessing_staff_codes_is_stopped_even_if_the_next_one_is_right(stage: Stage) -> None:
    staff_id = stage.staff()
    hanako = befriended(stage)
    for n in range(5):
        hanako.say(f"ST-ABCD-234{n}")
    hanako.say(code_for(stage, staff_id))
    assert stage.rows(Staff)[0].line_user_id is None
    stage.travel(hours=2)
    hanako.say(code_for(stage, staff_id))
    assert stage.rows(Staff)[0].line_user_id == ANNA


def test_a_code_is_over_after_a_quarter_of_an_hour_and_says_so_to_its_owner(stage: Stage) -> None:
    code = code_for(stage, stage.staff())
    stage.travel(minutes=16)
    boris = stage.person(user_id=BORIS)
    boris.say(code)
    assert "期限が切れています" in boris.heard()
    assert stage.rows(Staff)[0].line_user_id is None


def test_one_line_belongs_to_one_colleague_and_binding_is_written_down(stage: Stage) -> None:
    first, second = stage.staff("鈴木"), stage.staff("田中")
    boris = stage.person(user_id=BORIS)
    boris.say(code_for(stage, first))
    boris.say(code_for(stage, second))
    assert [s.line_user_id for s in stage.rows(Staff)] == [None, BORIS]
    actions = [entry.action for entry in stage.rows(AuditEntry)]
    assert actions == ["staff.line_bound", "staff.line_unbound", "staff.line_bound"]


# --- what an alert says, and when -------------------------------------------------------------------


def test_an_alert_carries_the_customers_words_the_due_time_and_a_button_to_the_case(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    befriended(stage).say("顔がかゆくて赤いです")
    (sent,) = [m for m in stage.rows(OutboundMessage) if m.contact_id is None]
    card = orjson.loads(sent.messages)[0]
    everything = orjson.dumps(card["contents"]).decode()
    assert "「顔がかゆくて赤いです」" in everything
    assert say_when(stage.rows(Case)[0].promise_at, stage.clock(), "Asia/Tokyo") in everything
    assert "15:00" in everything, "12:00 and three hours, in the shop's zone"
    assert f"https://shop.example.jp/console/cases/{stage.rows(Case)[0].id}" in everything
    assert "お体・お肌の不調：佐藤花子様" in Person(stage, BORIS).heard()


def test_outside_their_hours_staff_are_left_in_peace_until_the_morning(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    stage.travel(hours=8)  # 20:00
    boris = phone_of(stage, BORIS)
    hanako.say("担当者と話す")
    hanako.say("返金してください。二度と買いません")
    assert boris.heard() == ""
    stage.travel(hours=13, minutes=55)
    assert boris.heard() == ""
    stage.travel(minutes=10)  # 10:05 of the next day
    heard = boris.heard()
    assert heard.count("佐藤花子様") == 1, "one alert tells both"
    assert "ご不満" in heard
    words = [m for m in stage.rows(OutboundMessage) if m.contact_id is None][-1].messages
    assert "返金してください" in words


def test_health_waits_for_nobodys_hours(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    stage.travel(hours=8)
    boris = phone_of(stage, BORIS)
    hanako.say("顔がかゆくて腫れています")
    assert "お体・お肌の不調" in boris.heard()


def test_what_was_answered_in_the_night_rings_nobody_in_the_morning(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    stage.travel(hours=8)
    hanako.say("担当者と話す")
    staff_writes(stage, "鈴木です。どうされましたか。")
    boris = phone_of(stage, BORIS)
    stage.travel(hours=15)
    assert boris.heard() == ""
    assert [a.outcome for a in stage.rows(Alert)] == ["dropped"]


def test_an_alert_that_waits_to_be_sent_is_not_sent_once_somebody_answered(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    boris = phone_of(stage, BORIS)
    stage.line.post("/emulator/faults", {"kind": "error_before", "endpoint": "push", "status": 500})
    hanako.say("担当者と話す")
    (alert,) = [m for m in stage.rows(OutboundMessage) if m.contact_id is None]
    assert alert.status == "pending"
    staff_writes(stage, "鈴木です。どうされましたか。")
    stage.travel(minutes=10)
    assert boris.heard() == ""
    assert stage.rows(OutboundMessage, id=alert.id)[0].error == "answered meanwhile"


def test_who_blocked_the_account_is_not_counted_on(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hire(stage, "店長", "lead", LEA)
    Person(stage, BORIS).block()
    lea = phone_of(stage, LEA)
    befriended(stage).say("担当者と話す")
    stage.travel(hours=2, minutes=35)
    assert "まもなくお約束の時刻です" in lea.heard(), "the next rung hears it"


# --- who gets a case --------------------------------------------------------------------------------


def test_health_goes_to_whom_the_rule_names_and_the_customer_is_told_that_name(stage: Stage) -> None:
    stage.staff("鈴木")
    nurse = stage.staff("看護師の森")
    rule(stage, [nurse], reasons=["health"])
    hanako = at_checkin(stage)
    hanako.received()
    hanako.say("使いましたが、かゆくて赤いです")
    assert stage.rows(Case)[0].assignee_id == nurse
    assert "看護師の森" in hanako.heard()


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"words": ["返金"]}, True),
        ({"words": ["交換"]}, False),
        ({"categories": ["Cosmetics"]}, True),
        ({"categories": ["food"]}, False),
        ({"languages": ["en"]}, False),
        ({"languages": ["ja"], "reasons": ["unhappy"]}, True),
        ({"languages": ["ja"], "reasons": ["health"]}, False),
    ],
)
def test_a_rule_counts_when_all_it_names_fits(stage: Stage, conditions: dict[str, Any], fits: bool) -> None:
    first, named = stage.staff("鈴木"), stage.staff("田中")
    rule(stage, [named], **conditions)
    befriended(stage).say("二度と買いません。返金してください")
    assert stage.rows(Case)[0].assignee_id == (named if fits else first)


def test_without_a_rule_whoever_has_least_to_do_gets_the_next_case(stage: Stage) -> None:
    first, second = stage.staff("鈴木"), stage.staff("田中")
    people = [befriended(stage, f"C-{n}", "U" + n * 32) for n in "1234"]
    for person in people[:3]:
        person.say("担当者と話す")
    assert [c.assignee_id for c in stage.rows(Case)] == [first, second, first]
    for case in stage.rows(Case, assignee_id=first):
        staff_closes(stage, case)
    people[3].say("担当者と話す")
    assert stage.rows(Case)[-1].assignee_id == first, "done with both of theirs"


def test_who_is_away_or_not_there_before_the_promise_gets_no_case(stage: Stage) -> None:
    away, late, there = stage.staff("鈴木"), stage.staff("田中"), stage.staff("高橋")
    day = date(2026, 11, 24)
    add(
        stage,
        StaffHours(staff_id=away, hours="", away_from=day, away_until=day + timedelta(days=3)),
        StaffHours(staff_id=late, hours="mon-fri 17:00-20:00"),
    )
    for n in "12":
        befriended(stage, f"C-{n}", "U" + n * 32).say("担当者と話す")
    assert [c.assignee_id for c in stage.rows(Case)] == [there, there]


def test_a_case_of_somebody_who_went_away_goes_to_a_colleague_when_its_customer_writes(stage: Stage) -> None:
    first, second = stage.staff("鈴木"), stage.staff("田中")
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    assert stage.rows(Case)[0].assignee_id == first
    today = stage.clock().date()
    add(stage, StaffHours(staff_id=first, hours="", away_from=today, away_until=today + timedelta(days=5)))
    hanako.received()
    hanako.say("担当者と話す")
    assert stage.rows(Case)[0].assignee_id == second
    assert "田中" in hanako.heard()
    assert ("assigned", str(second)) in {(e.kind, e.text) for e in stage.rows(CaseEntry)}


# --- the ladder -------------------------------------------------------------------------------------


def escalations(stage: Stage) -> list[tuple[str, list[int]]]:
    return [(e.detail["rung"], e.detail["to"]) for e in stage.rows(CaseEntry, kind="escalated")]


def test_a_promise_goes_up_the_ladder_rung_by_rung_in_business_time(stage: Stage) -> None:
    agent = hire(stage, "鈴木", line=BORIS)
    lead = hire(stage, "店長", "lead", LEA)
    owner = hire(stage, "社長", "owner", OLGA)
    befriended(stage).say("担当者と話す")  # 12:00, promised for 15:00
    boris, lea, olga = (phone_of(stage, line) for line in (BORIS, LEA, OLGA))
    stage.travel(hours=2, minutes=31)
    assert "まもなくお約束の時刻です" in boris.heard()
    assert (lea.heard(), olga.heard()) == ("", "")
    stage.travel(minutes=30)
    assert "お約束の時刻を過ぎました（担当：鈴木）：佐藤花子様" in lea.heard()
    assert (boris.heard(), olga.heard()) == ("", "")
    stage.travel(hours=1)
    assert "お約束の時刻を過ぎました" in olga.heard()
    assert escalations(stage) == [("assignee", [agent]), ("lead", [lead]), ("owner", [owner])]
    stage.travel(days=1)
    assert [p.heard() for p in (boris, lea, olga)] == [""] * 3, "each step once"


def test_two_on_one_case_one_promise_moved_in_time_and_another_broken_and_escalated(stage: Stage) -> None:
    agent, other = hire(stage, "鈴木", line=BORIS), hire(stage, "田中", line=OLGA)
    hire(stage, "店長", "lead", LEA)
    hanako = befriended(stage)
    taro = befriended(stage, "B-1", "U" + "7" * 32)
    hanako.say("担当者と話す")
    taro.say("担当者と話す")
    first, second = stage.rows(Case)
    assert (first.assignee_id, second.assignee_id) == (agent, other)
    boris, lea = phone_of(stage, BORIS), phone_of(stage, LEA)
    hanako.received()
    stage.travel(hours=2, minutes=31)
    assert "まもなくお約束の時刻です：佐藤花子様" in boris.heard()

    with stage.database.begin() as uow:
        case = uow.session.get_one(Case, first.id)
        suzuki, tanaka = (uow.session.get_one(Staff, i) for i in (agent, other))
        seen = max(e.id for e in stage.rows(CaseEntry, case_id=first.id))
        until = case.promise_at + timedelta(hours=2)
        moved = promising.promise_again(
            uow.session, stage.shop, case, suzuki, until, "", stage.clock(), seen=seen
        )
        assert not isinstance(moved, casework.Refusal)
        refused = casework.reply(
            uow.session, stage.shop, case, tanaka, "こんにちは", stage.clock(), seen=seen
        )
        assert isinstance(refused, casework.Refusal), "the colleague, who looked before, does not answer too"
        uow.commit()
    stage.play()
    assert "17:00までに、鈴木から" in hanako.heard()

    stage.travel(minutes=35)  # 15:06: Taro's promise is broken, Hanako's was moved
    heard = lea.heard()
    assert "お約束の時刻を過ぎました（担当：田中）" in heard
    assert heard.count("お約束の時刻を過ぎました") == 1
    stage.travel(hours=1, minutes=30)
    assert "まもなくお約束の時刻です：佐藤花子様" in boris.heard(), "the new promise is watched as well"
    staff_writes(stage, "お待たせしました。", first)
    stage.travel(days=1)
    assert [case for case, _ in steps_of(stage) if case == first.id] == [first.id] * 2, (
        "no step after an answer"
    )


def steps_of(stage: Stage) -> list[tuple[int, str]]:
    return [(e.case_id, e.detail["rung"]) for e in stage.rows(CaseEntry, kind="escalated")]


def test_the_shops_own_ladder_counts_and_a_changed_one_shouts_of_nothing_past(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hire(stage, "店長", "lead", LEA)
    befriended(stage).say("担当者と話す")
    lea = phone_of(stage, LEA)
    stage.travel(hours=1)
    add(
        stage,
        LadderStep(rung="lead", minutes=-170, ways=["line"]),
        LadderStep(rung="lead", minutes=-60, ways=["line"]),
    )
    with stage.database.begin() as uow:
        start_over(uow.session, stage.shop_of, stage.clock())
        uow.commit()
    stage.play()
    assert lea.heard() == ""
    stage.travel(minutes=59)
    assert lea.heard() == ""
    stage.travel(minutes=2)
    assert "まもなくお約束の時刻です（担当：鈴木）" in lea.heard()


def test_when_nobody_can_be_told_the_step_says_so_in_the_history(stage: Stage) -> None:
    stage.staff("鈴木")
    befriended(stage).say("担当者と話す")
    stage.travel(hours=3, minutes=5)
    assert escalations(stage) == [("assignee", []), ("lead", [])]


def test_an_erased_persons_alerts_are_gone(stage: Stage) -> None:
    hire(stage, "鈴木", line=BORIS)
    hanako = befriended(stage)
    stage.travel(hours=8)
    hanako.say("担当者と話す")
    assert stage.rows(Alert)
    with stage.database.begin() as uow:
        erase(uow.session, uow.session.get_one(Contact, stage.contact().id), stage.clock())
        uow.commit()
    assert stage.rows(Alert) == []
