"""今日の対応 on a day with many cases: all are counted, the first of each group shown, the rest on demand."""

import re
from datetime import timedelta

import pytest

from console import board
from models.case import Case
from models.contact import Contact
from models.database import Database
from tests.conftest import FakeClock
from tests.console.house import Browser, House, build
from tests.console.test_case_day import group

MANY = 5


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return build(database, clock)


@pytest.fixture
def cases(house: House, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Five to be answered today, the last one first; the first is 佐藤's. A sixth sleeps. Two are shown."""
    monkeypatch.setattr(board, "SHOWN", 2)
    sato, now = house.hire("sato@example.jp", name="佐藤"), house.clock()
    with house.database.begin() as uow:
        for n in range(MANY + 1):
            contact = Contact(
                channel_id=house.shop.channel_id, line_user_id=f"U{n:032}", friend_state="friend",
                claim_misses=0, talk="human", unread=False, created_at=now,
            )  # fmt: skip
            uow.session.add(contact)
            uow.session.flush()
            case = Case(
                channel_id=house.shop.channel_id, contact_id=contact.id, reason="unhappy",
                opened_at=now, promise_at=now + timedelta(minutes=200 - n),
                assignee_id=sato.id if n == 0 else None,
                snoozed_until=now + timedelta(minutes=90) if n == MANY else None,
            )  # fmt: skip
            uow.session.add(case)
        uow.commit()
    return [case.id for case in house.rows(Case)]


def shown(page: str, name: str = "today") -> list[int]:
    return [int(found) for found in re.findall(r'id="case-(\d+)"', group(page, name))]


def test_all_are_counted_and_the_first_are_shown(house: House, cases: list[int]) -> None:
    browser = house.browser("sato@example.jp")
    page = browser.see("/")
    assert shown(page) == [cases[4], cases[3]]  # the earliest promise first
    assert f'<span class="count">{MANY}</span>' in group(page, "today")
    assert f'data-count="{MANY}"' in page
    assert f"<strong>{MANY}人</strong>" in page
    assert "ほか3人も、すべて表示する" in group(page, "today")
    assert shown(page, "snoozed") == [cases[5]]
    assert "ほか" not in group(page, "snoozed")


def test_the_rest_is_a_link_away_and_stays_while_the_list_is_asked_for_news(
    house: House, cases: list[int]
) -> None:
    browser = house.browser("sato@example.jp")
    found = re.search(r'href="([^"]+)#group-today"', group(browser.see("/"), "today"))
    assert found is not None
    page = browser.see(found[1].removeprefix("/console"))
    assert shown(page) == cases[4::-1]
    assert "すべて表示する" not in page
    polled = re.search(r'data-url="([^"]+)"', page)
    assert polled is not None
    assert shown(browser.see(polled[1].removeprefix("/console"))) == cases[4::-1]


def test_ones_own_are_counted_alone(house: House, cases: list[int]) -> None:
    page = house.browser("sato@example.jp").see("/?mine=1")
    assert shown(page) == [cases[0]]
    assert 'data-count="1"' in page
    assert "/today/list?mine=1" in page


def test_a_change_among_those_not_shown_is_news(house: House, cases: list[int]) -> None:
    browser: Browser = house.browser("sato@example.jp")
    first = browser.get("/today/list")
    again = {"If-None-Match": first.headers["ETag"]}
    assert browser.get("/today/list", headers=again).status_code == 304
    with house.database.begin() as uow:
        uow.session.get_one(Case, cases[0]).status = "closed"
        uow.commit()
    news = browser.get("/today/list", headers=again)
    assert news.status_code == 200
    assert 'data-count="4"' in news.text
    assert shown(news.text) == [cases[4], cases[3]]


def test_what_staff_call_urgent_is_among_the_first(house: House, cases: list[int]) -> None:
    with house.database.begin() as uow:
        uow.session.get_one(Case, cases[0]).priority = 1
        uow.commit()
    assert shown(house.browser("sato@example.jp").see("/")) == [cases[0], cases[4]]
