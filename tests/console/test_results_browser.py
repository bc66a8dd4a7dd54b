"""結果 in a real browser, on a phone and on a desk: drawn, nothing sideways, no serious axe finding."""

from datetime import timedelta
from typing import Any

import pytest

from services.counting import count_all
from tests.console.house import House
from tests.console.test_browser import _sign_in, address, chromium, page  # noqa: F401 - fixtures
from tests.emulator import browsers
from tests.services.ledger import Ledger

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


def _a_past(house: House) -> None:
    ledger = Ledger(house.database, house.shop)
    for days, result, feeling in ((20, 5, 5), (14, 4, 2), (9, 2, 1), (3, 5, 4)):
        asked = house.clock() - timedelta(days=days)
        bought = asked - timedelta(days=20)
        purchase = ledger.purchase(ledger.customer(), at=bought, customer_name="佐藤花子")
        ledger.milestone(purchase, "delivered", bought + timedelta(days=2))
        ledger.milestone(purchase, "first_used", bought + timedelta(days=days % 7 + 3))
        words = "とても長い感想です。" * 40 if days == 14 else "香りが好きです"
        ledger.asked(
            purchase, ("result", result), ("feeling", feeling), ("comment", None), at=asked, label=words
        )
        if feeling < 3:
            opened = asked + timedelta(hours=1)
            ledger.case(
                purchase, opened, opened + timedelta(hours=20), answered=opened + timedelta(hours=2),
                closed=opened + timedelta(days=1),
            )  # fmt: skip
            ledger.asked(purchase, ("feeling", 4), key="recovery", at=opened + timedelta(days=2))
    count_all(house.database, house.shop, house.clock)


def test_results_are_drawn_and_lead_to_people_and_words(
    house: House, page: Any, address: str  # noqa: F811
) -> None:  # fmt: skip
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤", role="marketer")
    _a_past(house)
    _sign_in(page, address)
    page.goto(f"{address}results")
    expect(page.locator("#funnel canvas")).to_be_visible()
    drawn = page.locator("figure[data-chart] canvas").count()
    assert drawn == page.locator("figure[data-chart]").count() == 9, "nobody's sixty days are over yet"
    page.locator("#funnel summary").click()
    expect(page.locator("#funnel table")).to_contain_text("最後まで答えた")
    assert not browsers.is_wide(page)
    page.get_by_text("しぼり込む").click()
    page.locator("select[name=product]").select_option("SER-30")
    page.get_by_role("button", name="この条件で見る").click()
    expect(page.locator(".cell.reassure b")).to_have_text("1")
    page.locator(".cell.reassure").click()
    expect(page.get_by_role("heading", name="効いた × もやもや")).to_be_visible()
    expect(page.locator(".people .row")).to_contain_text("佐藤花子様")
    assert not browsers.is_wide(page)
    page.goto(f"{address}results/words?q=長い")
    page.get_by_label("タグを付ける").fill("感想")
    page.get_by_role("button", name="付ける", exact=True).click()
    expect(page.get_by_role("button", name="タグ「感想」を外す")).to_be_visible()
    assert not browsers.is_wide(page)


def test_a_wide_table_on_a_phone_keeps_what_its_rows_are_called(
    house: House, chromium: Any, address: str  # noqa: F811
) -> None:  # fmt: skip
    house.hire("sato@example.jp", name="佐藤", role="marketer")
    _a_past(house)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    opened = context.new_page()
    _sign_in(opened, address)
    opened.goto(f"{address}results")
    box = opened.get_by_role("region", name="接点ごと")
    last, first = box.locator("thead th").last, box.locator("tbody th").first
    box.evaluate("box => (box.scrollLeft = box.scrollWidth)")
    left, right = box.bounding_box()["x"], box.bounding_box()["x"] + box.bounding_box()["width"]
    assert box.evaluate("box => box.scrollLeft") > 0, "it is wider than the phone"
    assert abs(first.bounding_box()["x"] - left) < 2
    assert last.bounding_box()["x"] + last.bounding_box()["width"] <= right + 1
    assert first.bounding_box()["width"] < (right - left) / 2, "there is room for the numbers"
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_serious_accessibility_finding(
    house: House, chromium: Any, address: str, width: int  # noqa: F811
) -> None:  # fmt: skip
    """axe styles the page it looks at, which our policy forbids: here it is set aside, and only here."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    house.hire("sato@example.jp", name="佐藤", role="marketer")
    _a_past(house)
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", bypass_csp=True)
    opened = context.new_page()
    _sign_in(opened, address)
    for path in ("results?product=SER-30", "results/cells/partner", "results/cells/expect", "results/words"):
        opened.goto(address + path)
        found = axe.run(opened).response["violations"]
        serious = [
            (finding["id"], node["target"])
            for finding in found
            if finding["impact"] in ("serious", "critical")
            for node in finding["nodes"]
        ]
        assert serious == [], path
    context.close()
