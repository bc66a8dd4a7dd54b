"""An owner adds a LINE account and chooses how long things are kept, in a real browser: phone and desk."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.channels.conftest import PASSWORD, SECOND, Town, owner_of
from tests.console.test_browser import chromium  # noqa: F401 - a fixture
from tests.emulator import browsers

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


@pytest.fixture(params=[(390, 844), (1280, 900)], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Any, town: Town) -> Iterator[Any]:  # noqa: F811
    """Signed in as the owner. axe styles the page, which our policy forbids: here it is set aside."""
    if not town.url.startswith("sqlite"):
        pytest.skip("what a browser sees does not depend on the database")
    sonogo = town.build()
    town.address = town.serve(sonogo)
    owner_of(sonogo)
    served = town.serve(town.build(public_url=town.address))
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="ja-JP", bypass_csp=True, base_url=served
    )
    opened = context.new_page()
    opened.goto("/console/")
    opened.get_by_label("メールアドレス").fill("owner@example.jp")
    opened.get_by_label("パスワード").fill(PASSWORD)
    opened.get_by_role("button", name="サインイン", exact=True).click()
    yield opened
    context.close()


def look(page: Any) -> None:
    """Nothing sideways, nothing axe calls serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    assert not browsers.is_wide(page), page.url
    serious = [
        (finding["id"], [node["html"][:120] for node in finding["nodes"]])
        for finding in axe.run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url


def test_an_owner_adds_an_account_mends_what_is_said_and_sets_the_periods(page: Any) -> None:
    expect = playwright.expect
    page.goto("/console/settings")
    page.get_by_role("link", name="公式アカウント").click()
    look(page)
    page.get_by_role("link", name="公式アカウントを加える").click()
    look(page)
    page.get_by_label("チャネルシークレット").fill(SECOND.secret)
    page.get_by_label("チャネルアクセストークン（長期）").fill("x" * 40)
    page.get_by_role("button", name="確かめて加える").click()
    expect(page.get_by_role("alert")).to_contain_text("LINEがアクセストークンを受けつけません。")
    look(page)
    page.get_by_label("チャネルシークレット").fill(SECOND.secret)
    page.get_by_label("チャネルアクセストークン（長期）").fill(SECOND.access_token)
    page.get_by_role("button", name="確かめて加える").click()
    expect(page.get_by_role("status")).to_contain_text("加えました")
    expect(page.get_by_text("Webhookのアドレスが、LINEに登録されていません。")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Webhookを設定して試す").click()
    expect(page.get_by_text("LINEからWebhookが届きます。シークレットも正しいです。")).to_be_visible()
    look(page)
    page.goto("/console/settings/retention")
    look(page)
    page.get_by_label("お客様から届いたメッセージ").select_option("1年")
    page.get_by_role("button", name="今夜消えるものを数える").click()
    expect(page.get_by_text("まだ保存していません")).to_be_visible()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("保存しました。今夜から、この期間になります。")).to_be_visible()
    expect(page.get_by_label("お客様から届いたメッセージ")).to_have_value("365")
    look(page)
