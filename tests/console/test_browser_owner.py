"""An owner's day in a real browser: a colleague, a second step, devices, hours, the log."""

import re
from typing import Any

import pyotp
import pytest

from models.staff import Staff
from tests.console.house import PASSWORD, House
from tests.console.test_browser import address, chromium, page  # noqa: F401 - fixtures
from tests.emulator import browsers

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


def _sign_in(page: Any, address: str) -> None:  # noqa: F811
    page.goto(address)
    page.get_by_label("メールアドレス").fill("owner@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()


def test_an_owners_day(house: House, page: Any, address: str) -> None:  # noqa: F811
    expect = playwright.expect
    house.hire("owner@example.jp", "owner", "佐藤")
    phone = house.browser()
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Version/19.1 Safari/604.1"
    assert phone.sign_in("owner@example.jp").status_code == 302

    _sign_in(page, address)
    page.goto(f"{address}settings/staff")
    page.get_by_label("メールアドレス").fill("new@example.jp")
    page.get_by_label("お名前（例：佐藤）").fill("新人")
    page.get_by_role("button", name="招待リンクをつくる").click()
    expect(page.locator("output.secret")).to_contain_text("/console/welcome/")
    assert [row.name for row in house.rows(Staff, email="new@example.jp")] == ["新人"]

    page.goto(f"{address}me/security")
    page.get_by_role("button", name="二段階認証を設定する").click()
    page.locator("summary").click()
    app = pyotp.TOTP(page.locator("output.secret").inner_text().replace(" ", ""))
    page.get_by_label("6桁の確認コード").fill(app.at(house.clock()))
    page.get_by_role("button", name="二段階認証を始める").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)

    house.clock.advance(minutes=1)
    page.context.clear_cookies()
    _sign_in(page, address)
    page.get_by_label("6桁の確認コード").fill(app.at(house.clock()))
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", name="今日の対応")).to_be_attached()

    page.goto(f"{address}me/security")
    expect(page.get_by_text("Safari · iPhone")).to_be_visible()
    page.get_by_role("button", name=re.compile("Safari iPhoneをサインアウト")).click()
    expect(page.get_by_text("サインアウトしました。")).to_be_visible()
    assert phone.get("/").status_code == 302

    page.goto(f"{address}settings/shop")
    page.get_by_label("土曜日").fill("10：00〜13：00")
    page.get_by_role("button", name="どうなるか見る").click()
    expect(page.get_by_text("まだ保存していません")).to_be_visible()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("保存しました。すぐに反映されます。")).to_be_visible()
    assert not browsers.is_wide(page)

    page.goto(f"{address}settings/audit")
    for said in ("スタッフを招待", "二段階認証を開始", "端末をサインアウト", "お店の決まりを変更"):
        expect(page.get_by_role("cell", name=said, exact=True)).to_be_visible()


def test_an_owners_afternoon_with_who_does_what(house: House, page: Any, address: str) -> None:  # noqa: F811
    expect = playwright.expect
    house.hire("owner@example.jp", "owner", "佐藤")
    house.hire("tanaka@example.jp", name="田中")
    _sign_in(page, address)
    page.goto(f"{address}settings")
    page.get_by_role("link", name=re.compile("割り当てと見守り")).click()
    page.locator("summary", has_text="きまりを加える").click()
    rule = page.locator("form.rule-form").first
    rule.get_by_label(re.compile("お客様の言葉・話題")).fill("返金、交換")
    rule.get_by_label("田中").check()
    rule.get_by_role("button").click()
    expect(page.get_by_text("きまりを保存しました。")).to_be_visible()
    expect(page.get_by_text("「返金」")).to_be_visible()
    assert not browsers.is_wide(page)

    page.goto(f"{address}settings")
    page.get_by_role("link", name=re.compile("スタッフの勤務とお休み")).click()
    tanaka = page.locator("li.card", has_text="田中")
    tanaka.get_by_label(re.compile("勤務の時間")).fill("月-金 10:00-15:00")
    tanaka.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("勤務とお休みを保存しました。")).to_be_visible()
    assert not browsers.is_wide(page)
    page.get_by_role("link", name=re.compile("お店の営業時間は")).click()
    expect(page.get_by_role("heading", name="お店の営業時間とお約束")).to_be_visible()
    assert not browsers.is_wide(page)

    page.goto(f"{address}settings/webhooks")
    page.get_by_label("アドレス（https）").fill("https://shop.example.jp/hook")
    page.get_by_label("対応が始まった").check()
    page.get_by_role("button", name="送り先を加える").click()
    expect(page.locator("output.secret")).to_contain_text("whsec_")
    assert not browsers.is_wide(page)
    expect(page.get_by_text("https://shop.example.jp/hook").first).to_be_visible()

    page.goto(f"{address}settings/audit")
    for said in ("割り当てのきまりを保存", "勤務とお休みを変更", "Webhookの送り先を追加"):
        expect(page.get_by_role("cell", name=said, exact=True)).to_be_visible()
    assert not browsers.is_wide(page)
