"""Two people with one form open: nobody takes away what a colleague saved and they never saw."""

import re

import pytest
from sqlalchemy import select

from models.assignment import AssignmentRule, LadderStep
from models.case_template import CaseTemplate
from models.shop_setting import ShopSetting
from models.staff import Staff
from models.staff_hours import StaffHours
from models.webhook import WebhookEndpoint
from services.written import Written
from tests.console.house import Browser, House

REFUSED = "ほかの人が先に変えたため、保存していません"


@pytest.fixture
def two(house: House) -> tuple[Browser, Browser]:
    people = [house.hire(f"{name}@example.jp", "owner", name) for name in ("sato", "tanaka")]
    first, second = (house.browser().enter(person) for person in people)
    return first, second


def mark(browser: Browser, page: str, near: str = "") -> str:
    """What the form behind `near` was filled from."""
    seen = browser.see(page)
    found = re.search(r'name="shown" value="(\w+)"', seen[seen.index(near) :])
    assert found, page
    return found[1]


def settings(house: House) -> dict[str, object]:
    with house.database.read() as session:
        return {row.name: row.value for row in session.scalars(select(ShopSetting))}


def test_a_template_that_a_colleague_rewrote_is_not_overwritten_unseen(
    house: House, two: tuple[Browser, Browser]
) -> None:
    first, second = two
    (row,) = house.writes_out(Written("reply", "はじめの一言", "もとの文"))
    page = f"/templates/{row.id}"
    shown = mark(second, page)
    first.post(page, {"title": "はじめの一言", "text": "佐藤が直した文", "active": "1", "shown": shown})
    form = {"title": "田中の題名", "text": "田中の文", "active": "1"}
    refused = second.post(page, {**form, "shown": shown})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert "佐藤が直した文" in refused.text
    assert "田中の文</textarea>" in refused.text
    assert house.rows(CaseTemplate)[0].text == "佐藤が直した文"
    new = re.search(r'name="shown" value="(\w+)"', refused.text)
    assert new
    assert second.post(page, {**form, "shown": new[1]}).status_code == 302
    assert house.rows(CaseTemplate)[0].text == "田中の文"


def test_a_rule_and_the_ladder_keep_what_a_colleague_decided(
    house: House, two: tuple[Browser, Browser]
) -> None:
    first, second = two
    page, ladder = "/settings/assignment", "/settings/assignment/ladder"
    first.post(page, {"words": "返金", "staff": ["1"]})
    (rule,) = house.rows(AssignmentRule)
    near = f'name="rule" value="{rule.id}"'
    seen, steps = mark(second, page, near), mark(second, page, 'id="ladder"')
    form = {"rule": str(rule.id), "staff": ["1"], "shown": seen}
    assert first.post(page, {**form, "words": "返金、交換"}).status_code == 302
    refused = second.post(page, {**form, "words": "定期"})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert house.rows(AssignmentRule)[0].words == ["返金", "交換"]
    step = {"rung-0": "lead", "side-0": "after", "ways-0": ["mail"], "shown": steps}
    assert first.post(ladder, {**step, "minutes-0": "15"}).status_code == 302
    assert second.post(ladder, {**step, "minutes-0": "90"}).status_code == 409
    assert [row.minutes for row in house.rows(LadderStep)] == [15]


def test_hours_of_a_colleague_are_not_set_back(house: House, two: tuple[Browser, Browser]) -> None:
    first, second = two
    seen = mark(second, "/settings/hours", "/settings/hours/1")
    assert first.post("/settings/hours/1", {"hours": "月-金 10:00-15:00", "shown": seen}).status_code == 302
    assert second.post("/settings/hours/1", {"away_from": "2026-12-01", "shown": seen}).status_code == 409
    with house.database.read() as session:
        assert session.get_one(StaffHours, 1).hours == "月-金 10:00-15:00"


@pytest.mark.parametrize(
    ("where", "name", "earlier", "later"),
    [
        ("/settings/partner", "contact", "森", "林"),
        ("/settings/retention", "events", "365", "90"),
        ("/settings/shop", "claim", "90", "30"),
    ],
)
def test_what_the_shop_decided_meanwhile_stands_until_it_was_seen(
    house: House, two: tuple[Browser, Browser], where: str, name: str, earlier: str, later: str
) -> None:
    first, second = two
    form = dict(re.findall(r'<input(?: type="\w+")? name="([\w-]+)"[^>]* value="([^"]*)"', second.see(where)))
    del form["csrf_token"]
    form |= (
        {"holidays": "JP", "promise": "180", "do": "save"} if where == "/settings/shop" else {"do": "save"}
    )
    assert first.post(where, {**form, name: earlier}).status_code == 302
    kept = settings(house)
    assert kept
    refused = second.post(where, {**form, name: later})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert settings(house) == kept
    tried = (
        second.post(where, {**form, name: later, "do": "try"}) if where != "/settings/partner" else refused
    )
    brought = form["shown"] if tried is not refused else mark_in(refused.text)
    assert f'name="shown" value="{brought}"' in tried.text
    again = second.post(where, {**form, name: later, "shown": mark_in(refused.text)})
    assert again.status_code == 302
    assert settings(house) != kept


def mark_in(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_number_of_thousands_of_digits_is_nobody(house: House, two: tuple[Browser, Browser]) -> None:
    answer = two[0].post("/settings/assignment", {"words": "返金", "staff": ["9" * 5000, "9" * 30]})
    assert answer.status_code == 409


def test_a_role_that_was_taken_away_meanwhile_is_not_given_back_unseen(
    house: House, two: tuple[Browser, Browser]
) -> None:
    first, second = two
    page, staff = "/settings/staff", house.hire("suzuki@example.jp", "lead")
    seen = mark(second, page, f"/settings/staff/{staff.id}")
    form = {"what": "role", "shown": seen}
    assert first.post(f"{page}/{staff.id}", {**form, "role": "viewer"}).status_code == 302
    refused = second.post(f"{page}/{staff.id}", {**form, "role": "agent"})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert house.rows(Staff, id=staff.id)[0].role == "viewer"


def test_a_second_step_that_was_demanded_meanwhile_stays_demanded(
    house: House, two: tuple[Browser, Browser]
) -> None:
    first, second = two
    seen = mark(second, "/settings/staff", "/settings/factor")
    assert first.post("/settings/factor", {"roles": ["agent"], "shown": seen}).status_code == 302
    refused = second.post("/settings/factor", {"roles": ["viewer"], "shown": seen})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert settings(house)["second_factor"] == {"roles": ["agent"]}


def test_an_endpoint_keeps_the_address_a_colleague_gave_it(
    house: House, two: tuple[Browser, Browser]
) -> None:
    first, second = two
    form = {"name": "倉庫", "events": ["case.opened"]}
    first.post("/settings/webhooks", {**form, "url": "https://old.example.jp/"})
    page = "/settings/webhooks/1"
    form |= {"what": "save", "shown": mark(second, page)}
    assert first.post(page, {**form, "url": "https://new.example.jp/"}).status_code == 302
    refused = second.post(page, {**form, "url": "https://old.example.jp/"})
    assert refused.status_code == 409
    assert REFUSED in refused.text
    assert house.rows(WebhookEndpoint)[0].url == "https://new.example.jp/"
