"""Trying a journey out on the phone's page, with the real product: order, edit, play again, see why.

SCREENSHOTS=folder keeps what was on the screen, as in test_phone_journey.
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from demo.world import World
from tests.emulator import browsers
from tests.emulator.trials import Customer, shop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
__all__ = ["shop"]
OLD, NEW = "いちばん期待していることは何ですか", "どんなふうになったらうれしいですか"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from browsers.launched()


def expect(what: Any) -> Any:
    return browsers.playwright.expect(what)


class Marketer:
    """Somebody at the page who never opens a terminal."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def view(self, name: str) -> None:
        self.page.locator(".tabs").get_by_role("button", name=name, exact=True).click()

    def chats(self) -> None:
        """On a narrow screen the chats are behind a tab, on a wide one they are there."""
        tab = self.page.locator(".tabs").get_by_role("button", name="トーク", exact=True)
        if tab.is_visible():
            tab.click()

    def customer_buys(self, name: str) -> Customer:
        """A new customer, an order, the claim code sent: all on the page."""
        self.chats()
        self.page.get_by_placeholder("お名前").fill(name)
        self.page.get_by_role("button", name="お客様を追加").click()
        expect(self.page.locator(".phone", has=self.page.get_by_role("heading", name=name))).to_be_visible()
        self.view("出来事")
        expect(self.page.get_by_label("どのお客様に").locator("option:checked")).to_have_text(name)
        self.page.get_by_label("商品とシナリオ").select_option("cosmetics")
        self.page.get_by_role("button", name="注文する").click()
        phone = self.page.locator(".phone", has=self.page.get_by_role("heading", name=name))
        field = phone.get_by_label("メッセージを入力")
        expect(field).to_have_value(re.compile("購入コード"))
        phone.get_by_role("button", name="友だち追加").click()
        expect(phone.locator(".line.account").first).to_be_visible()
        field.press("Enter")
        return Customer(phone)

    def opens(self, script: str) -> Any:
        self.view("台本")
        self.page.get_by_label("台本・シナリオを選ぶ").select_option(f"script/{script}")
        text = self.page.get_by_label("台本の本文")
        expect(text).to_have_value(re.compile(f"id: {script}"))
        return text

    def keeps(self, name: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.wait_for_timeout(1500)
            self.page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("size", [browsers.PHONE, browsers.DESK], ids=["phone", "desk"])
def test_a_script_is_edited_while_a_customer_is_midway(
    chromium: Any, shop: tuple[World, str], size: tuple[int, int]
) -> None:
    world, _ = shop
    world.travel_to(10)
    with browsers.opened(chromium, size) as page:
        page.goto(f"{world.line}/")
        marketer = Marketer(page)
        hanako = marketer.customer_buys("花子")
        hanako.sees(OLD)

        text = marketer.opens("cosmetics-welcome")
        good = text.input_value()
        text.fill(good.replace("choices:", "choises:", 1))
        wrong = page.locator(".problems .error button").first
        expect(wrong).to_contain_text("choises")
        page.get_by_role("button", name="保存して公開").click()
        expect(page.locator("#script-state")).to_contain_text("公開していません")
        wrong.click()
        picked = text.evaluate("t => t.value.slice(t.selectionStart, t.selectionEnd)")
        assert "choises" in picked
        marketer.keeps(f"mistake-{size[0]}")
        page.reload()
        expect(marketer.opens("cosmetics-welcome")).to_have_value(re.compile("choises"))
        expect(page.locator("#script-state")).to_contain_text("書きかけを戻しました")

        text.fill(good.replace(OLD, NEW))
        expect(page.locator("#script-state")).to_contain_text("直すところはありません")
        text.press("Control+s")
        expect(page.locator("#script-state")).to_contain_text("v2 を公開しました")
        expect(page.locator("#script-state")).to_contain_text("途中の方 1名（花子 v1）")
        replayed = page.locator(".compared")
        expect(replayed.locator("li.changed del")).to_contain_text(OLD)
        expect(replayed.locator("li.changed ins")).to_contain_text(NEW)
        marketer.keeps(f"script-{size[0]}")

        marketer.chats()
        hanako.taps("うるおい")
        hanako.taps("あとでやります")
        marketer.view("日記")
        diary = page.get_by_label("日記", exact=True).locator("li")
        kept = diary.filter(has_text="はじめた v1 のまま進みました")
        expect(kept.first).to_be_visible()
        expect(diary.filter(has_text=re.compile(r"公開：\S+ v2"))).to_have_count(1)

        jiro = marketer.customer_buys("次郎")
        jiro.sees(NEW)
        marketer.view("日記")
        expect(diary.filter(has_text=re.compile(r"会話を開始：\S+ v2"))).to_have_count(1)
        marketer.keeps(f"midway-{size[0]}")


def test_events_are_dropped_in_and_every_decision_says_why(chromium: Any, shop: tuple[World, str]) -> None:
    world, _ = shop
    world.travel_to(10)
    with browsers.opened(chromium, browsers.DESK) as page:
        page.goto(f"{world.line}/")
        marketer = Marketer(page)
        hanako = marketer.customer_buys("花子")
        hanako.taps("うるおい")
        hanako.taps("あとでやります")

        marketer.view("出来事")
        page.get_by_role("button", name="お届け", exact=True).click()
        expect(page.locator("#toast")).to_have_text("お届け：起きました")
        hanako.sees("お手もとに届くころです")
        page.get_by_role("button", name="お届け", exact=True).click()
        expect(page.locator("#toast")).to_contain_text("何も変わりません")
        page.get_by_role("button", name="お届けが5日遅れる").click()
        expect(page.locator("#toast")).to_have_text("もうお届け済みです")

        marketer.view("日記")
        page.get_by_role("button", name="次のメッセージまで").click()
        expect(page.locator("#clock-said")).to_have_text("届きました", timeout=30_000)
        decided = page.locator("#diary li.is-decided.send").last
        expect(decided).to_contain_text("予定の時刻になったため、お送りしました")
        expect(decided.locator("time")).to_have_text("19:00")
        expect(decided.locator(".state")).to_have_text("1通")
        expect(page.locator("#coming li").first).to_contain_text("ここまで進める")
        assert browsers.serious_findings(page) == []

        marketer.view("出来事")
        page.get_by_role("button", name="スタッフが引き継ぐ").click()
        hanako.sees("鈴木です")
        page.get_by_role("button", name="取り消し", exact=True).click()
        expect(page.locator("#toast")).to_have_text("取り消し：起きました")
        marketer.view("日記")
        skipped = page.locator("#diary li.is-decided.skip").last
        expect(skipped).to_contain_text("購入が取り消されたため、終了しました")
        expect(page.locator("#diary-head")).to_contain_text("スタッフが会話中")
        expect(page.locator("#coming")).to_contain_text("予定はありません")

        page.get_by_role("button", name="English").click()
        expect(skipped).to_contain_text("The purchase was cancelled")
        expect(page.locator("#diary li.day").last).to_have_text(re.compile(r"(Sun|Mon|Tue|Wed|Thu|Fri|Sat)"))
        assert page.locator("#diary").evaluate("d => d.scrollHeight - d.scrollTop - d.clientHeight") < 5
        marketer.view("Scripts")
        expect(page.get_by_label("Text of the script")).to_have_value(re.compile("steps:"))
        assert browsers.serious_findings(page) == []


def test_trouble_is_made_while_playing_and_nothing_is_lost_and_nothing_comes_twice(
    chromium: Any, shop: tuple[World, str]
) -> None:
    world, _ = shop
    world.travel_to(10)
    with browsers.opened(chromium, browsers.DESK) as page:
        page.goto(f"{world.line}/")
        marketer = Marketer(page)
        hanako = marketer.customer_buys("花子")
        hanako.taps("うるおい")
        marketer.view("障害を起こす")
        outcome = page.locator("#outcome li")
        expect(outcome).to_contain_text("失われた 0 · 二重 0")
        page.get_by_role("button", name="受付後に500").click()
        expect(page.locator(".active-faults")).to_contain_text("残り 1")
        marketer.view("出来事")
        page.get_by_role("button", name="お届け", exact=True).click()
        hanako.sees("お届け")
        marketer.view("障害を起こす")
        expect(page.locator(".active-faults")).to_contain_text("1回起きた")
        page.get_by_role("button", name="+1時間").click()
        expect(outcome).to_contain_text("失われた 0 · 二重 0")
        expect(outcome).not_to_contain_text("送信待ち", timeout=20_000)
        assert page.locator(".line.account", has_text="お届け").count() == 1

        down = page.get_by_role("button", name="LINEを止める")
        down.click()
        expect(down).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="次のメッセージまで").click()
        expect(outcome).to_contain_text("送信待ち 1", timeout=30_000)
        down.click()
        page.get_by_role("button", name="止める", exact=True).click()
        page.get_by_role("button", name="+1時間").click()
        hanako.sees("できました")
        expect(outcome).not_to_contain_text("送信待ち", timeout=20_000)
        expect(outcome).to_contain_text("失われた 0 · 二重 0")


def test_time_runs_on_its_own_and_messages_keep_their_hour(chromium: Any, shop: tuple[World, str]) -> None:
    world, _ = shop
    world.travel_to(10)
    with browsers.opened(chromium, browsers.DESK) as page:
        page.goto(f"{world.line}/")
        marketer = Marketer(page)
        hanako = marketer.customer_buys("花子")
        hanako.taps("うるおい")
        marketer.view("出来事")
        page.get_by_role("button", name="お届け", exact=True).click()
        hanako.sees("お届け")
        marketer.view("日記")
        page.get_by_label("時間の速さ").select_option(label="90日を1分")
        hanako.sees("もう使ってみましたか", seconds=60)
        page.get_by_label("時間の速さ").select_option("1")
        asked = page.locator("#diary li.is-decided.send", has_text="14日目")
        expect(asked.locator("time")).to_have_text("19:00")
        assert page.locator("#diary li.is-decided.postpone").count() == 0
