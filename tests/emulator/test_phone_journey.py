"""From the claim link to an accepted proposal, on the phone in the browser: the product, LINE and a person.

SCREENSHOTS=folder keeps what was on the screen at each station, SCREEN=desk on a wide one.
"""

import os
import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from demo import run as demo
from demo.browser import Browser
from demo.story import PASSWORD
from demo.world import World
from tests.emulator import browsers
from tests.processes.programs import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
LINK = re.compile(r'href="(https://line\.me/R/oaMessage/[^"]+)"')


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from browsers.launched()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The product and its LINE as `make demo` starts them, with a token and a staff member's link."""
    port, line_port = free_port(), free_port()
    product, line = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line_port}"
    environment = {**os.environ, **demo._environment(tmp_path, port, line)}
    python = sys.executable
    emulator = [python, "-m", "emulator", "--port", str(line_port)]
    emulator += ["--webhook-url", f"{product}/callback", "--product-url", product]
    emulator += ["--display-name", demo.SHOP_NAME]
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(demo._start(emulator, environment, tmp_path / "line.log"))
        demo._wait_for(f"{line}/emulator/health", children[-1])
        children.append(demo._start([python, "bot.py", "run"], environment, tmp_path / "sonogo.log"))
        demo._wait_for(f"{product}/health/ready", children[-1])
        token = demo._last_line([python, "bot.py", "token", "create", "shop"], environment)
        hire = [python, "bot.py", "staff", "add", demo.EMAIL, "--role", "owner", "--name", "鈴木"]
        yield World(product, line, token), urllib.parse.urlsplit(demo._last_line(hire, environment)).path
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait(40)


class Customer:
    """A person at the phone's page: looks, taps, types, and can wait for days."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def sees(self, words: str, seconds: float = 20) -> None:
        said = self.page.locator(".line.account", has_text=words).last
        browsers.playwright.expect(said).to_be_visible(timeout=seconds * 1000)

    def taps(self, label: str) -> None:
        """Tap, and see the shop's answer: who moves the clock before it came lets its reply token expire."""
        heard = self.page.locator(".line.account:not(.typing)")
        before = heard.count()
        self.page.locator(".chat").get_by_role("button", name=label).last.click()
        answer = self.page.locator(".line.mine .bubble", has_text=label).last
        browsers.playwright.expect(answer).to_be_visible()
        browsers.playwright.expect(heard.nth(before)).to_be_visible(timeout=20_000)

    def says(self, words: str) -> None:
        field = self.page.get_by_label("メッセージを入力")
        field.fill(words)
        field.press("Enter")

    def waits(self, days: int) -> None:
        for _ in range(days):
            with self.page.expect_response(lambda answer: answer.url.endswith("/phone/clock")):
                self.page.get_by_role("button", name="+1日").click()

    def waits_for(self, label: str) -> None:
        """From message to message, until one has that button."""
        button = self.page.locator(".chat").get_by_role("button", name=label)
        said = self.page.locator("#clock-said")
        for _ in range(4):
            self.page.get_by_role("button", name="次のメッセージまで").click()
            browsers.playwright.expect(said).to_have_text("届きました", timeout=120_000)
            self.page.wait_for_timeout(1500)
            if button.count():
                return
        pytest.fail(f"no message with the button {label!r} came")

    def keeps(self, name: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.wait_for_timeout(1500)
            self.page.screenshot(path=f"{folder}/{name}.png")


def test_from_the_claim_link_to_an_accepted_proposal(chromium: Any, shop: tuple[World, str]) -> None:
    world, staff_link = shop
    world.travel_to(10)
    purchase = world.shop("POST", "/api/v1/purchases", _order(world))
    landing = urllib3.request("GET", purchase["landing_url"].replace("localhost", "127.0.0.1")).data.decode()
    link = LINK.search(landing)
    assert link, landing
    size = browsers.DESK if os.environ.get("SCREEN") == "desk" else browsers.PHONE
    with browsers.opened(chromium, size) as page:
        hanako = Customer(page)
        page.goto(f"{world.line}/?oaMessage={urllib.parse.quote(link[1], safe='')}")
        field = page.get_by_label("メッセージを入力")
        browsers.playwright.expect(field).to_have_value(re.compile(purchase["claim_code"]))
        page.get_by_role("button", name="友だち追加").click()
        hanako.sees("友だち追加ありがとうございます")
        page.get_by_role("button", name="送信", exact=True).click()
        hanako.sees("うるおい")
        hanako.keeps("1-claimed")
        hanako.taps("うるおい")
        hanako.waits(1)
        world.shop(
            "POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "shipped"}
        )
        hanako.sees("送り出しました")
        hanako.waits(1)
        world.shop(
            "POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "delivered"}
        )
        hanako.waits(2)
        hanako.waits_for("できました")
        hanako.taps("できました")
        hanako.waits(9)
        hanako.waits_for("毎日使っている")
        hanako.sees("もう使ってみましたか")
        hanako.keeps("2-asked")
        hanako.taps("毎日使っている")
        hanako.sees("うるおい")
        hanako.says("４")
        hanako.sees("気持ち")
        hanako.keeps("3-feeling")
        hanako.says("もやもや")
        hanako.taps("不安")
        hanako.says("使うと少しベタつく気がします")
        hanako.sees("鈴木が、")
        staff = Browser(world.product)
        staff.open(staff_link)
        staff.submit("/console/welcome/", password=PASSWORD, again=PASSWORD, repeat=PASSWORD)
        staff.open(staff.first_case())
        offer = "夜だけ、いつもの半分の量にしてみませんか。"
        staff.submit("/propose", kind="advice", text=offer)
        hanako.sees(offer)
        hanako.keeps("4-proposal")
        hanako.taps("お願いする")
        staff.open(staff.first_case() if "お願いする" in page.content() else "/console/")
        hanako.keeps("5-accepted")
        billed = page.locator("#log li", has_text="1通")
        assert billed.count() >= 4


def _order(world: World) -> dict[str, Any]:
    item = {
        "sku": "SZK-SERUM-30",
        "name": "しずく美容液",
        "category": "cosmetics",
        "quantity": 1,
        "unit_price": 4800,
    }
    customer = {"name": "佐藤花子", "phone": "090-0000-0001", "email": "hanako@example.jp"}
    return {
        "external_id": "PHONE-1",
        "purchased_at": world.now().isoformat(),
        "items": [item],
        "customer": customer,
    }
