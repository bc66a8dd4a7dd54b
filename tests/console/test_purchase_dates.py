"""Dates that cannot be are asked about, and a milestone recorded by mistake is taken back by hand."""

from typing import Any

import pytest

from models.purchase import Milestone
from models.refill import RefillForecast
from models.staff import AuditEntry
from models.touchpoint import Touchpoint
from tests.console.house import HANAKO, Browser, House
from tests.console.test_purchase_pages import ORDER, agent, upload

__all__ = ["agent"]
HOME = "/purchases/1"


def tell(browser: Browser, milestone: str, at: str = "") -> Any:
    return browser.post(f"{HOME}/milestone", {"milestone": milestone, "at": at})


def told(house: House) -> set[str]:
    return {row.name for row in house.rows(Milestone)}


def take_back(browser: Browser, milestone: str) -> int:
    return browser.post(f"{HOME}/milestone/take-back", {"milestone": milestone}, page=HOME).status_code


@pytest.mark.parametrize(
    ("milestone", "at", "words"),
    [
        ("delivered", "2026-11-23T23:00", "ご購入の日より前の日付です"),
        ("first_used", "2026-11-26T10:00", "お届けの記録より前の日付です"),
        ("shipped", "2026-11-28T10:00", "お届けの記録より後の日付です"),
    ],
)
def test_a_step_out_of_order_is_refused_with_a_sentence_and_what_was_typed(
    house: House, agent: Browser, milestone: str, at: str, words: str
) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    assert tell(agent, "delivered", "2026-11-27T10:00").status_code == 302
    refused = tell(agent, milestone, at)
    assert refused.status_code == 409
    assert words in refused.text
    assert f'value="{at}"' in refused.text
    assert [row.at.day for row in house.rows(Milestone, name="delivered")] == [27]
    assert told(house) == {"delivered"}


def test_an_expected_day_that_is_over_is_refused_and_one_of_another_year_says_so(
    house: House, agent: Browser
) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    refused = agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2026-01-08"})
    assert refused.status_code == 409
    assert "お届け予定日が過ぎた日です" in refused.text
    assert house.purchases()[0].expected_delivery_on is None
    assert agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2027-01-08"}).status_code == 302
    assert "2027/1/8" in agent.see(HOME)


def test_a_purchase_typed_in_with_a_parcel_before_its_order_is_asked_about(
    house: House, agent: Browser
) -> None:
    answer = agent.post("/purchases/new", {**ORDER, "expected_delivery_on": "2026-01-08"})
    assert answer.status_code == 422
    assert "ご購入の日より前の日付です" in answer.text
    assert house.purchases() == []


def test_what_waits_for_a_milestone_waits_again_when_it_is_taken_back(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    before = {(row.key, row.round): (row.status, row.due_at) for row in house.rows(Touchpoint)}
    tell(agent, "delivered")
    planned = {(row.key, row.round): (row.status, row.due_at) for row in house.rows(Touchpoint)}
    assert planned != before
    assert "記録を取り消す" in agent.see(HOME)
    assert take_back(agent, "delivered") == 302
    after = {(row.key, row.round): (row.status, row.due_at) for row in house.rows(Touchpoint)}
    assert after == before
    assert told(house) == set()
    assert house.rows(RefillForecast) == []
    (entry,) = house.rows(AuditEntry, action="purchase.milestone_taken_back")
    assert entry.detail == {"milestone": "delivered"}
    assert tell(agent, "delivered", "2026-11-26T10:00").status_code == 302
    assert "このままなら" in agent.see(HOME)


@pytest.mark.parametrize("name", ["purchased", "befriended", "delivery_moved", "never", ""])
def test_what_is_not_the_shops_or_was_never_told_stays(house: House, agent: Browser, name: str) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2026-12-05"})
    agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2026-12-08"})
    before = told(house)
    assert "delivery_moved" in before
    assert take_back(agent, name) == 409
    assert told(house) == before


def test_a_moved_delivery_shows_the_day_before_it_as_days_are_written(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2026-12-05"})
    agent.post(f"{HOME}/delivery", {"expected_delivery_on": "2026-12-08"})
    assert "それまで 12/5（土）" in agent.see(HOME)
    assert "それまで 12/5（土）" in agent.see("/customers/1")
    assert "2026-12-05" not in agent.see("/customers/1")


def test_a_file_whose_dates_cannot_be_is_taken_in_with_a_note(house: House, agent: Browser) -> None:
    head = "注文番号,注文日,商品名,発送日,お届け日,お届け予定日"
    rows = "F-1,2026-11-20,しずく美容液,2026-11-22,2026-11-21,2026-11-01"
    answer = upload(agent, f"{head}\n{rows}\n".encode())
    preview = agent.see(answer.location.removeprefix("/console"))
    assert "「発送日」より前の日付です。そのまま登録します" in preview
    assert "「注文日」より前の日付です。そのまま登録します" in preview
