"""今月の通数: the page says what sending goes by."""

import re

import pytest
from sqlalchemy import update

from console.labels.cases import LABELS
from console.words.hours import ENGLISH
from conversations.reasons import reason_en, reason_ja
from models.channel import Channel
from models.shop_setting import ShopSetting
from models.staff import AuditEntry
from tests.console.house import House


def told(page: str) -> list[tuple[str, str, str]]:
    rows = re.findall(
        r"<tr><td>(.*?)</td><td class=\"number\"[^>]*>(.*?)</td><td><span[^>]*>(.*?)</span>", page
    )
    assert len(rows) == 6
    return rows


@pytest.mark.parametrize(
    ("used", "state", "waiting"),
    [(100, "ok", 0), (985, "low", 3), (960, "low", 1), (1000, "out", 6)],
)
def test_the_least_important_waits_first(house: House, used: int, state: str, waiting: int) -> None:
    """It is the 24th at noon in Tokyo: 0.217 of the month is left."""
    with house.database.begin() as uow:
        uow.session.execute(update(Channel).values(quota_limit=1000, quota_used=used, quota_state=state))
        uow.commit()
    page = house.browser().enter(house.hire("lead@example.jp", "lead")).see("/settings/quota")
    rows = told(page)
    assert [row[0] for row in rows][::5] == ["知人への紹介", "スタッフの返信"]
    assert [row[1] for row in rows] == ["43", "32", "22", "11", "4", "0"]
    assert [row[2] for row in rows] == ["待ちます"] * waiting + ["送ります"] * (6 - waiting)
    assert f"{used:,} / 1,000" in page


def test_without_a_limit_nothing_waits(house: House) -> None:
    page = house.browser().enter(house.hire("lead@example.jp", "lead")).see("/settings/quota")
    assert {row[1:] for row in told(page)} == {("—", "送ります")}
    assert "無制限" in page


def order_on(page: str) -> list[str]:
    return re.findall(r"<li><span>(.*?)</span>", page)


def test_an_owner_chooses_what_waits_first_and_it_is_on_record(house: House) -> None:
    with house.database.begin() as uow:
        uow.session.execute(update(Channel).values(quota_limit=1000, quota_used=960, quota_state="low"))
        uow.commit()
    owner = house.browser().enter(house.hire("owner@example.jp", "owner"))
    page = owner.see("/settings/quota")
    assert order_on(page) == ["知人への紹介", "買い足しのご案内", "ご様子うかがい", "進捗のお知らせ"]
    assert "はじめの順番に戻す" not in page
    owner.post("/settings/quota", {"kind": "referral", "what": "later"})
    page = owner.see("/settings/quota")
    assert order_on(page) == ["買い足しのご案内", "知人への紹介", "ご様子うかがい", "進捗のお知らせ"]
    assert [row[0] for row in told(page)][:2] == ["買い足しのご案内", "知人への紹介"]
    assert [row[2] for row in told(page)] == ["待ちます"] + ["送ります"] * 5
    (entry,) = house.rows(AuditEntry, action="settings.changed")
    before = "case_reply promise milestone check_in replenishment referral"
    after = "case_reply promise milestone check_in referral replenishment"
    assert entry.detail == {"quota_order": [before, after]}
    owner.post("/settings/quota", {"what": "default"})
    assert order_on(owner.see("/settings/quota"))[0] == "知人への紹介"
    with house.database.read() as session:
        assert session.query(ShopSetting).count() == 0, "as delivered again"


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "case_reply", "what": "sooner"},
        {"kind": "promise", "what": "sooner"},
        {"kind": "milestone", "what": "later"},
        {"kind": "referral", "what": "sooner"},
        {"kind": "x", "what": "later"},
        {},
    ],
)
def test_neither_answers_are_moved_nor_anything_past_an_end(house: House, form: dict[str, str]) -> None:
    owner = house.browser().enter(house.hire("owner@example.jp", "owner"))
    owner.post("/settings/quota", form)
    assert house.rows(AuditEntry, action="settings.changed") == []


def test_a_lead_sees_the_order_and_has_no_buttons(house: House) -> None:
    page = house.browser().enter(house.hire("lead@example.jp", "lead")).see("/settings/quota")
    assert len(order_on(page)) == 4
    assert 'value="sooner"' not in page


def test_why_a_message_waits_calls_its_kind_as_this_page_does() -> None:
    for kind, name in LABELS["kind"].items():
        assert f"「{name}」" in reason_ja("quota_low", {"kind": kind, "turn": 1})
        assert f"“{ENGLISH[name]}”" in reason_en("quota_low", {"kind": kind, "turn": 1})
