"""Putting aside, calls, due items, macros, merging, reading: the rest of a case's day. Both databases."""

from datetime import datetime, timedelta

import pytest

from models.case import Case, CaseEntry, Proposal
from models.case_template import CaseTemplate
from models.database import Database
from models.due_item import DueItem
from models.staff import Staff
from services import (
    casework,
    closing,
    contacting,
    duties,
    erasure,
    macros,
    merging,
    proposals,
    snoozing,
    unread,
    written,
)
from services.casework import Refusal, promise_state
from services.estimates import Line, read_lines, said
from services.written_starters import STARTERS
from tests.conftest import FakeClock
from tests.console.house import HANAKO, TARO, House, build
from tests.services.casehouse import do, kinds, last_entry, move_in
from tests.services.casehouse import written as sent


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return move_in(build(database, clock))


def sleeping(house: House, case: Case) -> bool:
    with house.database.read() as reading:
        row = reading.get_one(Case, case.id)
        contact = reading.get_one(type(house.contact()), row.contact_id)
        return snoozing.sleeps(row, contact.unread, house.clock())


# --- putting aside -----------------------------------------------------------------------------------


def test_a_case_put_aside_comes_back_when_its_customer_writes(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "写真をお願いします。")
    do(house, snoozing.snooze, case, "佐藤", house.clock() + timedelta(days=3))
    assert sleeping(house, case)
    house.says(HANAKO, "送りました")
    assert not sleeping(house, case)


def test_a_case_put_aside_comes_back_in_time(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "3日お待ちください。")
    do(house, snoozing.snooze, case, "佐藤", house.clock() + timedelta(days=3))
    house.clock.advance(days=3)
    assert not sleeping(house, case)
    assert snoozing.is_back(house.case(case.id), house.clock())
    do(house, casework.reply, case, "佐藤", "その後いかがですか。")
    assert house.case(case.id).snoozed_until is None


def test_nobody_sleeps_over_a_promise(house: House) -> None:
    case = house.complains()
    late = case.promise_at + timedelta(minutes=1)
    assert do(house, snoozing.snooze, case, "佐藤", late) == Refusal("promise_first")
    assert isinstance(do(house, snoozing.snooze, case, "佐藤", case.promise_at), CaseEntry)
    assert isinstance(do(house, snoozing.wake, case, "佐藤"), CaseEntry)
    assert not sleeping(house, case)


# --- outside LINE ------------------------------------------------------------------------------------


def test_having_spoken_keeps_the_promise_and_having_tried_does_not(house: House) -> None:
    case = house.complains()
    do(house, contacting.log_contact, case, "佐藤", "phone", "out", "留守電でした", reached=False)
    assert house.case(case.id).first_response_at is None
    do(house, contacting.log_contact, case, "佐藤", "phone", "out", "お話しできました", reached=True)
    assert promise_state(house.case(case.id), house.clock()) == "kept"
    assert kinds(house, case)[-2:] == ["tried", "spoke"]
    assert sent(house) == []


def test_a_call_of_a_colleague_stops_an_answer_written_meanwhile(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    do(house, contacting.log_contact, case, "田中", "phone", "in", "お電話をいただきました", reached=True)
    refused = do(house, casework.reply, case, "佐藤", "お返事です。", seen=seen)
    assert isinstance(refused, Refusal)
    assert refused.entry is not None
    assert refused.entry.kind == "spoke"


# --- whose it is -------------------------------------------------------------------------------------


def test_whoever_takes_it_stops_the_others_answer_and_being_given_it_stops_nobody(house: House) -> None:
    case = house.complains()
    with house.database.begin() as uow:
        uow.session.get_one(Case, case.id).assignee_id = None
        uow.commit()
    seen = last_entry(house, case)
    do(house, casework.take, case, "田中")
    refused = do(house, casework.reply, case, "佐藤", "私が書いた返事", seen=seen)
    assert isinstance(refused, Refusal)
    assert refused.why == "taken"
    sato = house.rows(Staff, name="佐藤")[0]
    seen = last_entry(house, case)
    do(house, casework.assign, case, "田中", sato)
    assert isinstance(do(house, casework.reply, case, "佐藤", "承りました。", seen=seen), CaseEntry)


def test_topic_and_priority_are_kept_and_audited(house: House) -> None:
    case = house.complains()
    do(house, casework.classify, case, "佐藤", "  破損  ボトル ", 5)
    after = house.case(case.id)
    assert (after.topic, after.priority) == ("破損 ボトル", 1)
    assert do(house, casework.classify, case, "佐藤", "長" * 41, 0) == Refusal("too_long")


# --- proposals and due items -------------------------------------------------------------------------


def test_an_estimate_is_shown_with_its_total_and_sent_again_with_other_numbers(house: House) -> None:
    case = house.complains()
    lines = [Line("商品代金", 2, 4200), Line("お値引き", 1, -400)]
    do(house, proposals.propose, case, "佐藤", "refund", "ご返金します。", lines=lines)
    assert "8,000円" in sent(house)[-1].messages
    house.deliver()
    do(house, proposals.propose, case, "佐藤", "refund", "ご返金します。", lines=[Line("商品代金", 1, 4200)])
    assert "4,200円" in sent(house)[-1].messages
    assert [p.lines[0]["quantity"] for p in house.rows(Proposal)] == [2, 1]


def test_a_call_is_accepted_by_choosing_its_moment_and_somebody_has_to_make_it(house: House) -> None:
    case = house.complains()
    first, second = (house.clock() + timedelta(days=n) for n in (2, 1))
    do(
        house,
        proposals.propose,
        case,
        "佐藤",
        "call",
        "お電話でお話しさせてください。",
        dates=[first, second],
    )
    house.deliver()
    local = second.astimezone(house.shop.tz)
    house.taps(HANAKO, f"明日{local.hour}:{local.minute:02}")
    (proposal,) = house.rows(Proposal)
    assert (proposal.status, datetime.fromisoformat(proposal.chosen)) == ("accepted", second)
    (item,) = house.rows(DueItem)
    assert (item.due_at, item.assignee_id, item.done_at) == (
        second,
        house.rows(Staff, name="佐藤")[0].id,
        None,
    )
    assert "お電話でのご相談" in item.text
    assert f"明日{local.hour}:{local.minute:02}" in house.said().splitlines()[-1]


def test_other_proposals_are_due_in_business_time_and_done_once(house: House) -> None:
    case = house.complains()
    do(house, proposals.propose, case, "佐藤", "exchange", "交換します。")
    house.deliver()
    house.taps(HANAKO, "お願いする")
    (item,) = house.rows(DueItem)
    assert item.due_at == house.shop.rules.hours.promise_due(house.clock(), house.shop.rules.promise_within)

    def finish(session, shop, row, staff, now):  # type: ignore[no-untyped-def]
        return duties.finish(session, shop, row, staff, session.get_one(DueItem, item.id), now)

    assert isinstance(do(house, finish, case, "田中"), CaseEntry)
    assert do(house, finish, case, "佐藤") == Refusal("done_already")
    assert house.rows(DueItem)[0].done_by_id == house.rows(Staff, name="田中")[0].id


def test_moments_in_the_past_or_too_many_are_refused(house: House) -> None:
    case = house.complains()
    past = [house.clock() - timedelta(minutes=1)]
    many = [house.clock() + timedelta(hours=n) for n in range(1, 6)]
    for dates in (past, many):
        outcome = do(house, proposals.propose, case, "佐藤", "call", "お電話で", dates=dates)
        assert outcome == Refusal("when")
    assert sent(house) == []


@pytest.mark.parametrize(
    ("price", "amount"), [("４，２００円", 4200), ("-500", -500), ("▲300", -300), ("¥1,000", 1000)]
)
def test_numbers_are_read_as_people_type_them(price: str, amount: int) -> None:
    assert read_lines(["品"], ["2"], [price]) == [Line("品", 2, amount)]


def test_what_is_no_number_is_refused_and_empty_lines_are_left_out() -> None:
    assert read_lines(["品", ""], ["1", "1"], ["多め", ""]) is None
    assert read_lines(["品", ""], ["1", ""], ["100", ""]) == [Line("品", 1, 100)]
    assert read_lines(["品"] * 9, ["1"] * 9, ["1"] * 9) is None
    assert said([Line("A", 2, 100), Line("B", 1, -50)])[-1] == ("合計", "150円")


# --- written-out texts and macros --------------------------------------------------------------------


def keep(house: House, what: written.Written) -> CaseTemplate | str:
    with house.database.begin() as uow:
        lead = uow.session.query(Staff).filter_by(name="田中").one()
        outcome = written.save(uow.session, lead, None, what, house.clock())
        uow.commit()
        return outcome


def test_the_starters_are_accepted_and_read_well(house: House) -> None:
    case = house.complains()
    for starter in STARTERS:
        assert isinstance(keep(house, starter), CaseTemplate)
    with house.database.read() as reading:
        row = reading.get_one(Case, case.id)
        contact = reading.get_one(type(house.contact()), row.contact_id)
        sato = reading.query(Staff).filter_by(name="佐藤").one()
        facts = written.facts_of(reading, house.shop, contact, row, sato, house.clock())
        texts = [written.render(template.text, facts) for template in reading.query(CaseTemplate)]
    assert all(texts)
    assert any("山田花子様" in text and "佐藤" in text for text in texts if text)
    assert not any("{{" in text for text in texts if text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ password }}", "gap"),
        ("{{ name.__class__ }}", "template"),
        ("{% for x in name %}{% endfor %}", "template"),
        ("", "empty"),
        ("あ" * 5001, "text"),
    ],
)
def test_a_text_with_a_gap_nobody_fills_is_refused(house: House, text: str, why: str) -> None:
    assert keep(house, written.Written("reply", "題", text)) == why


def test_a_macro_does_everything_or_nothing(house: House) -> None:
    case = house.complains()
    made = keep(
        house,
        written.Written("macro", "待つ", "お写真を", actions={"take": 1, "note": "待つ", "snooze_days": 3}),
    )
    assert isinstance(made, CaseTemplate)
    seen = last_entry(house, case)
    do(house, casework.reply, case, "田中", "先に失礼します。")
    refused = do(house, macros.run, case, "佐藤", made, "お写真を", seen=seen)
    assert isinstance(refused, Refusal)
    assert "note" not in kinds(house, case)
    seen = last_entry(house, case)
    for _ in range(2):  # a form sent twice
        assert isinstance(do(house, macros.run, case, "佐藤", made, "お写真を", seen=seen), CaseEntry)
    assert kinds(house, case)[-5:] == ["taken", "reply", "note", "snoozed", "macro"]
    assert sleeping(house, case)


# --- merging -----------------------------------------------------------------------------------------


def test_two_accounts_of_one_person_become_one_case_and_both_are_told(house: House) -> None:
    house.buys(TARO, "山田花子", "A-2")
    case, other = house.complains(HANAKO), house.complains(TARO, "返金してください。最悪です")
    with house.database.read() as reading:
        row = reading.get_one(Case, other.id)
        assert [found.id for found in merging.candidates(reading, row)] == [case.id]

    def merge(session, shop, row, staff, now, text="もう一つのトークでご案内します。"):  # type: ignore[no-untyped-def]
        return merging.merge(session, shop, row, staff, session.get_one(Case, case.id), text, now)

    assert do(house, merge, other, "佐藤", text="") == Refusal("empty")
    assert isinstance(do(house, merge, other, "佐藤"), CaseEntry)
    after = house.case(other.id)
    assert (after.status, after.close_reason, after.merged_into_id) == ("closed", "merged", case.id)
    assert promise_state(after, house.clock()) == "kept"
    assert "もう一つのトーク" in house.said(TARO)
    assert house.contact(TARO).talk == "bot"
    assert kinds(house, case)[-1] == "merged_in"
    assert house.case(case.id).status == "open"


# --- unread words ------------------------------------------------------------------------------------


def test_words_without_a_case_are_read_or_become_one(house: House) -> None:
    house.says(HANAKO, "ところで営業時間を教えてください")
    with house.database.read() as reading:
        assert [contact.id for contact in unread.without_case(reading, 10)] == [house.contact().id]
    with house.database.begin() as uow:
        sato = uow.session.query(Staff).filter_by(name="佐藤").one()
        case = unread.begin_case(uow.session, house.shop, house.contact().id, sato, house.clock())
        again = unread.begin_case(uow.session, house.shop, house.contact().id, sato, house.clock())
        assert again.id == case.id
        uow.commit()
    assert (house.case(case.id).reason, house.case(case.id).assignee_id) == ("message", sato.id)
    with house.database.read() as reading:
        assert unread.without_case(reading, 10) == []


def test_thanks_after_closing_restarts_no_clock_and_asks_nobody(house: House) -> None:
    case = house.complains()
    do(house, casework.reply, case, "佐藤", "ご返金しました。")
    do(house, closing.close, case, "佐藤", "refunded")
    house.says(HANAKO, "ありがとうございました！")
    assert [row.status for row in house.rows(Case)] == ["closed"]
    assert not house.contact().unread


def test_erasing_a_person_forgets_what_was_agreed_with_them(house: House) -> None:
    case = house.complains()
    do(house, duties.add, case, "佐藤", "花子様へお詫びの品", None, house.clock() + timedelta(days=1))
    do(house, proposals.propose, case, "佐藤", "refund", "ご返金します。", lines=[Line("花子様ぶん", 1, 100)])
    with house.database.begin() as uow:
        erasure.erase(uow.session, uow.session.merge(house.contact()), house.clock())
        uow.commit()
    (item,), (proposal,) = house.rows(DueItem), house.rows(Proposal)
    assert "花子" not in item.text
    assert item.done_at is not None
    assert proposal.lines == []
