"""操作の記録: who saw and did what — every page that shows people leaves a line, and every line has words."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import event

import console
import services
from console.labels import LABELS
from models.case import Case
from models.staff import AuditEntry
from tests.console.house import HANAKO, TARO, House
from tests.services.ledger import Ledger

NOTERS = frozenset({"audit", "seen", "_seen", "_note"})
FOLDERS = [Path(package.__file__ or "").parent for package in (console, services)]


def _actions() -> set[str]:
    """What stands in the code as an action of the log."""
    found = set()
    for path in (path for folder in FOLDERS for path in folder.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _name(call.func) in NOTERS:
                texts = [
                    node.value
                    for arg in call.args
                    for node in ast.walk(arg)
                    if isinstance(node, ast.Constant)
                ]
                found |= {
                    text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text)
                }
    return found


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_action_of_the_log_has_words() -> None:
    actions = _actions()
    assert {"contact.viewed", "results.words_listed", "script.published", "webhook.pinged"} <= actions
    said = set(LABELS["audit"]) | {f"case.{kind}" for kind in LABELS["event"]}
    assert actions - said == set()


@pytest.fixture
def ledger(house: House) -> Ledger:
    return Ledger(house.database, house.shop)


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/customers", "contacts.listed"),
        ("/customers/1", "contact.viewed"),
        ("/purchases", "purchases.listed"),
        ("/purchases/1", "purchase.viewed"),
        ("/purchases/sheet", "purchases.printed"),
        ("/cases/1", "case.viewed"),
        ("/health", "health.listed"),
        ("/health.csv", "health.exported"),
        ("/results/cells/rescue", "results.people_listed"),
        ("/results/words", "results.words_listed"),
        ("/results/words.csv", "results.exported"),
    ],
)
def test_a_page_that_shows_people_leaves_a_line(house: House, ledger: Ledger, path: str, action: str) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    ledger.asked(ledger.purchase(ledger.customer()), ("comment", None), label="香りが好きです")
    owner = house.hire("o@example.jp", "owner")
    browser = house.browser().enter(owner)
    before = len(house.rows(AuditEntry))
    answer = browser.get(path)
    assert answer.status_code == 200
    answer.get_data()
    (entry,) = house.rows(AuditEntry)[before:]
    assert (entry.staff_id, entry.action) == (owner.id, action)
    told = f"{entry.subject}{entry.detail}"
    assert "山田" not in told
    assert "香り" not in told


def test_words_that_were_read_name_whose_by_number(house: House, ledger: Ledger) -> None:
    talk = ledger.asked(ledger.purchase(ledger.customer()), ("comment", None), label="香りが好きです")
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    browser.see("/results/words?since=2000-01-01")
    assert house.rows(AuditEntry, action="results.words_listed")[0].detail == {"ids": [talk.contact_id]}


def test_the_log_says_in_words_what_was_seen_and_leads_there(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    browser = house.browser().enter(house.hire("o@example.jp", "owner"))
    for path in ("/customers", "/customers/1", "/cases/1", "/purchases/1", "/results/words"):
        browser.see(path)
    page = browser.see("/settings/audit")
    for said in ("お客様のページを見た", "対応を見ました", "お客様の声を見た", "購入のページを見た", "1件"):
        assert said in page
    for link in ("/console/customers/1", "/console/cases/1", "/console/purchases/1"):
        assert f'href="{link}"' in page
    assert "contact.viewed" not in page


def test_todays_board_leaves_one_line_per_person_and_hour_however_often_it_asks(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    owner, agent = house.hire("o@example.jp", "owner"), house.hire("a@example.jp", "agent")
    browser = house.browser().enter(owner)
    browser.see("/")
    assert house.rows(AuditEntry, action="today.viewed") == [], "nobody was on it"
    house.complains()

    def looked() -> list[tuple[int | None, object]]:
        return [(row.staff_id, row.detail) for row in house.rows(AuditEntry, action="today.viewed")]

    hanako = {"ids": [house.contact().id]}
    for path in ("/today/list", "/", "/today/list?mine", "/today/list"):
        browser.get(path)
    assert looked() == [(owner.id, hanako)]
    house.browser().enter(agent).see("/")
    assert looked() == [(owner.id, hanako), (agent.id, hanako)]
    house.clock.advance(hours=1)
    tag = browser.get("/today/list").headers["ETag"]
    assert browser.get("/today/list", headers={"If-None-Match": tag}).status_code == 304
    assert looked() == [(owner.id, hanako), (agent.id, hanako), (owner.id, hanako)]
    assert "今日の対応を見た" in browser.see("/settings/audit")


def test_whom_a_wider_look_shows_is_on_record_too(house: House) -> None:
    """Else a look at one's own cases would cover for one at everybody's."""
    owner, agent = house.hire("o@example.jp", "owner"), house.hire("a@example.jp", "agent")
    mine, other = house.complains(HANAKO), house.complains(TARO)
    with house.database.begin() as uow:
        for case, staff in ((mine, agent), (other, owner)):
            uow.session.get_one(Case, case.id).assignee_id = staff.id
        uow.commit()
    browser = house.browser().enter(agent)
    browser.see("/?mine")
    for path in ("/", "/today/list", "/?all", "/?mine"):
        browser.get(path)
    house.another_process().browser().enter(agent).see("/")
    entries = house.rows(AuditEntry, action="today.viewed")
    assert [entry.detail for entry in entries] == [
        {"ids": [mine.contact_id], "asked": "mine=1"}, {"ids": [other.contact_id]}
    ]  # fmt: skip


def test_another_process_finds_the_line_and_writes_none(house: House) -> None:
    house.complains()
    owner = house.hire("o@example.jp", "owner")
    house.browser().enter(owner).see("/")
    house.another_process().browser().enter(owner).see("/")
    assert len(house.rows(AuditEntry, action="today.viewed")) == 1


def test_a_poll_of_the_same_hour_writes_nothing_and_asks_the_log_nothing(house: House) -> None:
    house.complains()
    browser = house.browser().enter(house.hire("o@example.jp", "owner"))
    browser.see("/")
    asked: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    browser.get("/today/list")
    assert any("cases" in statement for statement in asked)
    assert not any("audit_entries" in statement for statement in asked)
