"""What strangers and colleagues of ill will tried at the console. Found by an attack, each kept as a test."""

import re

import pytest

from models.staff import AuditEntry
from services.callers import caller_of
from services.staffing import ADDRESS_TRIES
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House, build
from tests.services.ledger import Ledger


@pytest.fixture
def both(database, clock: FakeClock) -> House:  # type: ignore[no-untyped-def]
    """The house on either database: what one takes, the other may choke on."""
    return build(database, clock)


@pytest.mark.parametrize(
    "path",
    [
        "/customers?product=%00", "/customers?q=%00", "/purchases?journey=a%00", "/results?product=%00",
        "/results/words?tag=a&tag=%00", "/scripts/script/%00", "/welcome/%00",
    ],
)  # fmt: skip
def test_a_zero_byte_in_an_address_is_refused_and_breaks_no_database(both: House, path: str) -> None:
    browser = both.browser().enter(both.hire("sato@example.jp", "owner"))
    assert browser.get(path).status_code == 400


def test_a_zero_byte_in_a_form_is_refused_and_breaks_no_database(both: House) -> None:
    stranger = both.browser()
    assert stranger.post("/sign-in", {"email": "a\0@example.jp", "password": "x"}).status_code == 400
    both.buys(HANAKO, "山田花子", "A-1")
    case = both.complains()
    browser = both.browser().enter(both.hire("sato@example.jp"))
    assert browser.act(case.id, "note", text="a\0b").status_code == 400


@pytest.mark.parametrize("end", ["9999999999", "999999999999", "9" * 18])
def test_a_made_up_invitation_is_over_however_late_it_says_it_ends(house: House, end: str) -> None:
    assert house.browser().get(f"/welcome/1-{end}-{'a' * 32}").status_code == 410


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00"])
def test_a_promise_for_the_end_of_time_is_refused_with_words(both: House, at: str) -> None:
    both.buys(HANAKO, "山田花子", "A-1")
    case = both.complains()
    browser = both.browser().enter(both.hire("sato@example.jp"))
    for what in ("repromise", "snooze", "due"):
        for form in ({"at": at}, {"at": "own", "own": at}):
            assert browser.act(case.id, what, text="x", **form).status_code == 409, (what, form)


@pytest.mark.parametrize(
    "path",
    ["/settings/audit?staff=99999999999999999999", "/settings/audit?staff=-1", "/purchases/sheet?id=²"],
)
def test_a_number_that_is_no_id_finds_nothing_and_breaks_nothing(both: House, path: str) -> None:
    browser = both.browser().enter(both.hire("sato@example.jp", "owner"))
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("where", ["/results", "/results/words"])
def test_a_strangers_link_cannot_turn_our_own_links_elsewhere(house: House, where: str) -> None:
    """`url_for` takes `_scheme`, `_external` and the route's own names; a query string must not reach it."""
    ledger = Ledger(house.database, house.shop)
    ledger.asked(ledger.purchase(ledger.customer()), ("comment", None))
    browser = house.browser().enter(house.hire("sato@example.jp", "owner"))
    for query in ("_external=1&_scheme=javascript", "kind=x&name=x&cell=x&what=x", "_anchor=x&_method=x"):
        shown = browser.see(f"{where}?{query}")
        links = re.findall(r'(?:href|action)="([^"]*)"', shown)
        outside = [
            link for link in links if not re.match(r"/console/|#|\?|https://(line\.me|lin\.ee)/", link)
        ]
        assert outside == []


def test_whoever_opens_a_case_is_on_record(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    viewer = house.hire("guest@example.jp", "viewer")
    house.browser().enter(viewer).see(f"/cases/{case.id}")
    seen = house.rows(AuditEntry, action="case.viewed")
    assert [(entry.staff_id, entry.subject, entry.detail) for entry in seen] == [
        (viewer.id, f"case:{case.id}", {})
    ]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/settings/staff", {"email": "mine@evil.example", "role": "owner", "name": "x"}),
        ("/settings/staff/1", {"what": "role", "role": "owner"}),
        ("/settings/staff/1/link", {}),
        ("/settings/tokens", {"name": "x", "scopes": "purchases:read"}),
    ],
)
def test_at_an_owners_unattended_browser_nobody_makes_themselves_a_key(
    house: House, path: str, form: dict[str, str]
) -> None:
    house.hire("agent@example.jp")
    browser = house.browser().enter(house.hire("owner@example.jp", "owner"))
    house.clock.advance(minutes=20)
    answer = browser.post(path, form)
    assert answer.status_code == 302
    assert answer.location.startswith("/console/me/confirm")
    kinds = {entry.action for entry in house.rows(AuditEntry)}
    assert not kinds & {"staff.invited", "staff.role_changed", "staff.link_renewed", "token.created"}


def test_addresses_of_one_ipv6_network_are_one_caller() -> None:
    assert caller_of("2001:db8:1:2::1") == caller_of("2001:db8:1:2:ffff::9") != caller_of("2001:db8:1:3::1")
    assert caller_of("::ffff:192.0.2.7") == caller_of("192.0.2.7") == "192.0.2.7"
    assert caller_of(None) == caller_of("") == ""
    assert caller_of("no address") == "no address"


def test_guesses_from_a_whole_ipv6_network_are_throttled_as_one(house: House) -> None:
    stranger = house.browser()
    token = stranger.token("/sign-in")
    last = 0
    for number in range(ADDRESS_TRIES + 1):
        form = {"csrf_token": token, "email": f"a{number}@example.jp", "password": "x"}
        address = {"REMOTE_ADDR": f"2001:db8::{number:x}"}
        last = stranger.client.post("/console/sign-in", data=form, environ_base=address).status_code
    assert last == 429
