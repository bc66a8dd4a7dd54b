"""通して見る: a marketer sees a journey as a customer would, before anybody gets it."""

from html import unescape

import pytest

from conversations.library import load_library
from conversations.simulate.personas import PERSONAS
from models.outbound import OutboundMessage
from services.living_through import simulated
from tests.console.house import HANAKO, Browser, House

LIFE = "/scripts/journey/default/life"


@pytest.fixture
def marketer(house: House) -> Browser:
    return house.browser().enter(house.hire("midori@example.jp", "marketer", name="緑"))


def test_a_journey_is_read_as_the_chat_of_one_customer(house: House, marketer: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    before = len(house.rows(OutboundMessage))
    page = unescape(marketer.see(LIFE))
    for said in ("友だち追加", "もう使ってみましたか？", "ご購入の日", "1通", "無料"):
        assert said in page, said
    assert page.index("友だち追加") < page.index("もう使ってみましたか？")
    assert len(house.rows(OutboundMessage)) == before, "nobody was written to"


def test_an_unhappy_customer_becomes_a_case_with_a_promise_and_is_asked_again(marketer: Browser) -> None:
    page = unescape(marketer.see(f"{LIFE}?as=unhappy"))
    assert "対応がひらきます" in page
    assert page.index("対応がひらきます") < page.index("対応を終えました")
    assert "スタッフ" in page


def test_every_customer_can_be_chosen_and_nobody_else(marketer: Browser) -> None:
    for persona in PERSONAS:
        assert f"as={persona}" in marketer.see(f"{LIFE}?as={persona}")
    assert "ブロック" in marketer.see(f"{LIFE}?as=blocker")
    assert marketer.get(f"{LIFE}?as=nobody").status_code == 404
    assert marketer.get("/scripts/journey/none/life").status_code == 404


def test_every_journey_there_is_can_be_lived_through(marketer: Browser) -> None:
    for name in load_library().journeys:
        for persona in PERSONAS:
            marketer.see(f"/scripts/journey/{name}/life?as={persona}")


def test_a_draft_is_lived_through_before_it_is_published(house: House, marketer: Browser) -> None:
    marketer.post("/scripts/starters", {"starter": "food"}, page="/scripts/new")
    page = unescape(marketer.see("/scripts/journey/food/life?draft=1"))
    assert "もう召し上がりましたか？" in page
    assert "/scripts/journey/food/life?draft=1" in marketer.see("/scripts/journey/food/review")
    base = "/scripts/journey/default"
    broken = {"text": "id: default\ntitle: x\n", "revision": 0}
    marketer.post(f"{base}/draft", broken, page=f"{base}/edit")
    assert "まだ試せません" in marketer.see(f"{LIFE}?draft=1")
    assert "もう使ってみましたか" in marketer.see(LIFE), "what is live is as it was"


def test_the_time_machine_gets_the_shops_own_rules(house: House) -> None:
    rules = house.shop.rules
    shop = simulated(house.shop, house.clock().date(), 60)
    assert (shop.name, shop.zone, shop.week) == (house.shop.name, house.shop.zone, rules.hours.week)
    assert (shop.promise_within, shop.quiet, shop.caps) == (rules.promise_within, rules.quiet, rules.caps)
    assert all(rules.hours.is_holiday(day) for day in shop.holidays)
