"""今月の通数: the page says what sending goes by."""

import re

import pytest
from sqlalchemy import update

from models.channel import Channel
from tests.console.house import House


def told(page: str) -> list[tuple[str, str, str]]:
    rows = re.findall(r"<tr><td>(.*?)</td><td class=\"number\">(.*?)</td><td><span[^>]*>(.*?)</span>", page)
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
