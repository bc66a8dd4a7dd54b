"""From the claim link to an accepted proposal, on the phone in the browser: the product, LINE and a person.

SCREENSHOTS=folder keeps what was on the screen at each station, SCREEN=desk on a wide one.
"""

import os
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from demo.browser import Browser
from demo.story import PASSWORD
from demo.world import World
from tests.emulator import browsers
from tests.emulator.trials import Customer, shop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
__all__ = ["shop"]
LINK = re.compile(r'href="(https://line\.me/R/oaMessage/[^"]+)"')


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from browsers.launched()


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
