"""設定 › 保存期間: counted before it is decided, and decided by an owner who proved who they are."""

import pytest
from sqlalchemy import select

from models.retention import RetentionNight
from models.shop_setting import ShopSetting
from models.staff import AuditEntry, Staff
from tests.console.house import HANAKO, Browser, House

PAGE = "/settings/retention"


def settings(house: House) -> list[ShopSetting]:
    with house.database.read() as session:
        return list(session.scalars(select(ShopSetting)))


@pytest.fixture
def owner(house: House) -> Browser:
    return house.browser().enter(house.hire("owner@example.jp", "owner", "社長"))


def test_what_would_go_is_counted_before_anything_is_decided(house: House, owner: Browser) -> None:
    house.says(HANAKO, "こんにちは")
    house.clock.advance(days=100)
    owner = house.browser().enter(house.rows(Staff, email="owner@example.jp")[0])
    assert "今夜 1件" not in owner.see(PAGE)
    tried = owner.post(PAGE, {"events": "90", "do": "try"}).text
    assert "まだ保存していません" in tried
    assert "今夜 1件" in tried
    assert settings(house) == []


def test_a_period_is_decided_written_down_and_shown(house: House, owner: Browser) -> None:
    answer = owner.post(PAGE, {"events": "365", "people": "0", "do": "save"})
    assert answer.status_code == 302
    page = owner.see(PAGE)
    assert '<option value="365" selected>1年' in page
    assert '<option value="0" selected>消さない' in page
    (entry,) = house.rows(AuditEntry, action="retention.changed")
    assert entry.detail == {"events": [1095, 365], "people": [1826, 0]}


@pytest.mark.parametrize("typed", [{"events": "1"}, {"events": "-5"}, {"audit": "30"}, {"people": "x"}])
def test_a_period_that_is_no_choice_is_refused(house: House, owner: Browser, typed: dict[str, str]) -> None:
    answer = owner.post(PAGE, {**typed, "do": "save"})
    assert answer.status_code == 422
    assert "選べない期間" in answer.text
    assert settings(house) == []


def test_the_nights_before_are_shown(house: House, owner: Browser) -> None:
    with house.database.begin() as uow:
        now = house.clock()
        row = RetentionNight(
            night=now.date(), counts={"events": 1200}, marks={}, began_at=now, finished_at=now
        )
        uow.session.add(row)
        uow.commit()
    assert "お客様から届いたメッセージ 1,200" in owner.see(PAGE)
