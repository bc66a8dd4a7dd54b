"""A case with a very long conversation: its page shows the newest, and leads back to the very first word."""

import html
import re

import pytest
from sqlalchemy import delete, event

from console import earlier
from models.case import Case, CaseEntry
from models.database import Database
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.staff import AuditEntry, Staff
from tests.conftest import FakeClock
from tests.console import long_talk
from tests.console.house import HANAKO, Browser, House, build

WORDS = re.compile(r"言葉\d+番")
EARLIER = re.compile(r'class="btn btn-sm before" href="/console([^"]+)"')


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return build(database, clock)


def open_case(house: House) -> tuple[Case, Staff, Browser]:
    staff = house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    return house.complains(), staff, house.browser().enter(staff)


def walk(browser: Browser, case: Case) -> list[str]:
    """The case's page, and every page before it as the link leads."""
    pages = [browser.see(f"/cases/{case.id}")]
    while found := EARLIER.search(pages[-1]):
        pages.append(browser.see(found[1]))
    return pages


def test_every_word_of_a_long_talk_is_reached_once(house: House) -> None:
    case, staff, browser = open_case(house)
    written = long_talk.write(house, case, staff, 1_000)
    pages = walk(browser, case)
    shown = [words for page in pages for words in WORDS.findall(page)]
    assert sorted(shown) == sorted(written)
    assert len(pages) == 11  # a hundred on each, and the few of the case itself
    assert "二度と買いません" in pages[0]


def test_what_a_case_shows_of_a_long_talk_is_the_newest(house: House) -> None:
    case, staff, browser = open_case(house)
    long_talk.write(house, case, staff, 600)
    page = browser.see(f"/cases/{case.id}")
    assert len(re.findall(r"<li class=\"(?:customer|bot|staff|system)", page)) == earlier.PAGE
    assert "言葉599番" in page
    assert "言葉0番" not in page
    assert "<summary>以前のやりとり</summary>" in page  # how many there are is not counted
    assert page.index("前のやりとりを見る") < page.index("言葉5")  # above the oldest of them


def test_a_short_talk_is_whole_at_once(house: House) -> None:
    case, staff, browser = open_case(house)
    long_talk.write(house, case, staff, 60)
    page = browser.see(f"/cases/{case.id}")
    assert len(set(WORDS.findall(page))) == 60
    assert re.search(r"以前のやりとり（\d+件）", page)
    assert "前のやりとりを見る" not in page


def test_news_that_comes_meanwhile_is_on_no_earlier_page(house: House) -> None:
    """Nothing was noted when the page was opened: the first note is not before the oldest word."""
    case, staff, browser = open_case(house)
    long_talk.write(house, case, staff, 600)
    with house.database.begin() as uow:
        uow.session.execute(delete(CaseEntry))
        uow.commit()
    link = EARLIER.search(browser.see(f"/cases/{case.id}"))
    assert link is not None
    browser.act(case.id, "note", text="いま書いたメモ")
    assert "いま書いたメモ" in browser.see(f"/cases/{case.id}")
    assert "いま書いたメモ" not in browser.see(link[1])


@pytest.mark.parametrize("show", ["all", "talk"])
def test_the_customers_own_page_leads_back_as_far(house: House, show: str) -> None:
    """Moments of one instant are on one page: where a page ended among them, the others were on none."""
    case, staff, browser = open_case(house)
    written = long_talk.write(house, case, staff, 400)
    page, shown = browser.see(f"/customers/{case.contact_id}?show={show}"), set[str]()
    while True:
        shown |= set(WORDS.findall(page))
        before = re.search(r'href="/console([^"]+)#stream">[^<]*<svg', page)
        if before is None:
            break
        page = browser.see(html.unescape(before[1]))
    notes = {f"言葉{n}番" for n in range(2, 400, 3)}
    assert written - shown == (notes if show == "talk" else set())


def test_an_address_made_up_shows_the_newest(house: House) -> None:
    case, staff, browser = open_case(house)
    long_talk.write(house, case, staff, 300)
    newest = browser.see(f"/cases/{case.id}/earlier")
    for odd in ("", "1.2", "x.y.z", "-1.1.1", "１.２.３", "1.1.1.1", "9" * 30 + ".1.1"):
        assert WORDS.findall(browser.see(f"/cases/{case.id}/earlier?before={odd}")) == WORDS.findall(newest)
    assert browser.get("/cases/999/earlier").status_code == 404
    assert not WORDS.findall(browser.see(f"/cases/{case.id}/earlier?before=0.0.0"))


def test_who_turns_back_is_on_record(house: House) -> None:
    case, _, browser = open_case(house)
    assert browser.get(f"/cases/{case.id}/earlier").status_code == 200
    assert len(house.rows(AuditEntry, action="case.viewed", subject=f"case:{case.id}")) == 1


def test_a_long_talk_loads_no_more_rows_than_it_shows(house: House) -> None:
    case, staff, browser = open_case(house)
    long_talk.write(house, case, staff, 900)
    loaded: list[object] = []

    def keep(row: object, context: object) -> None:
        loaded.append(row)

    models = (CaseEntry, InboundEvent, OutboundMessage)
    for model in models:
        event.listen(model, "load", keep)
    browser.see(f"/cases/{case.id}")
    for model in models:
        event.remove(model, "load", keep)
    assert 0 < len(loaded) < 4 * earlier.PAGE
