"""対応: answering once, keeping the promise, handing the conversation back. On both databases."""

import threading

import pytest

from conversations.state import Status
from models.case import Case, CaseEntry, newest_entry
from models.conversation import Conversation
from models.database import Database
from models.outbound import OutboundMessage
from models.staff import AuditEntry, Staff
from models.touchpoint import Touchpoint
from services import casework, closing
from services.casework import Refusal, promise_state
from services.closing import LooseEnds
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House, build


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    house = build(database, clock)
    house.hire("sato@example.jp", name="佐藤")
    house.hire("tanaka@example.jp", "lead", name="田中")
    house.buys(HANAKO, "山田花子", "A-1")
    return house


def do(house: House, what: str, case: Case, who: str, *arguments: str, **more: object) -> CaseEntry | Refusal:
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name=who).one()
        row = uow.session.get_one(Case, case.id)
        work = getattr(closing if what == "close" else casework, what)
        outcome = work(uow.session, house.shop, row, staff, *arguments, house.clock(), **more)
        if isinstance(outcome, CaseEntry):
            uow.commit()
    return outcome


def last_entry(house: House, case: Case) -> int:
    with house.database.read() as reading:
        return newest_entry(reading, case.id)


def replies(house: House) -> list[OutboundMessage]:
    return [row for row in house.rows(OutboundMessage) if row.author.startswith("staff:")]


def test_a_reply_goes_out_keeps_the_promise_and_silences_the_bot(house: House) -> None:
    case = house.complains()
    assert promise_state(case, house.clock()) == "waiting"
    house.clock.advance(minutes=30)
    entry = do(house, "reply", case, "佐藤", "  申し訳ございません。  ")
    assert isinstance(entry, CaseEntry)
    after = house.case(case.id)
    assert (after.status, after.first_response_at) == ("answering", house.clock())
    assert promise_state(after, house.clock()) == "kept"
    (sent,) = replies(house)
    assert (sent.kind, sent.case_id, sent.reply_token) == ("case_reply", case.id, None)
    assert "申し訳ございません。" in sent.messages
    assert house.contact().talk == "human"
    assert not house.contact().unread
    assert {c.status for c in house.rows(Conversation, contact_id=case.contact_id)} & {"waiting"} == set()


def test_a_reply_within_the_minute_is_free(house: House) -> None:
    case = house.complains()
    do(house, "reply", case, "佐藤", "拝見しました。")
    house.clock.advance(minutes=5)
    house.says(HANAKO, "聞いていますか")
    house.clock.advance(seconds=20)
    do(house, "reply", case, "佐藤", "はい、拝見しています。")
    do(house, "reply", case, "佐藤", "もう一言だけ。")
    assert [row.reply_token is not None for row in replies(house)] == [False, True, False]


def test_a_late_first_answer_breaks_the_promise_and_automatic_answers_never_keep_it(house: House) -> None:
    case = house.complains()
    assert house.case(case.id).first_response_at is None
    house.clock.now = case.promise_at
    assert promise_state(house.case(case.id), house.clock()) == "waiting"
    house.clock.advance(minutes=1)
    assert promise_state(house.case(case.id), house.clock()) == "overdue"
    do(house, "reply", case, "佐藤", "遅くなりました。")
    house.clock.advance(hours=1)
    do(house, "reply", case, "佐藤", "もう一度ご連絡します。")
    assert promise_state(house.case(case.id), house.clock()) == "broken"


def test_two_staff_never_answer_the_same_message(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    do(house, "reply", case, "佐藤", "佐藤です。", seen=seen)
    outcome = do(house, "reply", case, "田中", "田中です。", seen=seen)
    assert isinstance(outcome, Refusal)
    assert outcome.why == "answered"
    assert outcome.entry is not None
    assert outcome.entry.text == "佐藤です。"
    assert len(replies(house)) == 1
    again = do(house, "reply", case, "田中", "田中です。", seen=last_entry(house, case))
    assert isinstance(again, CaseEntry)


@pytest.mark.slow
def test_two_staff_pressing_at_the_same_instant_send_one_answer(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    gate, outcomes = threading.Barrier(2), []

    def press(who: str) -> None:
        gate.wait()
        outcomes.append(do(house, "reply", case, who, f"{who}です。", seen=seen))

    threads = [threading.Thread(target=press, args=(who,)) for who in ("佐藤", "田中")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CaseEntry", "Refusal"]
    assert len(replies(house)) == 1


def test_a_button_pressed_twice_sends_once(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    first = do(house, "reply", case, "佐藤", "一度だけ。", seen=seen)
    second = do(house, "reply", case, "佐藤", "一度だけ。", seen=seen)
    assert isinstance(first, CaseEntry)
    assert isinstance(second, CaseEntry)
    assert first.id == second.id
    assert len(replies(house)) == 1


def test_a_colleagues_note_is_no_answer(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    do(house, "note", case, "田中", "在庫を確認中")
    assert isinstance(do(house, "reply", case, "佐藤", "お待たせしました。", seen=seen), CaseEntry)
    assert house.case(case.id).first_response_at is not None
    assert "在庫" not in house.said()


def test_a_note_does_not_keep_the_promise(house: House) -> None:
    case = house.complains()
    do(house, "note", case, "佐藤", "あとで電話")
    assert house.case(case.id).first_response_at is None
    assert house.case(case.id).status == "open"


@pytest.mark.parametrize(
    ("text", "why"), [("   ", "empty"), ("あ" * 5001, "too_long"), ("😀" * 2501, "too_long")]
)
def test_what_line_would_refuse_is_refused_here(house: House, text: str, why: str) -> None:
    outcome = do(house, "reply", house.complains(), "佐藤", text)
    assert isinstance(outcome, Refusal)
    assert outcome.why == why
    assert replies(house) == []


def test_nobody_writes_into_the_void_of_a_block(house: House) -> None:
    case = house.complains()
    house.event(HANAKO, type="unfollow")
    outcome = do(house, "reply", case, "佐藤", "こんにちは")
    assert isinstance(outcome, Refusal)
    assert outcome.why == "unreachable"


def test_a_case_is_taken_by_one_and_given_to_another(house: House) -> None:
    case = house.complains()
    seen = last_entry(house, case)
    assert isinstance(do(house, "take", case, "田中", seen=seen), CaseEntry)
    outcome = do(house, "take", case, "佐藤", seen=seen)
    assert isinstance(outcome, Refusal)
    assert outcome.why == "taken"
    with house.database.begin() as uow:
        tanaka, sato = (uow.session.query(Staff).filter_by(name=n).one() for n in ("田中", "佐藤"))
        sato.line_user_id = "U" + "s" * 32
        row = uow.session.get_one(Case, case.id)
        given = casework.assign(uow.session, house.shop, row, tanaka, sato, house.clock())
        uow.commit()
    assert isinstance(given, CaseEntry)
    assert house.case(case.id).assignee_id == sato.id
    (alert,) = house.rows(OutboundMessage, to="U" + "s" * 32)
    assert "担当になりました" in alert.messages


@pytest.mark.parametrize(("role", "active"), [("viewer", True), ("marketer", True), ("agent", False)])
def test_a_case_goes_only_to_people_who_work_on_cases(house: House, role: str, active: bool) -> None:
    case = house.complains()
    other = house.hire("other@example.jp", role)
    with house.database.begin() as uow:
        to = uow.session.get_one(Staff, other.id)
        to.active = active
        sato = uow.session.query(Staff).filter_by(name="佐藤").one()
        row = uow.session.get_one(Case, case.id)
        outcome = casework.assign(uow.session, house.shop, row, sato, to, house.clock())
    assert isinstance(outcome, Refusal)
    assert outcome.why == "unknown"


def test_closing_hands_the_conversation_back_and_plans_the_question_again(house: House) -> None:
    case = house.complains()
    do(house, "reply", case, "佐藤", "申し訳ございません。")
    house.says(HANAKO, "わかりました、お願いします")
    assert house.contact().unread
    entry = do(house, "close", case, "佐藤", "refunded", remark="全額返金")
    assert isinstance(entry, CaseEntry)
    after = house.case(case.id)
    assert (after.status, after.close_reason, after.closed_at) == ("closed", "refunded", house.clock())
    assert (house.contact().talk, house.contact().unread) == ("bot", False)
    assert all(c.status != Status.HUMAN for c in house.rows(Conversation))
    (recovery,) = house.rows(Touchpoint, key="recovery")
    assert recovery.status == "planned"
    assert recovery.due_at > house.clock()


def test_a_thank_you_after_closing_restarts_no_clock(house: House) -> None:
    case = house.complains()
    do(house, "reply", case, "佐藤", "交換いたします。")
    do(house, "close", case, "佐藤", "exchanged")
    house.clock.advance(hours=1)
    house.says(HANAKO, "ありがとうございました！")
    assert [row.status for row in house.rows(Case)] == ["closed"]


def test_a_closed_case_takes_notes_but_no_answers(house: House) -> None:
    case = house.complains()
    do(house, "close", case, "佐藤", "other", ends=LooseEnds(answered="none"))
    for what, arguments in (("reply", ("まだです",)), ("take", ()), ("close", ("solved",))):
        outcome = do(house, what, case, "佐藤", *arguments)
        assert isinstance(outcome, Refusal)
        assert outcome.why == "closed"
    assert isinstance(do(house, "note", case, "佐藤", "後日お電話あり"), CaseEntry)


def test_a_close_needs_a_known_reason(house: House) -> None:
    outcome = do(house, "close", house.complains(), "佐藤", "because")
    assert isinstance(outcome, Refusal)


def test_every_act_is_audited_with_ids_only(house: House) -> None:
    case = house.complains()
    do(house, "take", case, "佐藤")
    do(house, "reply", case, "佐藤", "秘密の言葉")
    do(house, "note", case, "佐藤", "秘密のメモ")
    do(house, "close", case, "佐藤", "solved", remark="秘密の理由")
    acts = [row for row in house.rows(AuditEntry) if row.action.startswith("case.")]
    assert [row.action for row in acts] == ["case.taken", "case.reply", "case.note", "case.closed"]
    assert {row.subject for row in acts} == {f"case:{case.id}"}
    assert "秘密" not in repr([row.detail for row in acts])
