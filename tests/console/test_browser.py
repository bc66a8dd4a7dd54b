"""A staff member's morning in a real browser, on a phone and on a desk. Any console error (CSP!) fails it."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from models.case import Case
from services.written import Written
from services.written_starters import STARTERS
from tests.console.house import HANAKO, PASSWORD, House
from tests.emulator import browsers

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from browsers.launched()


@pytest.fixture
def address(house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/console/"
    server.shutdown()
    thread.join()


@pytest.fixture(params=[(390, 844), (1280, 900)], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Any]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
    opened, errors, foreign = context.new_page(), [], []
    opened.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda sent: foreign.append(sent.url) if "127.0.0.1" not in sent.url else None)
    yield opened
    context.close()
    assert errors == []
    assert foreign == []


def _sign_in(page: Any, address: str, email: str = "sato@example.jp") -> None:
    page.goto(address)
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()


def test_sign_in_open_reply_propose_close(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    house.clock.advance(minutes=20)
    _sign_in(page, address)
    expect(page.get_by_text("山田花子様").first).to_be_visible()
    # The page counts down by real time, so a slow machine may have lost a minute by now.
    expect(page.locator(".rows [data-due]")).to_have_text(re.compile(r"^あと2時間(40|3\d)分$"))
    page.locator(f"#case-{case.id}").click()
    expect(page.get_by_role("heading", name="山田花子様")).to_be_visible()
    assert not browsers.is_wide(page)

    page.get_by_label("山田花子様への返信").fill("途中まで書いた返事")
    page.reload()
    expect(page.get_by_label("山田花子様への返信")).to_have_value("途中まで書いた返事")
    page.get_by_label("山田花子様への返信").fill("このたびは申し訳ございません。")
    page.get_by_role("button", name="返信する").click()
    expect(page.get_by_role("status")).to_contain_text("返信しました")
    expect(page.get_by_label("山田花子様への返信")).to_have_value("")
    expect(page.locator(".staff .bubble").last).to_contain_text("このたびは申し訳ございません。")

    page.locator("summary", has_text="提案する").click()
    page.get_by_text("ご返金", exact=True).click()
    page.get_by_label("提案の内容").fill("全額ご返金いたします。")
    page.get_by_role("button", name="提案を送る").click()
    expect(page.get_by_role("status")).to_contain_text("提案を送りました")
    house.deliver()
    house.taps(HANAKO, "お願いする")
    page.reload()
    expect(page.locator(".state.proposal_accepted")).to_be_visible()

    page.locator("summary", has_text="対応を終える").click()
    page.get_by_text("返金した", exact=True).click()
    page.get_by_role("button", name="対応を終える").click()
    expect(page.get_by_text("この対応は終わっています")).to_be_visible()
    assert house.rows(Case)[0].status == "closed"


def test_news_reach_an_open_list_without_a_reload(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    _sign_in(page, address)
    expect(page.get_by_text("対応が必要なお客様は、いません。")).to_be_visible()
    house.complains()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".rows .row")).to_contain_text("山田花子様")
    expect(page).to_have_title("(1) 今日の対応 · Sonogo")


def _another(page: Any, address: str, email: str) -> Any:
    """A colleague's browser beside this one."""
    context = page.context.browser.new_context(viewport=page.viewport_size, locale="ja-JP")
    opened = context.new_page()
    opened.goto(address)
    opened.get_by_label("メールアドレス").fill(email)
    opened.get_by_label("パスワード").fill(PASSWORD)
    opened.get_by_role("button", name="サインイン").click()
    playwright.expect(opened.get_by_role("heading", name="今日の対応")).to_be_attached()
    return opened


def test_an_agents_day_with_a_colleague_on_the_same_case(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    house.hire("tanaka@example.jp", name="田中")
    house.writes_out(*STARTERS)
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    _sign_in(page, address)
    page.locator(f"#case-{case.id}").click()
    other = _another(page, address, "tanaka@example.jp")
    other.goto(f"{address}cases/{case.id}")
    expect(other.get_by_text("佐藤さんが見ています")).to_be_visible()

    page.get_by_role("button", name="はじめの一言").click()
    expect(page.get_by_label("山田花子様への返信")).to_have_value(re.compile("山田花子様.*佐藤です"))
    other.get_by_label("山田花子様への返信").fill("田中の返事")
    page.get_by_role("button", name="返信する").click()
    expect(page.locator(".notice.done")).to_contain_text("返信しました")
    other.get_by_role("button", name="返信する").click()
    expect(other.get_by_role("alert")).to_contain_text("佐藤さん")
    expect(other.get_by_label("山田花子様への返信")).to_have_value("田中の返事")
    assert "田中の返事" not in house.said(HANAKO)
    other.context.close()

    page.locator("summary", has_text="提案する").click()
    page.get_by_role("button", name="全額ご返金").click()
    expect(page.locator(".estimate-total")).to_have_text("= 4,200円")
    page.get_by_label("単価（円） 1").fill("３，９００")
    expect(page.locator(".estimate-total")).to_have_text("= 3,900円")
    page.get_by_role("button", name="提案を送る").click()
    assert "3,900円" in house.said(HANAKO)
    house.deliver()
    house.taps(HANAKO, "お願いする")
    page.goto(address)
    expect(page.get_by_role("heading", name="やること")).to_be_visible()
    page.get_by_role("button", name="済みにする").click()
    expect(page.locator(".notice.done")).to_contain_text("済みにしました")


def test_a_leads_day(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", "lead", "佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    _sign_in(page, address)
    page.get_by_role("link", name="ひな形を見る").click()
    page.get_by_role("button", name="はじめのひな形を入れる").click()
    page.get_by_role("link", name="はじめの一言").click()
    page.get_by_label("文章").fill("{{ name }}、いつもありがとうございます。")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".notice.done")).to_contain_text("保存しました")

    page.goto(f"{address}cases/{case.id}")
    page.locator("summary", has_text="約束し直す").click()
    page.locator("#repromise .kinds span").nth(1).click()
    page.get_by_role("button", name="新しい時刻を伝える").click()
    expect(page.locator(".notice.done")).to_contain_text("新しい時刻をお伝えします")
    assert house.case(case.id).repromised == 1
    page.locator("summary", has_text="電話・メールを記録する").click()
    page.get_by_text("お客様とやりとりできた").click()
    page.get_by_label("内容", exact=True).last.fill("お電話でお詫びし、返金で合意しました。")
    page.get_by_role("button", name="記録する", exact=True).click()
    expect(page.locator(".promise")).to_contain_text("お約束を守れました")
    page.goto(address)
    expect(page.get_by_text("100%")).to_be_visible()
    assert not browsers.is_wide(page)


def test_a_text_that_cannot_be_filled_cannot_be_put_in(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    fits = Written("reply", "はじめの一言", "{{ staff }}です。")
    house.writes_out(fits, Written("reply", "商品について", "{{ product }}の件ですね。"))
    house.says(HANAKO, "担当者と話す")  # who bought nothing yet
    _sign_in(page, address)
    page.goto(f"{address}cases/{house.rows(Case)[0].id}")
    page.get_by_role("button", name="はじめの一言").click()
    expect(page.locator("#reply")).to_have_value("佐藤です。")
    expect(page.get_by_role("button", name="商品について")).to_be_disabled()


def _tab_to(page: Any, selector: str) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never reached {selector}")


def test_a_customer_is_answered_without_a_mouse(house: House, page: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    _sign_in(page, address)
    expect(page.get_by_text("いま、お店の番のお客様は")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")  # past the menu, to what matters
    _tab_to(page, "a.button.main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="山田花子様")).to_be_visible()
    _tab_to(page, "textarea[name=text]")
    page.keyboard.type("このたびは申し訳ございません。")
    _tab_to(page, "form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("返信しました")
    assert "このたびは申し訳ございません。" in house.said()


def test_a_lost_connection_is_said_and_taken_back(house: House, chromium: Any, address: str) -> None:
    expect = playwright.expect
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = context.new_page()
    _sign_in(page, address)
    for path in ("", f"cases/{case.id}"):
        page.goto(f"{address}{path}")
        expect(page.locator("#lifeline")).to_be_hidden()
        context.set_offline(True)
        expect(page.get_by_text("サーバーとつながりません。")).to_be_visible()
        context.set_offline(False)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#lifeline")).to_be_hidden()
    context.close()
