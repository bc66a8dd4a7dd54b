"""Signing in in two steps, my devices, my password: over HTTP, as a browser does it."""

import re
from datetime import timedelta

import pyotp

from models.staff import AuditEntry, Staff
from models.staff_session import StaffSession
from services import second_step
from tests.console.house import PASSWORD, Browser, House

EMAIL, OWNER = "sato@example.jp", "owner@example.jp"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Mobile/15E148 Safari/604.1"
)


def protect(house: House, browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Through the pages: begin, read the secret, show one code, write down the sheet."""
    assert browser.post("/me/factor").location == "/console/me/factor"
    page = browser.see("/me/factor")
    secret = re.search(r'<output class="code secret">([A-Z2-7 ]+)</output>', page)
    assert secret
    assert "<svg" in page
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    answer = browser.post("/me/factor/confirm", {"code": app.at(house.clock())})
    codes = re.findall(r"<li>((?:[2-9A-Z]{4}-){3}[2-9A-Z]{4})</li>", answer.text)
    assert len(codes) == second_step.CODES
    assert codes[0] not in browser.see("/me/security")
    house.clock.advance(minutes=1)
    return app, codes


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("sonogo_console", path="/console")
    assert found is not None
    return found.value


def test_the_password_alone_opens_nothing_any_more(house: House) -> None:
    staff = house.hire(EMAIL)
    app, _ = protect(house, house.browser().enter(staff))
    browser = house.browser()
    answer = browser.sign_in(EMAIL, next="/console/customers")
    assert answer.location == "/console/sign-in/code"
    half = cookie(browser)
    for path in ("/", "/me", "/me/security", "/customers"):
        assert browser.get(path).location.startswith("/console/sign-in"), path
    wrong = f"{(int(app.at(house.clock())) + 1) % 1_000_000:06}"
    assert browser.post("/sign-in/code", {"code": wrong}, page="/sign-in/code").status_code == 401
    answer = browser.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in/code")
    assert answer.location == "/console/customers"
    assert browser.get("/").status_code == 200
    assert cookie(browser) != half
    assert house.rows(StaffSession)[-1].how == "code"
    thief = house.browser()
    thief.client.set_cookie("sonogo_console", half, path="/console")
    assert thief.get("/").status_code == 302
    replayed = thief.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in/code")
    assert replayed.status_code == 401


def test_codes_cannot_be_guessed_and_the_password_does_not_reset_the_count(house: House) -> None:
    app, _ = protect(house, house.browser().enter(house.hire(EMAIL)))
    statuses = []
    for _ in range(2):
        browser = house.browser()
        browser.sign_in(EMAIL)
        statuses += [
            browser.post("/sign-in/code", {"code": "000000"}, page="/sign-in/code").status_code
            for _ in range(second_step.TRIES)
        ]
    assert statuses == [401] * second_step.TRIES + [429] * second_step.TRIES
    answer = browser.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in/code")
    assert answer.status_code == 429  # not even the right one
    assert int(answer.headers["Retry-After"]) > 0


def test_the_time_between_password_and_code_is_short_and_a_changed_password_ends_it(house: House) -> None:
    staff = house.hire(EMAIL)
    app, _ = protect(house, house.browser().enter(staff))
    browser = house.browser()
    browser.sign_in(EMAIL)
    house.clock.advance(minutes=11)
    answer = browser.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in")
    assert answer.location == "/console/sign-in"
    browser.sign_in(EMAIL)
    with house.database.begin() as uow:
        uow.session.get_one(Staff, staff.id).fs_uniquifier = "renewed"
        uow.commit()
    answer = browser.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in/code")
    assert answer.location == "/console/sign-in"
    assert browser.get("/").status_code == 302


def test_a_recovery_code_lets_in_once_and_is_in_the_log(house: House) -> None:
    _, codes = protect(house, house.browser().enter(house.hire(EMAIL)))
    for expected in (302, 401):
        browser = house.browser()
        browser.sign_in(EMAIL)
        assert "16文字" in browser.see("/sign-in/code?recovery=1")
        form = {"code": codes[3], "recovery": "1"}
        assert browser.post("/sign-in/code", form, page="/sign-in/code").status_code == expected
    used = house.rows(AuditEntry, action="staff.recovery_code_used")
    assert [entry.detail for entry in used] == [{"left": second_step.CODES - 1}]
    assert codes[3] not in str([entry.detail for entry in house.rows(AuditEntry)])


def test_a_one_time_link_sets_a_password_but_does_not_go_round_the_code(house: House) -> None:
    owner, staff = house.hire(OWNER, "owner"), house.hire(EMAIL)
    app, _ = protect(house, house.browser().enter(staff))
    answer = house.browser().enter(owner).post(f"/settings/staff/{staff.id}/link")
    path = re.search(r"https://shop\.example\.jp/console(/welcome/[\w-]+)", answer.text)
    assert path
    visitor = house.browser()
    form = {"password": "a long sentence 88", "again": "a long sentence 88"}
    assert visitor.post(path[1], form, page=path[1]).location == "/console/sign-in/code"
    assert visitor.get("/").status_code == 302
    visitor.post("/sign-in/code", {"code": app.at(house.clock())}, page="/sign-in/code")
    assert visitor.get("/").status_code == 200


def test_who_must_have_a_second_factor_opens_nothing_else_before(house: House) -> None:
    owner, lead, agent = house.hire(OWNER, "owner"), house.hire("lead@example.jp", "lead"), house.hire(EMAIL)
    boss = house.browser().enter(owner)
    assert boss.post("/settings/factor", {"roles": ["king"]}).status_code == 409
    assert boss.post("/settings/factor", {"roles": ["lead"]}).status_code == 302
    theirs = house.browser().enter(lead)
    assert theirs.get("/").location == "/console/me/security"
    assert theirs.get("/today/list").status_code == 401
    assert theirs.post("/me/line", page="/me/security").location == "/console/me/security"
    assert "二段階認証が必要です" in theirs.see("/me/security")
    protect(house, theirs)
    assert theirs.get("/").status_code == 200
    assert house.browser().enter(agent).get("/").status_code == 200


def test_devices_are_shown_and_signed_out_one_by_one(house: House) -> None:
    house.hire(EMAIL)
    here, phone, desk = house.browser(), house.browser(), house.browser()
    for browser, agent in ((here, "Firefox/140.0 (X11; Linux)"), (phone, IPHONE), (desk, "x")):
        browser.client.environ_base["HTTP_USER_AGENT"] = agent
        assert browser.sign_in(EMAIL).status_code == 302
    page = here.see("/me/security")
    assert "Safari · iPhone" in page
    assert "Firefox · Linux" in page
    assert page.count("この端末</span>") == 1
    row = next(one for one in house.rows(StaffSession) if one.system == "iPhone")
    assert here.post(f"/me/sessions/{row.id}/end", page="/me/security").status_code == 302
    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200
    here.post("/me/sessions/end", page="/me/security")
    assert desk.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_signs_out_somebody_elses_device(house: House) -> None:
    mine, theirs = house.browser().enter(house.hire(EMAIL)), house.browser().enter(house.hire(OWNER, "owner"))
    for row in house.rows(StaffSession):
        if row.staff_id != house.rows(Staff)[0].id:
            mine.post(f"/me/sessions/{row.id}/end", page="/me/security")
    assert theirs.get("/").status_code == 200


def test_last_seen_follows_by_the_minute_but_not_by_polling(house: House) -> None:
    browser = house.browser().enter(house.hire(EMAIL))
    began = house.rows(StaffSession)[0].seen_at
    house.clock.advance(minutes=5)
    browser.get("/today/list")
    assert house.rows(StaffSession)[0].seen_at == began
    browser.get("/me")
    assert house.rows(StaffSession)[0].seen_at == began + timedelta(minutes=5)


def test_what_opens_the_door_is_changed_only_after_showing_the_password_again(house: House) -> None:
    staff = house.hire(EMAIL)
    browser = house.browser().enter(staff)
    house.clock.advance(minutes=16)
    form = {"password": "a brand new sentence", "again": "a brand new sentence"}
    for path in ("/me/factor", "/me/password", "/me/factor/codes", "/me/factor/off"):
        answer = browser.post(path, form, page="/me/security")
        assert answer.location == "/console/me/confirm?next=/console/me/security", path
    assert house.rows(Staff)[0].password == staff.password
    before = cookie(browser)
    wrong = browser.post("/me/confirm", {"password": "not this one"}, page="/me/confirm")
    assert wrong.status_code == 401
    right = {"password": PASSWORD, "next": "//evil.example"}
    assert browser.post("/me/confirm", right, page="/me/confirm").location == "/console/"
    thief = house.browser()
    thief.client.set_cookie("sonogo_console", before, path="/console")
    assert thief.get("/").status_code == 302  # the session goes on under a new token
    assert browser.post("/me/factor", page="/me/security").location == "/console/me/factor"


def test_a_new_password_ends_all_other_sessions(house: House) -> None:
    staff = house.hire(EMAIL)
    here, other = house.browser().enter(staff), house.browser().enter(staff)
    bad = here.post("/me/password", {"password": "short", "again": "short"}, page="/me/security")
    assert bad.status_code == 422
    form = {"password": "a brand new sentence", "again": "a brand new sentence"}
    assert here.post("/me/password", form, page="/me/security").location == "/console/me/security"
    assert here.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert house.browser().sign_in(EMAIL).status_code == 401
    assert house.browser().sign_in(EMAIL, form["password"]).status_code == 302


def test_an_owner_resets_a_colleagues_second_step(house: House) -> None:
    owner, staff = house.hire(OWNER, "owner"), house.hire(EMAIL)
    theirs = house.browser().enter(staff)
    protect(house, theirs)
    boss = house.browser().enter(owner)
    assert "二段階認証を解除する" in boss.see("/settings/staff")
    assert boss.post(f"/settings/staff/{staff.id}", {"what": "reset_factor"}).status_code == 302
    assert theirs.get("/").status_code == 302
    assert house.browser().sign_in(EMAIL).location == "/console/"
    assert "二段階認証を解除</td>" in boss.see("/settings/audit")
