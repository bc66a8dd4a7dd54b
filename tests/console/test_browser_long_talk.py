"""A very long conversation in a real browser: earlier words come in above what one reads, which stays."""

from typing import Any

import pytest

from models.case import Case
from tests.console import long_talk
from tests.console.house import HANAKO, PASSWORD, House
from tests.console.test_browser import _sign_in, address, chromium, page  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


@pytest.fixture
def case(house: House) -> Case:
    staff = house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    found = house.complains()
    long_talk.write(house, found, staff, 350)
    return found


def test_earlier_words_come_in_above_and_nothing_moves(case: Case, page: Any, address: str) -> None:  # noqa: F811
    expect = playwright.expect
    _sign_in(page, address)
    page.goto(f"{address}cases/{case.id}")
    page.get_by_label("山田花子様への返信").fill("途中まで書いた返事")
    talk = page.locator(".talk")
    talk.locator("summary", has_text="以前のやりとり").click()
    link, moments = talk.get_by_role("link", name="前のやりとりを見る"), talk.locator(".moments > li")
    link.scroll_into_view_if_needed()
    top = moments.first.element_handle()
    there, count = top.bounding_box(), moments.count()
    link.click()
    expect(moments).to_have_count(count + 100)
    assert abs(top.bounding_box()["y"] - there["y"]) <= 2
    while link.count():
        count = moments.count()
        link.click()
        expect(moments).not_to_have_count(count)
    for first_and_last in ("言葉0番", "言葉349番"):
        expect(talk.get_by_text(first_and_last)).to_have_count(1)
    expect(page.get_by_label("山田花子様への返信")).to_have_value("途中まで書いた返事")
    assert page.url.endswith(f"/cases/{case.id}")


def test_by_keyboard_one_goes_on_where_one_was(case: Case, page: Any, address: str) -> None:  # noqa: F811
    _sign_in(page, address)
    page.goto(f"{address}cases/{case.id}")
    talk = page.locator(".talk")
    talk.locator("summary", has_text="以前のやりとり").press("Enter")
    link = talk.get_by_role("link", name="前のやりとりを見る")
    link.press("Enter")
    playwright.expect(talk.get_by_text("言葉200番")).to_have_count(1)
    playwright.expect(link).to_be_focused()


def test_signed_out_meanwhile_one_signs_in_and_finds_them(case: Case, page: Any, address: str) -> None:  # noqa: F811
    _sign_in(page, address)
    page.goto(f"{address}cases/{case.id}")
    page.locator(".talk summary", has_text="以前のやりとり").click()
    page.context.clear_cookies()
    page.get_by_role("link", name="前のやりとりを見る").click()
    page.get_by_label("メールアドレス").fill("sato@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    playwright.expect(page.get_by_role("heading", name="以前のやりとり")).to_be_visible()
    playwright.expect(page.get_by_text("言葉200番")).to_be_visible()
    page.get_by_role("link", name="対応にもどる").click()
    playwright.expect(page.get_by_label("山田花子様への返信")).to_be_visible()
