"""The customer's own clock is shown where it differs from the shop's, and nowhere else."""

from datetime import UTC, datetime

from models.contact import Contact
from tests.console.house import HANAKO, House


def lives_in(house: House, zone: str) -> None:
    with house.database.begin() as uow:
        uow.session.get_one(Contact, house.contact().id).time_zone = zone
        uow.commit()


def test_a_customer_abroad_has_their_time_on_the_case_and_on_their_page(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    lives_in(house, "America/New_York")
    browser = house.browser().enter(house.hire("sato@example.jp"))
    house.clock.now = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)  # 12:30 in Tokyo, 22:30 the day before there
    for path in (f"/cases/{case.id}", "/customers/1"):
        page = browser.see(path)
        assert "お客様の時刻 今日 22:30" in page, path
        assert "夜間" in page, path
        assert "America/New_York" in page, path
    assert page.count("お客様の時刻") == 1
    assert browser.see(f"/cases/{case.id}").count("お客様の時刻") == 2, "the promise, too"
    house.clock.now = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    page = house.browser().enter(house.hire("tanaka@example.jp")).see("/customers/1")
    assert "お客様の時刻 今日 09:30" in page
    assert "夜間" not in page


def test_who_lives_by_the_shops_clock_has_no_second_one(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    browser = house.browser().enter(house.hire("sato@example.jp"))
    for zone in ("Asia/Tokyo", "Asia/Seoul"):  # the same hour under another name is no other time
        lives_in(house, zone)
        assert "お客様の時刻" not in browser.see(f"/cases/{case.id}")
        assert "お客様の時刻" not in browser.see("/customers/1")
