"""A marketer's day in a real browser, on a phone and on a desk: from a mistake to a publishing and back."""

# ruff: noqa: F811 - fixtures of the other browser tests, asked for by name

import re
from typing import Any

import pytest

from models.publication import Publication
from models.staff import Staff
from services import drafts, experiments, pausing
from tests.console.house import PASSWORD, House
from tests.console.test_browser import address, chromium, page  # noqa: F401
from tests.console.test_scripts import NEW, OLD, draft_texts, live, mid_way
from tests.emulator import browsers

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


@pytest.fixture
def marketer(house: House, page: Any, address: str) -> Any:
    house.hire("midori@example.jp", "marketer", "緑")
    mid_way(house)
    page.goto(f"{address}journeys")
    page.get_by_label("メールアドレス").fill("midori@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    return page


def test_a_marketers_day(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    before = live(house)
    page.locator(".script-line", has_text="その後、いかがですか（14日目）").click()
    page.wait_for_load_state()  # of two drawings the style shows one
    expect(page.locator("svg.flow:visible")).to_be_visible()
    expect(page.get_by_text("第1版に 1人")).to_be_visible()
    assert not browsers.is_wide(page)

    page.get_by_role("link", name="書きなおす").click()
    area = page.get_by_label("文章（YAML）")
    text = before.text.replace(OLD, NEW)
    area.fill(text.replace("purpose: check_in", "purpose: chek_in"))
    expect(page.locator(".problem.error").first).to_contain_text("5行目")
    expect(page.locator(".numbers .bad")).to_have_text("5")
    page.get_by_role("button", name="公開の確認へ").click()
    expect(page.get_by_role("alert")).to_contain_text("5行目")
    expect(page.get_by_role("button", name="公開する")).to_have_count(0)

    page.get_by_role("link", name="書くのに戻る").click()
    page.get_by_label("文章（YAML）").fill(text)
    expect(page.get_by_text("直すところはありません。")).to_be_visible()
    page.get_by_role("button", name="保存して試す").click()
    expect(page.locator(".theirs").first).to_contain_text(NEW)
    page.get_by_role("button", name="まだ使っていない").click()
    expect(page.locator(".chat")).to_contain_text("大丈夫です、ご自分のペースで")
    assert not browsers.is_wide(page)

    page.get_by_role("link", name="書くのに戻る").click()
    page.get_by_role("button", name="公開の確認へ").click()
    expect(page.get_by_text("いま1人が途中です。")).to_be_visible()
    expect(page.locator(".diff .plus").first).to_contain_text(NEW)
    expect(page.locator(".diff .minus").first).to_contain_text(OLD)
    assert not browsers.is_wide(page)
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("status")).to_contain_text("公開しました")
    assert NEW in live(house).text
    assert draft_texts(house) == [""]

    page.locator(".history a", has_text="第1版").click()
    expect(page.locator(".diff .plus").first).to_contain_text(OLD)
    page.get_by_role("button", name="この内容に戻す").click()
    page.get_by_role("button", name="戻して公開").click()
    expect(page.get_by_role("status")).to_contain_text("以前の内容に戻しました")
    assert live(house).text == before.text
    assert len(house.rows(Publication, kind="script", name="checkin")) == 3


def test_a_marketer_begins_with_a_starter(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    page.get_by_role("link", name="新しくつくる").click()
    assert not browsers.is_wide(page)
    page.get_by_role("button", name="「食べもの・飲みもののその後」を入れる").click()
    expect(page.get_by_role("status")).to_contain_text("ひな形を入れました")
    expect(page.get_by_text("これからの次の購入が、このシナリオで進みます")).to_be_visible()
    assert not browsers.is_wide(page)
    page.get_by_role("link", name="その後、いかがですか（食品）").click()
    page.get_by_role("link", name="書きなおす").click()
    area = page.get_by_label("文章（YAML）")
    area.fill(area.input_value().replace("召し上がりましたか", "お口に合いましたか"))
    expect(page.get_by_text("直すところはありません。")).to_be_visible()
    page.get_by_role("button", name="公開の確認へ").click()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("status")).to_contain_text("公開しました")

    page.goto(re.sub(r"scripts/.*$", "journeys", page.url))
    page.locator(".begun .script-line", has_text="food").click()
    assert not browsers.is_wide(page)
    page.get_by_role("button", name="公開の確認へ").click()
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("status")).to_contain_text("公開しました")
    assert "お口に合いましたか" in live(house, "food-checkin").text
    assert live(house, "food", "journey").staff_id is not None


def test_a_copy_is_begun_and_thrown_away(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    page.get_by_role("link", name="新しくつくる").click()
    page.get_by_label("もとにするもの").select_option("script/checkin")
    page.get_by_label("題名").fill("常連のお客様に")
    page.get_by_role("button", name="つくって書きはじめる").click()
    expect(page.get_by_role("heading", name="常連のお客様に")).to_be_visible()
    expect(page.get_by_label("文章（YAML）")).to_have_value(re.compile(OLD))
    page.get_by_role("button", name="下書きを捨てる").click()
    page.get_by_role("button", name="捨てる", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("下書きを捨てました")
    expect(page.locator(".begun")).to_have_count(0)


def test_what_is_typed_survives_a_lost_page(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    page.goto(re.sub(r"journeys$", "scripts/script/checkin/edit", page.url))
    area = page.get_by_label("文章（YAML）")
    area.fill("id: checkin\ntitle: 途中まで")
    page.reload()
    page.get_by_role("button", name="その文章を使う").click()
    expect(area).to_have_value("id: checkin\ntitle: 途中まで")


def test_words_that_fit_are_offered_and_put_in(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    page.goto(re.sub(r"journeys$", "scripts/script/checkin/edit", page.url))
    area = page.get_by_label("文章（YAML）")
    area.fill("id: checkin\ntitle: x\npur")
    page.locator("[data-word='purpose: ']").click()
    expect(area).to_have_value("id: checkin\ntitle: x\npurpose: ")
    page.locator("[data-word='check_in']").click()
    expect(area).to_have_value("id: checkin\ntitle: x\npurpose: check_in")


def test_a_touchpoint_is_paused_and_goes_on(house: House, marketer: Any) -> None:
    expect, page = playwright.expect, marketer
    page.locator(".journey-card", has_text="お買いもののその後").click()
    page.locator("#checkin").get_by_role("button", name="を止める").click()
    page.get_by_role("button", name="止める", exact=True).last.click()
    expect(page.locator("#checkin")).to_contain_text("待っている方 0人")
    assert not browsers.is_wide(page)
    page.locator("#checkin").get_by_role("button", name="再開して、待っている方にも送る").click()
    expect(page.get_by_role("status")).to_contain_text("接点を再開しました")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_a_serious_hindrance(house: House, chromium: Any, address: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    # The checker brings styles of its own, which our policy rightly refuses: here it may.
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="ja-JP", bypass_csp=True)
    page = context.new_page()
    house.hire("midori@example.jp", "marketer", "緑")
    with house.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        text = live(house).text.replace(OLD, NEW)
        drafts.save_draft(uow.session, "script", "checkin", text, staff, house.clock(), revision=0)
        other = live(house, "welcome").text.replace("配信停止", "配信停止 ")
        experiments.start(uow.session, "welcome", other, staff, house.clock())
        pausing.pause(uow.session, "default", "checkin", staff, house.clock())
        uow.commit()
    page.goto(f"{address}journeys")
    page.get_by_label("メールアドレス").fill("midori@example.jp")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    one = "scripts/script/checkin"
    paths = (
        "journeys", "scripts/journey/default", one, f"{one}/edit", f"{one}/review", f"{one}/try?m=tap:1",
        f"{one}/versions/{live(house).id}", "scripts/script/welcome", f"{one}/languages/en",
    )  # fmt: skip
    serious = []
    for path in paths:
        page.goto(f"{address}{path}")
        for finding in axe.run(page).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                serious += [(path, finding["id"], node["target"]) for node in finding["nodes"]]
    context.close()
    assert serious == []


def test_a_marketer_says_it_in_english(house: House, marketer: Any) -> None:
    """From a button that is too long to a version: in the table, in the phone, before publishing."""
    expect, page = playwright.expect, marketer
    page.locator(".script-line", has_text="その後、いかがですか（14日目）").click()
    page.locator("#languages summary", has_text="English").click()
    page.get_by_role("link", name="訳を書く").first.click()
    expect(page.locator("#marks")).to_contain_text("すべてそろっています")
    assert not browsers.is_wide(page)

    often = page.locator("[name='s:steps.used.choices.often.label']")
    often.fill("I use it very often indeed")
    row = page.locator("tr", has=often)
    expect(row.locator(".problem.error")).to_contain_text("1〜20 文字")
    expect(row.locator(".count.over")).to_have_text("26/20")
    expect(page.locator("#marks")).to_contain_text("直すところ 1")
    page.get_by_label("残っている文だけを表示").check()
    assert page.locator(".said-table tr:not(.part):visible").count() == 1
    page.get_by_label("残っている文だけを表示").uncheck()

    page.reload()
    page.get_by_role("button", name="その訳を使う").click()
    expect(often).to_have_value("I use it very often indeed")
    often.fill("Very often")
    expect(page.locator("#marks")).to_contain_text("すべてそろっています")
    repeat = page.locator("[name='s:steps.used.repeat']")
    repeat.fill("Tried it? ")
    page.locator("tr", has=repeat).get_by_role("button", name="を入れる").first.click()
    expect(repeat).to_have_value("Tried it? {{ product }}")

    page.get_by_role("button", name="保存して試す").click()
    expect(page.locator(".theirs").first.get_by_role("button", name="Very often")).to_be_visible()
    assert not browsers.is_wide(page)
    page.get_by_role("link", name="書くのに戻る").click()
    page.get_by_role("button", name="公開の確認へ").click()
    expect(page.get_by_text("いま1人が途中です。")).to_be_visible()
    expect(page.locator(".diff .plus", has_text="Very often")).to_be_visible()
    assert not browsers.is_wide(page)
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("status")).to_contain_text("公開しました")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert live(house).cause == "translation"
