"""Bodily complaints: their facts, the clock the law sets, and that nobody forgets it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.case import Case, CaseEntry
from models.channel import all_channels
from models.database import Database
from models.health_report import HealthReport
from services import health_reports, incidents, readings_checked
from services.casework import Refusal
from services.erasure import erase, export
from services.health_reports import Facts
from services.readiness import Limits
from tests.conftest import FakeClock
from tests.console.house import HANAKO, TARO, House, build
from tests.services.casehouse import do, kinds, move_in

ILL = "塗ったところが赤くなって、かゆいです"


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return move_in(build(database, clock))


@pytest.fixture
def ill(house: House) -> Case:
    return house.complains(HANAKO, ILL)


def reports(house: House) -> list[HealthReport]:
    with house.database.read() as session:
        return list(session.scalars(select(HealthReport)))


def report(house: House) -> HealthReport:
    (only,) = reports(house)
    return only


def test_a_case_of_health_has_its_clock_from_the_first_word(house: House, ill: Case) -> None:
    assert report(house).known_at == ill.opened_at
    assert report(house).due_on == ill.opened_at.astimezone(house.shop.tz).date() + timedelta(days=15)


def test_a_case_of_another_kind_has_none_until_it_becomes_one(house: House) -> None:
    house.complains(HANAKO, "二度と買いません。返金してください")
    assert reports(house) == []
    house.clock.advance(days=3)
    house.says(HANAKO, ILL)
    assert report(house).known_at == house.clock()


def test_light_ones_have_thirty_days_and_the_history_says_what_changed_but_not_the_words(
    house: House, ill: Case
) -> None:
    facts = Facts(
        symptoms=["redness", "itching"], sites=["face"], weight="light", note="二日で引いたとのこと"
    )
    do(house, health_reports.keep, ill, "佐藤", facts)
    kept = report(house)
    assert (kept.symptoms, kept.sites) == (["itching", "redness"], ["face"])
    assert kept.due_on == ill.opened_at.astimezone(house.shop.tz).date() + timedelta(days=30)
    entry = house.rows(CaseEntry, case_id=ill.id)[-1]
    assert entry.kind == "health_noted"
    assert set(entry.detail["changed"]) == {"symptoms", "sites", "weight", "note"}
    assert "二日" not in entry.text


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(symptoms=["madness"]), "unknown"),
        (Facts(duty="perhaps"), "unknown"),
        (Facts(began_on=date(2027, 1, 1)), "when_past"),
        (Facts(note="あ" * 2001), "too_long"),
        (Facts(lot="あ" * 501), "too_long"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    house: House, ill: Case, facts: Facts, why: str
) -> None:
    outcome = do(house, health_reports.keep, ill, "佐藤", facts)
    assert isinstance(outcome, Refusal)
    assert outcome.why == why
    assert report(house).changed_by_id is None


def test_today_warns_before_the_day_until_it_is_reported_or_ruled_out(house: House, ill: Case) -> None:
    def warned() -> list[tuple[int, date | None]]:
        with house.database.read() as reading:
            found = incidents.look(reading, all_channels(reading), house.clock(), house.clock(), Limits())
        return [(one.count, one.on) for one in found if one.code == "health_due"]

    assert warned() == []
    house.clock.advance(days=11)
    assert warned() == [(1, report(house).due_on)]
    do(house, health_reports.keep, ill, "佐藤", Facts(duty="no"))
    assert warned() == []
    do(house, health_reports.keep, ill, "佐藤", Facts(duty="yes"))
    assert len(warned()) == 1
    today = house.clock().astimezone(house.shop.tz).date()
    do(house, health_reports.keep, ill, "佐藤", Facts(duty="yes", reported_on=today))
    assert warned() == []


def test_a_day_that_went_by_is_an_alarm_of_its_own_on_today(house: House, ill: Case) -> None:
    due = report(house).due_on
    day = f"{due.month}/{due.day}（{'月火水木金土日'[due.weekday()]}）"
    house.clock.advance(days=15)
    page = house.browser("sato@example.jp").see("/")
    assert f"期限が近づいています。</b> 1件、いちばん早い期限は {day} です。" in page, "its day is in time"
    assert 'class="incident alarm"' not in page
    house.clock.advance(days=1)
    page = house.browser("sato@example.jp").see("/")
    assert 'class="incident alarm" role="alert"' in page
    assert f"期限を過ぎています。</b> 1件、いちばん早い期限は {day} でした。" in page
    assert "期限が近づいています" not in page
    assert page.index("期限を過ぎています") < page.index('class="columns board"')
    house.complains(TARO, ILL)
    house.clock.advance(days=11)
    page = house.browser("sato@example.jp").see("/")
    assert page.index("期限を過ぎています") < page.index("期限が近づいています"), "each is told by itself"


def test_a_reading_is_confirmed_or_corrected_with_one_tap(house: House, ill: Case) -> None:
    do(house, readings_checked.keep, ill, "佐藤", True)
    do(house, readings_checked.keep, ill, "田中", False)
    assert kinds(house, ill)[-2:] == ["reading_right", "reading_wrong"]
    label = house.rows(CaseEntry, case_id=ill.id)[-1].detail
    assert label["matched"] == list(ill.matched)
    assert label["reason"] == "health"


def test_the_pages_show_ask_and_export_it(house: House, ill: Case) -> None:
    browser = house.browser("sato@example.jp")
    page = browser.see(f"/cases/{ill.id}")
    assert "あと15日" in page
    told = {"symptoms": "redness", "sites": "face", "weight": "serious", "lot": "=LOT-7", "note": "通院中"}
    answer = browser.post(f"/cases/{ill.id}/health", {**told, "began_on": "2026-11-20"})
    assert answer.status_code == 302
    assert "赤み" in browser.see("/health")
    exported = browser.see("/health.csv")
    assert "'=LOT-7" in exported, "a spreadsheet must not run it"
    assert "赤み" in exported
    refused = browser.post(f"/cases/{ill.id}/health", {"began_on": "31/12/2026", "note": "書きかけ"})
    assert refused.status_code == 409
    assert "書きかけ" in refused.text
    assert report(house).note == "通院中"


def test_erasing_somebody_takes_the_words_and_leaves_the_duty(house: House, ill: Case) -> None:

    do(
        house,
        health_reports.keep,
        ill,
        "佐藤",
        Facts(duty="yes", note="名前のある文", lot="L-1", used_for="三日"),
    )
    with house.database.begin() as uow:
        contact = house.contact(HANAKO)
        contact = uow.session.merge(contact)
        assert export(uow.session, contact)["health_reports"][0]["note"] == "名前のある文"
        erase(uow.session, contact, house.clock())
        uow.commit()
    kept = report(house)
    assert (kept.note, kept.lot, kept.used_for, kept.duty) == ("", "", "", "yes")
