"""An owner's day with customers and purchases in a real browser, on a phone and on a desk."""

# ruff: noqa: F811 - fixtures of the other browser tests, asked for by name

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from models.contact import Contact
from models.upload import Upload
from services import searching
from tests.console.house import HANAKO, PASSWORD, TARO, House
from tests.console.test_browser import address, chromium, page  # noqa: F401
from tests.emulator import browsers

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
ORDERS = (
    "注文番号,購入日時,商品名,お名前,数量\n"
    "C-1,2026/11/18,化粧水,青空花子,1\n"
    "C-2,2026/11/18,化粧水,若葉,二つ\n"
)


def morning(house: House, page: Any, address: str) -> Any:
    """Two customers, one of whom wrote; the owner signs in."""
    house.hire("sato@example.jp", "owner", "佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "香りが大好きです")
    house.buys(TARO, "鈴木太郎", "B-2")
    while searching.refresh(house.database, house.clock):
        pass
    page.goto(address)
    page.get_by_label("メールアドレス").fill("sato@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    return page


@pytest.fixture
def owner(house: House, page: Any, address: str) -> Any:
    return morning(house, page, address)


def test_an_owners_morning_with_customers(house: House, owner: Any, address: str, tmp_path: Path) -> None:
    expect = playwright.expect
    owner.get_by_role("link", name="お客様", exact=True).first.click()
    owner.get_by_role("searchbox").fill("香り")
    owner.get_by_role("button", name="探す").click()
    expect(owner.locator(".person")).to_have_count(1)
    owner.locator(".person").click()
    expect(owner.get_by_role("heading", name="山田花子様")).to_be_visible()
    assert not browsers.is_wide(owner)
    choices = owner.locator("#hour, #days, #language").all()
    assert [choice.get_attribute("id") for choice in choices if choice.bounding_box()["width"] < 100] == []
    delivered = owner.locator(".touch", has_text="お届けのお知らせ")
    delivered.locator("summary").press("Enter")  # the keyboard opens the why
    expect(delivered.locator(".because")).to_contain_text("がわかると予定が決まります")
    owner.get_by_role("link", name="会話", exact=True).click()
    expect(owner.locator("#stream")).to_contain_text("香りが大好きです")

    owner.get_by_role("button", name="休止する").click()
    expect(owner.get_by_role("status")).to_contain_text("休止しました")
    with owner.expect_download() as downloading:
        owner.get_by_role("button", name="すべて書き出す").click()
    saved = tmp_path / "customer.zip"
    downloading.value.save_as(saved)
    assert "person.json" in zipfile.ZipFile(io.BytesIO(saved.read_bytes())).namelist()

    owner.goto(f"{address}customers?state=paused")
    expect(owner.locator(".person")).to_have_count(1)
    owner.locator("summary", has_text="この表示を保存").click()
    owner.get_by_label("名前", exact=True).fill("休止中の方")
    owner.get_by_role("button", name="保存する").click()
    expect(owner.get_by_role("link", name="休止中の方")).to_be_visible()

    owner.goto(f"{address}customers/1/erase")
    owner.get_by_label("よろしければ「消去する」と入力してください").fill("消去する")
    owner.get_by_role("button", name="消去する").click()
    expect(owner.get_by_role("status")).to_contain_text("消去しました")
    assert house.rows(Contact, id=1)[0].erased_at is not None


def test_an_owners_afternoon_with_purchases(house: House, owner: Any, address: str) -> None:
    expect = playwright.expect
    owner.goto(f"{address}purchases")
    assert not browsers.is_wide(owner)
    owner.get_by_role("link", name="ファイルから取り込む").click()
    orders = {"name": "orders.csv", "mimeType": "text/csv", "buffer": ORDERS.encode("cp932")}
    owner.get_by_label("注文ファイル").set_input_files(orders)
    owner.get_by_role("button", name="内容を確かめる").click()
    expect(owner.locator("table").first).to_contain_text("数量")
    assert not browsers.is_wide(owner)
    assert len(house.purchases()) == 2
    owner.get_by_role("button", name="この内容で取り込む").click()
    expect(owner.get_by_role("heading", name="取り込みました")).to_be_visible()
    assert [row.external_id for row in house.purchases()] == ["A-1", "B-2", "C-1"]
    assert house.rows(Upload)[0].status == "done"

    owner.get_by_role("link", name="QRシートを作る").click()
    expect(owner.locator(".slip")).to_have_count(1)
    owner.emulate_media(media="print")
    expect(owner.locator(".top")).to_be_hidden()
    assert 180 < owner.locator(".slip").bounding_box()["height"] < 300  # a quarter of a page: 68 mm
    owner.emulate_media(media="screen")

    owner.goto(f"{address}purchases/2")
    owner.get_by_text("お届け", exact=True).first.click()
    owner.get_by_role("button", name="記録する").first.click()
    expect(owner.get_by_role("status")).to_contain_text("進捗を記録しました")
    owner.get_by_role("button", name="ひも付けを外す").click()
    confirm = owner.get_by_role("button", name="はい")
    expect(confirm).to_be_visible()
    confirm.click()
    expect(owner.get_by_role("status")).to_contain_text("ひも付けを外し")
    assert not browsers.is_wide(owner)
    owner.get_by_role("searchbox").fill("鈴木")
    assert house.purchases()[1].contact_id is None


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_a_serious_hindrance(house: House, chromium: Any, address: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    # The checker brings styles of its own, which our policy rightly refuses: here it may.
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="ja-JP", bypass_csp=True)
    opened = morning(house, context.new_page(), address)
    paths = (
        "customers", "customers?state=blocked", "customers?q=香り", "customers/1", "customers/1/erase",
        "purchases", "purchases/1", "purchases/new", "purchases/import", "purchases/sheet",
    )  # fmt: skip
    serious = []
    for path in paths:
        opened.goto(f"{address}{path}")
        for finding in axe.run(opened).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                serious += [(path, finding["id"], node["target"]) for node in finding["nodes"]]
    context.close()
    assert serious == []
