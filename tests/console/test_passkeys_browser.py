"""Passkeys with a real Chromium and an authenticator inside it; what was captured opens nothing again."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.serving import make_server

from models.passkey import Passkey
from models.staff import AuditEntry
from models.staff_session import StaffSession
from tests import databases
from tests.conftest import FakeClock
from tests.console.house import PASSWORD, House, build
from tests.console.test_browser import chromium  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
EMAIL, OTHER = "sato@example.jp", "tanaka@example.jp"


@pytest.fixture
def home() -> Iterator[tuple[House, str]]:
    """The console at http://localhost: the one address without https where browsers allow passkeys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database, _ = databases.open_fresh("sqlite")
    house = build(database, FakeClock(datetime.now(UTC)), public_url=f"http://localhost:{port}")
    server = make_server("127.0.0.1", port, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield house, f"http://localhost:{port}/console/"
    server.shutdown()
    thread.join()
    databases.close(database)


@pytest.fixture
def page(chromium: Any, home: tuple[House, str]) -> Iterator[Any]:  # noqa: F811
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    opened, errors = context.new_page(), []
    opened.on("console", lambda said: errors.append(said.text) if "Security Policy" in said.text else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    assert errors == []


def authenticator(page: Any, *, verified: bool = True) -> Any:
    """A device of this page's own that says yes by itself."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, made["authenticatorId"]


def sign_in(page: Any, address: str, email: str = EMAIL) -> None:
    page.goto(address)
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    playwright.expect(page.get_by_role("link", name="Sonogo")).to_be_visible()
    page.wait_for_url(address)


def add(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}me/security")
    page.get_by_label("パスキーの名前").last.fill(name)
    page.get_by_role("button", name="パスキーを追加する").click()


def test_a_passkey_is_added_named_used_and_removed(home: tuple[House, str], page: Any) -> None:
    house, address = home
    expect = playwright.expect
    house.hire(EMAIL)
    authenticator(page)
    sign_in(page, address)
    add(page, address, "店のiPad")
    expect(page.get_by_text("パスキーを追加しました")).to_be_visible()
    expect(page.get_by_text("店のiPad")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{address}customers")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(f"{address}customers")
    assert house.rows(StaffSession)[-1].how == "passkey"

    house.clock.advance(minutes=20)  # removing asks who is there; the passkey answers
    page.goto(f"{address}me/security")
    page.get_by_role("link", name="パスキーを追加する").click()
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(f"{address}me/security#passkeys")
    page.locator("#passkeys summary").click()
    page.locator("#passkeys").get_by_role("button", name="削除する").click()
    page.locator("#confirm").get_by_role("button", name="削除する").click()
    expect(page.get_by_text("パスキーを削除しました")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{address}sign-in")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.get_by_text("このパスキーは確かめられませんでした")).to_be_visible()
    actions = [entry.action for entry in house.rows(AuditEntry)]
    assert "staff.passkey_added" in actions
    assert "staff.passkey_removed" in actions


def test_a_device_that_does_not_ask_for_face_or_pin_is_refused(home: tuple[House, str], page: Any) -> None:
    house, address = home
    house.hire(EMAIL)
    authenticator(page, verified=False)
    sign_in(page, address)
    add(page, address, "x")
    playwright.expect(page.get_by_text("パスキーは使われませんでした")).to_be_visible()
    assert house.rows(Passkey) == []


def test_what_was_captured_opens_nothing_again(home: tuple[House, str], page: Any) -> None:
    """Replayed to the same browser, to another one, with another's key, or altered: refused each time."""
    house, address = home
    house.hire(EMAIL)
    house.hire(OTHER)
    authenticator(page)
    sign_in(page, address)
    add(page, address, "mine")
    playwright.expect(page.get_by_text("パスキーを追加しました")).to_be_visible()
    page.context.clear_cookies()
    sent: list[Any] = []
    page.on("request", lambda asked: sent.append(asked) if asked.url.endswith("/sign-in/passkey") else None)
    page.goto(f"{address}sign-in")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(address)
    body = json.loads(sent[0].post_data)
    cookies = [
        pair for pair in sent[0].all_headers()["cookie"].split("; ") if pair.startswith("sonogo_console=")
    ]
    planted, token = cookies[0].partition("=")[2], sent[0].headers["x-csrftoken"]

    thief = house.browser()
    thief.client.set_cookie("sonogo_console", planted, path="/console")
    headers = {"X-CSRFToken": token, "Host": address.split("/")[2]}
    again = thief.client.post("/console/sign-in/passkey", json=body, headers=headers)
    assert (again.status_code, again.json) == (401, {"problem": "passkey"})  # the challenge was used

    fresh = house.browser()
    csrf = fresh.token("/sign-in")
    fresh.client.post("/console/sign-in/passkey/ask", json={}, headers={"X-CSRFToken": csrf})
    answer = fresh.client.post("/console/sign-in/passkey", json=body, headers={"X-CSRFToken": csrf})
    assert answer.status_code == 401  # another challenge
    without = fresh.client.post("/console/sign-in/passkey", json=body, headers={"X-CSRFToken": csrf})
    assert without.status_code == 409  # no challenge at all

    other = house.browser(OTHER)
    csrf = other.token()
    for path in ("ask",):
        other.client.post(f"/console/sign-in/passkey/{path}", json={}, headers={"X-CSRFToken": csrf})
    confirmed = other.client.post("/console/me/confirm/passkey", json=body, headers={"X-CSRFToken": csrf})
    assert confirmed.status_code == 401
    (row,) = house.rows(Passkey)
    assert other.post(f"/me/passkeys/{row.id}/remove").status_code == 302
    assert other.post(f"/me/passkeys/{row.id}", {"name": "yours"}).status_code == 302
    assert [kept.name for kept in house.rows(Passkey)] == ["mine"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"answer": 3}', '{"answer": {"id": "x", "response": []}}', "{"]
)
def test_nonsense_is_refused_and_never_an_error(home: tuple[House, str], body: str) -> None:
    house, _ = home
    house.hire(EMAIL)
    browser = house.browser(EMAIL)
    headers = {"X-CSRFToken": browser.token(), "Content-Type": "application/json"}
    for ask, use in (("/sign-in/passkey/ask", "/sign-in/passkey"), ("/me/passkeys/offer", "/me/passkeys")):
        asked = browser.client.post(f"/console{ask}", data="{}", headers=headers)
        assert asked.status_code == 200
        assert browser.client.post(f"/console{use}", data=body, headers=headers).status_code in (401, 422)
