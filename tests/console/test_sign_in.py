"""Coming in: one answer to every mistake, a fresh session, links that work once, no way to other sites."""

import re
from datetime import timedelta

import pytest

from console import signing_in
from models.staff import SignInAttempt, Staff
from services import staffing
from tests.console.house import PASSWORD, House

EMAIL = "sato@example.jp"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        staffing, "is_correct", lambda hashed, password: hashed is not None and password == PASSWORD
    )


def invite(house: House, email: str = EMAIL) -> str:
    with house.database.begin() as uow:
        path = staffing.add(uow.session, email, "agent", "佐藤", house.clock())
        uow.commit()
    return path.removeprefix("/console")


def test_the_right_password_opens_the_console(house: House) -> None:
    house.hire(EMAIL)
    browser = house.browser()
    answer = browser.sign_in(EMAIL)
    assert (answer.status_code, answer.location) == (302, "/console/")
    assert browser.get("/").status_code == 200
    assert house.rows(Staff)[0].signed_in_at == house.clock()
    assert house.rows(SignInAttempt) != []  # the address keeps its count, the account does not


def test_nobody_learns_which_accounts_exist(house: House) -> None:
    house.hire(EMAIL)
    with house.database.begin() as uow:
        uow.session.add(
            Staff(
                email="new@example.jp", name="", role="agent", active=True, fs_uniquifier="n",
                created_at=house.clock(),
            )
        )  # fmt: skip
        uow.commit()
    pages = []
    for email, password in (
        (EMAIL, "wrong password"),
        ("nobody@example.jp", PASSWORD),
        ("new@example.jp", PASSWORD),
        ("new@example.jp", ""),
    ):
        answer = house.browser().sign_in(email, password)
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(email, "")
        pages.append((answer.status_code, text))
    assert pages[0][0] == 401
    assert len(set(pages)) == 1


@pytest.mark.usefixtures("cheap")
def test_guessing_is_stopped_with_429_and_time_heals(house: House) -> None:
    house.hire(EMAIL)
    browser = house.browser()
    for _ in range(staffing.ACCOUNT_TRIES):
        assert browser.sign_in(EMAIL, "wrong password").status_code == 401
    answer = browser.sign_in(EMAIL)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    house.clock.advance(minutes=16)
    assert browser.sign_in(EMAIL).status_code == 302


def test_the_session_before_signing_in_is_worth_nothing_after_it(house: House) -> None:
    """Session fixation: a cookie planted before sign-in does not become the signed-in one."""
    house.hire(EMAIL)
    victim = house.browser()
    token = victim.token()
    planted = victim.client.get_cookie("sonogo_console", path="/console")
    assert planted is not None
    victim.sign_in(EMAIL)
    fresh = victim.client.get_cookie("sonogo_console", path="/console")
    assert fresh is not None
    assert fresh.value != planted.value
    assert victim.post("/sign-out", {"csrf_token": token}).status_code == 400
    attacker = house.browser()
    attacker.client.set_cookie("sonogo_console", planted.value, path="/console")
    assert attacker.get("/").status_code == 302


def test_signing_out_ends_a_copied_cookie_too(house: House) -> None:
    house.hire(EMAIL)
    browser, thief = house.browser(EMAIL), house.browser()
    cookie = browser.client.get_cookie("sonogo_console", path="/console")
    assert cookie is not None
    thief.client.set_cookie("sonogo_console", cookie.value, path="/console")
    assert thief.get("/").status_code == 200
    assert browser.post("/sign-out").location == "/console/sign-in"
    assert browser.get("/").status_code == 302
    assert thief.get("/").status_code == 302


def test_an_idle_session_ends_and_polling_does_not_keep_it_alive(house: House) -> None:
    staff = house.hire(EMAIL)
    browser = house.browser().enter(staff)
    for _ in range(3):
        house.clock.advance(hours=3)
        assert browser.get("/").status_code == 200
    for _ in range(4):
        house.clock.advance(hours=1)
        assert browser.get("/today/list").status_code == 200
    house.clock.advance(minutes=1)
    assert browser.get("/today/list").status_code == 401
    assert browser.get("/").status_code == 302


def test_even_a_busy_session_ends_after_a_week(house: House) -> None:
    browser = house.browser().enter(house.hire(EMAIL))
    for _ in range(7 * 8):
        house.clock.advance(hours=3)
        assert browser.get("/").status_code == 200
    house.clock.advance(hours=1)
    assert browser.get("/").status_code == 302


def test_a_person_who_left_is_out_at_once(house: House) -> None:
    staff = house.hire(EMAIL)
    browser = house.browser().enter(staff)
    with house.database.begin() as uow:
        uow.session.get_one(Staff, staff.id).active = False
        uow.commit()
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/\\evil.example",
        "\\\\evil.example",
        "/console//evil.example",
        "javascript:alert(1)",
        "/console/../admin",
        "/api/v1/purchases",
        "http:/console/",
        " //evil.example",
        "/console/\r\nSet-Cookie: x=1",
        "/console\t//evil.example",
        "///evil.example",
        "/console/%2e%2e/admin",
    ],
)
def test_next_never_leads_out_of_the_console(house: House, target: str) -> None:
    house.hire(EMAIL)
    browser = house.browser()
    shown = browser.get("/sign-in", query_string={"next": target}).text
    assert 'name="next" value="/console/"' in shown
    assert browser.sign_in(EMAIL, next=target).location == "/console/"


def test_next_leads_back_to_the_page_one_wanted(house: House) -> None:
    house.hire(EMAIL)
    browser = house.browser()
    wanted = browser.get("/customers?q=A-1").location
    assert wanted == "/console/sign-in?next=/console/customers?q%3DA-1"
    assert 'value="/console/customers?q=A-1"' in browser.get(wanted.removeprefix("/console")).text
    assert browser.sign_in(EMAIL, next="/console/customers?q=A-1").location == "/console/customers?q=A-1"


def test_a_new_colleague_sets_name_and_password_by_link_and_is_in(house: House) -> None:
    link = invite(house)
    browser = house.browser()
    assert EMAIL in browser.see(link)
    assert f'action="/console{link}"' in browser.see(
        link
    )  # looking does not use it up, and its form leads back here
    form = {"name": "佐藤", "password": PASSWORD, "again": PASSWORD}
    answer = browser.post(link, form, page=link)
    assert (answer.status_code, answer.location) == (302, "/console/")
    assert "ようこそ" in browser.see("/")
    other = house.browser()
    assert other.get(link).status_code == 410
    assert other.post(link, form).status_code == 410
    assert other.sign_in(EMAIL).status_code == 302


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (PASSWORD, PASSWORD + "x"), ("x" * 20, "x" * 20)]
)
def test_a_bad_password_keeps_the_link(house: House, password: str, again: str) -> None:
    link = invite(house)
    browser = house.browser()
    refused = browser.post(link, {"password": password, "again": again}, page=link)
    assert refused.status_code == 422
    assert f'action="/console{link}"' in refused.text
    assert browser.get(link).status_code == 200


def test_a_link_is_over_after_two_days(house: House) -> None:
    link = invite(house)
    house.clock.now += staffing.LINK_LIFE + timedelta(seconds=1)
    assert house.browser().get(link).status_code == 410


def test_staff_bind_their_own_line_with_the_code_on_their_page(house: House) -> None:
    staff = house.hire(EMAIL)
    browser = house.browser().enter(staff)
    browser.post("/me/line")
    page = browser.see("/me")
    code = house.rows(Staff)[0].line_code
    assert code in page
    house.says("U" + "s" * 32, code)
    assert house.rows(Staff)[0].line_user_id == "U" + "s" * 32
    assert "お知らせが届きます" in browser.see("/me")
    browser.post("/me/line/remove")
    assert house.rows(Staff)[0].line_user_id is None


def test_there_is_one_place_that_checks_passwords() -> None:
    assert signing_in.staffing.is_right is staffing.is_right


def test_a_stranger_who_guesses_cannot_keep_an_owner_out_of_their_own_browser(house: House) -> None:
    house.hire("owner@example.jp", "owner")
    at_home = house.browser("owner@example.jp")
    at_home.post("/sign-out")
    stranger, elsewhere = house.browser(), house.browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    for _ in range(8):
        assert stranger.sign_in("owner@example.jp", "a wrong password").status_code == 401
    assert stranger.sign_in("owner@example.jp", "a wrong password").status_code == 429
    assert elsewhere.sign_in("owner@example.jp").status_code == 429, "a browser nobody knows has to wait"
    assert at_home.sign_in("owner@example.jp").status_code == 302
    at_home.post("/sign-out")
    for _ in range(8):
        assert at_home.sign_in("owner@example.jp", "a wrong password").status_code == 401
    assert at_home.sign_in("owner@example.jp").status_code == 429, "its own guesses are counted too"


@pytest.mark.parametrize("mark", ["", "x", "WzEsImEiXQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_forged_mark_of_a_browser_is_worth_nothing(house: House, mark: str) -> None:
    house.hire("owner@example.jp", "owner")
    browser = house.browser()
    browser.client.set_cookie("sonogo_device", mark, path="/console/sign-in")
    for _ in range(8):
        browser.sign_in("owner@example.jp", "a wrong password")
    assert browser.sign_in("owner@example.jp").status_code == 429


def test_the_mark_of_a_browser_helps_nobody_into_another_account(house: House) -> None:
    house.hire("agent@example.jp")
    house.hire("owner@example.jp", "owner")
    agent = house.browser("agent@example.jp")
    for _ in range(8):
        agent.sign_in("owner@example.jp", "a wrong password")
    assert agent.sign_in("owner@example.jp").status_code == 429
