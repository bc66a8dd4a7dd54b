"""Who bought under no name is known to staff by LINE's, marked as that; never addressed by it."""

from models.contact import Contact
from tests.console.house import HANAKO, Browser, House


def named(house: House, display_name: str) -> Browser:
    """A friend without a purchase wrote, and LINE told their name."""
    house.event(HANAKO, type="follow", follow={"isUnblocked": False})
    with house.database.begin() as uow:
        uow.session.get_one(Contact, house.contact().id).display_name = display_name
        uow.commit()
    return house.browser().enter(house.hire("sato@example.jp", name="佐藤"))


def test_today_and_the_case_name_a_friend_as_line_does(house: House) -> None:
    browser = named(house, "きらら <b>★</b>")
    house.says(HANAKO, "領収書をお願いしたいのですが、どうすればいいでしょうか")
    assert "きらら &lt;b&gt;★&lt;/b&gt;（LINE）" in browser.see("/")
    case = house.complains()
    assert "きらら &lt;b&gt;★&lt;/b&gt;（LINE）" in browser.see("/")
    assert "きらら &lt;b&gt;★&lt;/b&gt;（LINE）への返信" in browser.see(f"/cases/{case.id}")
    assert "きらら" not in house.said(), "customers are never addressed by it"


def test_without_any_name_the_page_says_customer_as_before(house: House) -> None:
    browser = named(house, "  ")
    house.complains()
    page = browser.see("/")
    assert "お客様</b>" in page
    assert "（LINE）" not in page


def test_the_name_they_bought_under_goes_before(house: House) -> None:
    browser = named(house, "きらら")
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    page = browser.see("/")
    assert "山田花子様" in page
    assert "（LINE）" not in page
