"""What is too old goes at night, in small bites; what must stay stays, whatever the owner chose."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from models import retention as kept
from models.case import Case
from models.consent import Consent
from models.contact import Contact
from models.conversation import Answer
from models.database import Database
from models.due_item import DueItem
from models.health_report import HealthReport
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.search import SearchEntry
from models.staff import AuditEntry
from models.staff_session import StaffSession
from models.touchpoint import Decision
from models.upload import Upload
from models.webhook import WebhookDelivery, WebhookEndpoint
from services import retention
from services.retention import PERIODS, preview, sweep_due
from services.searching import refresh
from tests.conftest import FakeClock
from tests.console.house import HANAKO, TARO, House, build

TOKYO = ZoneInfo("Asia/Tokyo")
LONG = 6 * 366


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return build(database, clock)


def count(house: House, model: Any, *where: Any) -> int:
    with house.database.read() as session:
        return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def night(house: House) -> int:
    """The next night, to its end; how much went."""
    here = house.clock().astimezone(TOKYO)
    three = here.replace(hour=3, minute=0) + timedelta(days=1)
    house.clock.now = three.astimezone(house.clock.now.tzinfo)
    total = 0
    while done := sweep_due(house.database, lambda: TOKYO, house.clock):
        total += done
    return total


def tonight(house: House, **days: int) -> dict[str, int]:
    with house.database.read() as session:
        found = preview(session, {**PERIODS, **days}, house.clock())
    return {name: number for name, number in found.items() if number}


def choose(house: House, **days: int) -> None:
    owner = house.hire(f"owner{len(days)}{house.clock():%H%M%S%f}@example.jp", "owner")
    with house.database.begin() as uow:
        wanted = {**retention.periods(uow.session), **days}
        retention.decide(uow.session, house.shop.channel_id, wanted, owner.id, house.clock())
        uow.commit()


def settle(house: House) -> None:
    """Nothing is planned, due or open any more: the shop's business with them is over."""
    from sqlalchemy import update

    from models.touchpoint import Touchpoint

    with house.database.begin() as uow:
        over = {"status": "cancelled", "decided_at": house.clock()}
        uow.session.execute(update(Touchpoint).where(Touchpoint.status == "planned").values(over))
        uow.commit()


def test_by_day_nothing_goes_and_each_night_ends_once(house: House) -> None:
    house.says(HANAKO, "こんにちは")
    choose(house, events=30)
    house.clock.advance(days=31)
    assert sweep_due(house.database, lambda: TOKYO, house.clock) == 0, "it is noon"
    assert night(house) > 0
    assert count(house, InboundEvent) == 0
    assert sweep_due(house.database, lambda: TOKYO, house.clock) == 0
    assert night(house) == 0
    with house.database.read() as session:
        nights = kept.last_nights(session)
    assert [bool(one.finished_at) for one in nights] == [True, True]


def test_the_preview_counts_what_the_night_takes_and_the_audit_says_so(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "とても良いです")
    settle(house)
    house.clock.advance(days=1100)
    foreseen = tonight(house)
    assert foreseen["events"] == count(house, InboundEvent)
    assert foreseen["messages"] == count(house, OutboundMessage)
    assert "people" not in foreseen
    night(house)
    (entry,) = house.rows(AuditEntry, action="retention.swept")
    assert {name: entry.detail[name] for name in foreseen} == foreseen
    assert tonight(house) == {}
    bodies = {row.messages for row in house.rows(OutboundMessage)}
    assert bodies == {"[]"}, "that it was sent stays; the words are gone"
    assert house.rows(OutboundMessage)[0].sent_at is not None


def test_words_that_went_are_found_by_no_search(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "ひみつの言葉")
    settle(house)
    while refresh(house.database, house.clock):
        pass
    assert count(house, SearchEntry, SearchEntry.body.contains("ひみつの言葉")) == 1
    house.clock.advance(days=1100)
    night(house)
    assert count(house, SearchEntry, SearchEntry.body.contains("ひみつの言葉")) == 0
    while refresh(house.database, house.clock):
        pass
    assert count(house, SearchEntry, SearchEntry.body.contains("ひみつの言葉")) == 0
    assert count(house, SearchEntry, SearchEntry.contact_id == house.contact().id) == 1


def test_who_was_silent_for_years_is_erased_and_consents_stay(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    settle(house)
    contact_id, consents = house.contact().id, count(house, Consent)
    house.clock.advance(days=LONG)
    house.buys(TARO, "鈴木太郎", "A-2")
    assert tonight(house)["people"] == 1
    night(house)
    with house.database.read() as session:
        gone = session.get_one(Contact, contact_id)
        purchase = session.scalars(select(Purchase).where(Purchase.external_id == "A-1")).one()
        fresh = session.scalars(select(Purchase).where(Purchase.external_id == "A-2")).one()
    assert gone.erased_at is not None
    assert (purchase.customer_name, fresh.customer_name) == ("", "鈴木太郎")
    assert count(house, Consent) >= consents > 0
    assert [e.actor for e in house.rows(AuditEntry, action="contact.erased")] == ["retention"]


@pytest.mark.parametrize(
    "why",
    ["open case", "owed", "health", "planned", "bought", "wrote", "writes"],
)
def test_whoever_the_shop_still_deals_with_is_left_alone(house: House, why: str) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    settle(house)
    contact, now = house.contact(), house.clock()
    with house.database.begin() as uow:
        row = uow.session.get_one(Case, case.id)
        if why != "open case":
            row.status, row.closed_at = "closed", now
        if why == "owed":
            owed = DueItem(case_id=case.id, contact_id=contact.id, text="返金", due_at=now, created_at=now)
            uow.session.add(owed)
        if why == "health":
            report = HealthReport(
                case_id=case.id,
                channel_id=contact.channel_id,
                known_at=now,
                due_on=now.date(),
                changed_at=now,
            )
            uow.session.add(report)
        uow.commit()
    house.clock.advance(days=LONG)
    if why == "wrote":
        house.says(HANAKO, "お久しぶりです")
    if why == "writes":  # their event is stored, and no worker has looked at it yet
        with house.database.begin() as uow:
            event = uow.session.scalars(select(InboundEvent).order_by(InboundEvent.id.desc())).first()
            assert event is not None
            event.handled_at, event.received_at = None, house.clock()
            uow.commit()
    if why == "bought":
        house.buys(HANAKO, "山田花子", "A-9")
        settle(house)
    if why == "planned":
        house.buys(HANAKO, "山田花子", "A-9")
    night(house)
    with house.database.read() as session:
        assert session.get_one(Contact, contact.id).erased_at is None
    if why in ("open case", "owed", "health"):
        assert "返金してください" in " ".join(row.payload for row in house.rows(InboundEvent))


@pytest.mark.parametrize("is_report", [True, False], ids=["report", "case of before there were reports"])
def test_a_health_report_that_was_passed_on_is_kept_for_its_years_and_no_longer(
    house: House, is_report: bool
) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case, contact, now = house.complains(), house.contact(), house.clock()
    settle(house)
    with house.database.begin() as uow:
        row = uow.session.get_one(Case, case.id)
        row.status, row.closed_at = "closed", now
        report = HealthReport(
            case_id=case.id, channel_id=contact.channel_id, known_at=now, due_on=now.date(), changed_at=now,
            duty="yes", reported_on=now.date(),
        )  # fmt: skip
        row.reason = "unhappy" if is_report else "health"
        if is_report:
            uow.session.add(report)
        uow.commit()
    choose(house, people=183, events=30)
    house.clock.advance(days=4 * 365)
    night(house)
    assert house.rows(Contact, id=contact.id)[0].erased_at is None
    house.clock.advance(days=2 * 366)
    night(house)
    assert house.rows(Contact, id=contact.id)[0].erased_at is not None


def test_names_of_buyers_who_never_came_to_line_go(house: House) -> None:
    from services import purchases
    from services.purchases import NewItem, NewPurchase

    order = NewPurchase(
        "B-1", house.clock(), (NewItem("X", "美容液", "cosmetics", 1, 100),), customer_name="田中一郎",
        phone="+819012345678", email="tanaka@example.jp",
    )  # fmt: skip
    with house.database.begin() as uow:
        purchases.register(uow.session, house.shop, order, house.clock())
        uow.commit()
    settle(house)
    while refresh(house.database, house.clock):
        pass
    house.clock.advance(days=LONG)
    assert tonight(house)["people"] == 1
    night(house)
    (row,) = house.purchases()
    assert (row.customer_name, row.phone, row.email) == ("", "", "")
    assert count(house, SearchEntry, SearchEntry.body.contains("田中")) == 0
    assert tonight(house) == {}


def test_logs_end_and_what_stands_for_ever_may_be_chosen(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    settle(house)
    staff = house.hire("agent@example.jp")
    house.browser().enter(staff)
    with house.database.begin() as uow:
        uow.session.add(Decision(contact_id=house.contact().id, at=house.clock(), verdict="skip", reason="x"))
        uow.session.add(AuditEntry(at=house.clock(), action="case.viewed", actor="x", subject="", detail={}))
        uow.session.add(
            Upload(
                channel_id=house.shop.channel_id, staff_id=staff.id, at=house.clock(), name="a.csv",
                content=b"names",
            )
        )  # fmt: skip
        uow.commit()
    choose(house, decisions=0)
    house.clock.advance(days=1100)
    night(house)
    assert count(house, StaffSession) == 0
    assert count(house, Decision) > 0
    assert [row.content for row in house.rows(Upload)] == [None]
    assert count(house, AuditEntry, AuditEntry.action == "case.viewed") == 0
    choose(house, decisions=365)
    night(house)
    assert count(house, Decision) == 0


def test_the_log_of_events_out_ends_and_what_waits_stays(house: House) -> None:
    with house.database.begin() as uow:
        endpoint = WebhookEndpoint(url="https://a.example", secret="x", events=[], created_at=house.clock())
        uow.session.add(endpoint)
        uow.session.flush()
        for status in ("delivered", "failed", "pending"):
            row = WebhookDelivery(
                endpoint_id=endpoint.id, message_id=status, type="ping", payload="{}", status=status,
                attempts=0, due_at=house.clock(), created_at=house.clock(), error="",
            )  # fmt: skip
            uow.session.add(row)
        uow.commit()
    house.clock.advance(days=29)
    night(house)
    assert count(house, WebhookDelivery) == 3
    house.clock.advance(days=2)
    night(house)
    assert [row.status for row in house.rows(WebhookDelivery)] == ["pending"]


def test_bites_are_small_and_a_night_that_was_cut_short_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        house.says(HANAKO, f"{number}")
    events = count(house, InboundEvent)
    choose(house, events=30)
    house.clock.advance(days=31)
    here = house.clock().astimezone(TOKYO).replace(hour=5, minute=59) + timedelta(days=1)
    house.clock.now = here.astimezone(house.clock.now.tzinfo)
    with house.database.read() as session:
        first = kept.first_young(session, InboundEvent.received_at, house.clock())
    assert first == house.rows(InboundEvent)[-1].id + 1
    done = sweep_due(house.database, lambda: TOKYO, house.clock)
    assert 0 < done <= 200
    house.clock.advance(minutes=5)
    assert sweep_due(house.database, lambda: TOKYO, house.clock) == 0, "the night is over"
    with house.database.read() as session:
        (row,) = kept.last_nights(session)
    assert row.finished_at is None
    night(house)
    assert count(house, InboundEvent) == 0
    entries = house.rows(AuditEntry, action="retention.swept")
    assert sum(entry.detail.get("events", 0) for entry in entries) == events >= 7


def test_an_answer_stays_while_its_customer_does(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    answers = count(house, Answer)
    house.clock.advance(days=1100)
    night(house)
    assert count(house, Answer) == answers
