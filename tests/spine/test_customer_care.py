"""What staff do for one customer: pause, turn offers off, move a purchase, export, part with them."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import event, select

from models import consent
from models.channel import Channel
from models.contact import Contact
from models.conversation import Conversation
from models.erasure_request import ErasureRequest
from models.purchase import Purchase
from models.staff import AuditEntry, Staff
from models.touchpoint import Touchpoint
from services import binding, consenting, erasure, exporting, foresight, parting
from services.binding import NotDone
from tests.spine.scenes import BORIS, at_checkin, befriended, delivered_two_weeks_ago
from tests.spine.stage import ANNA, Stage


def staffed(stage: Stage, role: str, name: str) -> Staff:
    with stage.database.begin() as uow:
        row = Staff(
            email=f"{name}@example.jp", name=name, role=role, fs_uniquifier=name, created_at=stage.clock()
        )
        uow.session.add(row)
        uow.commit()
        return row


def do(stage: Stage, work):  # type: ignore[no-untyped-def]
    with stage.database.begin() as uow:
        done = work(uow.session)
        uow.commit()
    stage.play()
    return done


def pause(stage: Stage, staff: Staff, days: int | None) -> None:
    until = stage.clock() + timedelta(days=days) if days else None
    do(stage, lambda s: consenting.pause(s, stage.shop, s.get_one(Contact, 1), staff, until, stage.clock()))


def test_while_paused_nothing_goes_out_by_itself_and_afterwards_it_does(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    hanako = befriended(stage)
    pause(stage, staff, 5)
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert hanako.received() == []
    held = {row.key: row.status for row in stage.rows(Touchpoint) if row.reason == "paused"}
    assert held["checkin"] == "planned"
    stage.travel_in_steps(6)
    assert hanako.received() != []
    assert next((c.kind, c.by) for c in consents(stage)) == ("paused", f"staff:{staff.id}")


def test_a_pause_without_an_end_lasts_until_somebody_lifts_it(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    hanako = befriended(stage)
    pause(stage, staff, None)
    delivered_two_weeks_ago(stage)
    stage.travel(hours=7)
    assert hanako.received() == []
    do(stage, lambda s: consenting.unpause(s, s.get_one(Contact, 1), staff, stage.clock()))
    stage.travel_in_steps(1)
    assert hanako.received() != []


def test_pausing_ends_the_open_question_and_answers_are_still_heard(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    hanako = at_checkin(stage)
    pause(stage, staff, None)
    assert stage.rows(Conversation)[-1].status == "stopped"
    hanako.received()
    hanako.say("担当者と話す")
    assert hanako.received() != []


def test_staff_cannot_lift_the_customers_own_stop(stage: Stage) -> None:
    staff = staffed(stage, "owner", "佐藤")
    befriended(stage).say("配信停止")
    pause(stage, staff, None)
    do(stage, lambda s: consenting.unpause(s, s.get_one(Contact, 1), staff, stage.clock()))
    assert stage.contact().stopped_at is not None


def consents(stage: Stage) -> list[consent.Consent]:
    with stage.database.read() as session:
        return consent.of_contact(session, 1)


def test_every_wish_is_kept_with_its_time(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("配信停止")
    hanako.say("再開")
    hanako.block()
    stage.travel(hours=1)
    hanako.follow()
    assert [c.kind for c in consents(stage)] == ["returned", "blocked", "resumed", "stopped", "befriended"]
    assert {c.by for c in consents(stage)} == {"customer"}


def test_offers_turned_off_hold_back_offers_only(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    befriended(stage)
    contact = stage.contact()
    for purpose, held in (("replenishment", None), ("referral", None), ("check_in", None)):
        assert consenting.held_back(contact, purpose, stage.clock()) == held
    do(
        stage,
        lambda s: consenting.turn_offers(s, s.get_one(Contact, 1), staff, on=False, now=stage.clock()),
    )
    contact = stage.contact()
    for purpose, held in (
        ("replenishment", "marketing_off"),
        ("referral", "marketing_off"),
        ("milestone", None),
    ):
        assert consenting.held_back(contact, purpose, stage.clock()) == held
    assert consents(stage)[0].kind == "marketing_off"
    do(stage, lambda s: consenting.turn_offers(s, s.get_one(Contact, 1), staff, on=True, now=stage.clock()))
    assert stage.contact().marketing_off_at is None


def test_a_purchase_bound_to_the_wrong_person_is_let_go_and_given_to_the_right_one(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    wrong = befriended(stage, tap="")
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=13))
    old = stage.rows(Purchase)[0]
    wrong.received()
    do(stage, lambda s: binding.unbind(s, stage.shop, s.get_one(Purchase, old.id), staff, stage.clock()))
    let_go = stage.rows(Purchase)[0]
    assert (let_go.contact_id, let_go.bound_at, let_go.facts) == (None, None, {})
    assert let_go.claim_code != old.claim_code
    assert let_go.claim_expires_at > stage.clock()
    assert stage.rows(Conversation)[-1].status == "stopped"
    assert {row.contact_id for row in stage.rows(Touchpoint, status="waiting")} == {None}
    stage.travel_in_steps(3)
    assert wrong.received() == []

    right = stage.person("本人", BORIS)
    right.follow()
    right.received()
    boris = stage.contact(BORIS)
    done = do(
        stage,
        lambda s: binding.bind(s, stage.shop, s.get_one(Purchase, old.id), boris.id, staff, stage.clock()),
    )
    assert done is None
    assert stage.rows(Purchase)[0].contact_id == boris.id
    stage.travel_in_steps(2)
    assert right.received() != []
    assert [e.action for e in stage.rows(AuditEntry)] == ["purchase.unbound", "purchase.bound"]


def test_a_claimed_purchase_is_given_to_nobody_else_and_keeps_its_code(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    befriended(stage)
    stage.person("太郎", BORIS).follow()
    boris = stage.contact(BORIS)
    code = stage.rows(Purchase)[0].claim_code
    bound = do(
        stage, lambda s: binding.bind(s, stage.shop, s.get_one(Purchase, 1), boris.id, staff, stage.clock())
    )
    renewed = do(
        stage, lambda s: binding.renew_code(s, stage.shop, s.get_one(Purchase, 1), staff, stage.clock())
    )
    assert (bound, renewed) == (NotDone("taken"), NotDone("taken"))
    assert stage.rows(Purchase)[0].claim_code == code


def test_a_new_code_replaces_the_old_one(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    old = stage.buy().claim_code
    do(stage, lambda s: binding.renew_code(s, stage.shop, s.get_one(Purchase, 1), staff, stage.clock()))
    hanako = stage.person()
    hanako.follow()
    hanako.say(old)
    assert stage.rows(Purchase)[0].contact_id is None
    hanako.say(stage.rows(Purchase)[0].claim_code)
    assert stage.rows(Purchase)[0].contact_id == stage.contact(ANNA).id


# --- erasing ---------------------------------------------------------------------------------------------


def part(stage: Stage, staff: Staff) -> str:
    return do(stage, lambda s: parting.part_with(s, stage.shop, 1, staff, stage.clock()))  # type: ignore[no-any-return]


@pytest.mark.parametrize("role", ["lead", "agent", "marketer", "viewer"])
def test_alone_only_an_owner_erases(stage: Stage, role: str) -> None:
    befriended(stage)
    assert part(stage, staffed(stage, role, "佐藤")) == "not_yours"
    assert part(stage, staffed(stage, "owner", "鈴木")) == "erased"
    assert stage.rows(Contact)[0].erased_at is not None


def test_by_two_the_one_who_asked_does_not_confirm(stage: Stage) -> None:
    befriended(stage)
    stage.shop = replace(stage.shop, rules=replace(stage.shop.rules, erase_by_two=True))
    lead, owner, other = (
        staffed(stage, "lead", "佐藤"), staffed(stage, "owner", "鈴木"), staffed(stage, "owner", "高橋"),
    )  # fmt: skip
    assert part(stage, staffed(stage, "agent", "伊藤")) == "not_yours"
    assert part(stage, owner) == "asked"
    assert part(stage, owner) == "waiting"
    assert part(stage, lead) == "not_yours"
    assert stage.rows(Contact)[0].erased_at is None
    assert part(stage, other) == "erased"
    assert [(r.status, r.asked_by, r.decided_by) for r in stage.rows(ErasureRequest)] == [
        ("confirmed", owner.id, other.id)
    ]
    assert part(stage, other) == "gone"
    assert [e.action for e in stage.rows(AuditEntry)] == ["contact.erasure_asked", "contact.erased"]


def test_a_refused_request_may_be_made_again(stage: Stage) -> None:
    befriended(stage)
    stage.shop = replace(stage.shop, rules=replace(stage.shop.rules, erase_by_two=True))
    lead, owner = staffed(stage, "lead", "佐藤"), staffed(stage, "owner", "鈴木")
    agent = staffed(stage, "agent", "伊藤")
    assert part(stage, lead) == "asked"
    for staff, outcome in ((agent, "not_yours"), (owner, "refused"), (owner, "not_asked")):
        assert do(stage, lambda s, who=staff: parting.refuse(s, 1, who, stage.clock())) == outcome
    assert part(stage, lead) == "asked"
    assert part(stage, owner) == "erased"


# --- exporting and looking ahead -------------------------------------------------------------------------


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say('=HYPERLINK("https://example.jp")')
    with stage.database.read() as session:
        packed = exporting.pack(erasure.export(session, session.get_one(Contact, 1)))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    whole = orjson.loads(archive.read("person.json"))
    assert whole["purchases"][0]["customer_name"] == "佐藤花子"
    assert [row["kind"] for row in whole["consents"]] == ["befriended"]
    rows = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
    assert len(rows) == len(whole["answers"]) > 0
    for name in archive.namelist():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))):
                assert not any(cell.startswith(("=", "+", "@")) for cell in row), name


def test_an_outlook_reads_a_person_once_however_much_is_planned(stage: Stage) -> None:
    befriended(stage)
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=1))
    read: list[str] = []

    def note(*told: Any) -> None:
        read.append(told[2])

    def statements(*keys: str) -> int:
        with stage.database.read() as session:
            wanted = select(Touchpoint).where(Touchpoint.key.in_(keys), Touchpoint.status == "planned")
            rows = list(session.scalars(wanted))
            assert len(rows) == len(keys)
            contact, purchase = session.get_one(Contact, 1), session.get_one(Purchase, 1)
            session.get_one(Channel, contact.channel_id)
            read.clear()
            found = foresight.outlook_of(session, stage.shop, contact, purchase, rows, stage.clock())
            assert {outlook.verdict for outlook in found.values()} == {"send"}
            return len(read)

    event.listen(stage.database.engine, "before_cursor_execute", note)
    statements("howto", "checkin")  # scripts are read once and kept
    assert statements("howto") == statements("howto", "checkin") > 0


def test_what_is_to_come_says_when_and_what_could_stop_it(stage: Stage) -> None:
    staff = staffed(stage, "agent", "佐藤")
    befriended(stage)
    stage.milestone("A-1", "delivered", stage.clock() - timedelta(days=1))

    def outlook() -> dict[str, foresight.Outlook]:
        with stage.database.read() as session:
            rows = list(session.scalars(select(Touchpoint).where(Touchpoint.purchase_id == 1)))
            contact, purchase = session.get_one(Contact, 1), session.get_one(Purchase, 1)
            found = foresight.outlook_of(session, stage.shop, contact, purchase, rows, stage.clock())
            return {row.key: found[row.id] for row in rows if row.id in found}

    ahead = outlook()
    waits = [o for o in ahead.values() if o.verdict == "wait"]
    sends = [o for o in ahead.values() if o.verdict == "send"]
    assert any(str(o.anchor) == "shipped" for o in waits)
    assert sends
    assert all(o.at is not None and o.at > stage.clock() for o in sends)
    assert all("stopped" in o.could_stop for o in sends)
    pause(stage, staff, None)
    assert {(o.verdict, o.why) for o in outlook().values() if o.verdict != "wait"} == {("skip", "paused")}
    do(stage, lambda s: consenting.unpause(s, s.get_one(Contact, 1), staff, stage.clock()))
    do(stage, lambda s: setattr(s.get_one(Contact, 1), "stopped_at", stage.clock()))
    assert {(o.verdict, o.why) for o in outlook().values() if o.verdict != "wait"} == {("skip", "stopped")}
