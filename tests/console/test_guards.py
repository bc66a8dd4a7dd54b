"""Every route × every role × every method, as a table; forms, headers and cookies."""

import pytest
from flask import Flask

from console import make_blueprint
from console.blueprint import ROUTES
from models.conversation import Answer
from models.partner import Testimonial
from models.upload import Upload
from models.view import SavedView
from models.webhook import WebhookEndpoint
from tests.console.house import HANAKO, House
from tests.services.ledger import Ledger

ROLES = ("owner", "lead", "agent", "marketer", "viewer")
ALL = frozenset(ROLES)
WORK = frozenset({"owner", "lead", "agent"})
LEARN = frozenset({"owner", "lead", "marketer"})
LEADS = frozenset({"owner", "lead"})
OWNER = frozenset({"owner"})
ANYBODY = frozenset({"anonymous", *ROLES})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CASE = "/cases/1"

# What may be done by whom: (path, method) → roles. Whatever is not here is answered 404 or 405.
MAY = {
    ("/sign-in", "GET"): ANYBODY,
    ("/sign-in", "POST"): ANYBODY,
    ("/welcome/none", "GET"): ANYBODY,
    ("/welcome/none", "POST"): ANYBODY,
    ("/language", "POST"): ANYBODY,
    ("/sign-in/browser", "POST"): ANYBODY,
    ("/sign-in/browser/none", "GET"): ANYBODY,
    ("/sign-in/code", "GET"): ANYBODY,
    ("/sign-in/code", "POST"): ANYBODY,
    ("/sign-in/passkey/ask", "POST"): ANYBODY,
    ("/sign-in/passkey", "POST"): ANYBODY,
    ("/me/confirm/passkey", "POST"): ALL,
    ("/me/passkeys/offer", "POST"): ALL,
    ("/me/passkeys", "POST"): ALL,
    ("/me/passkeys/9", "POST"): ALL,
    ("/me/passkeys/9/remove", "POST"): ALL,
    ("/me", "GET"): ALL,
    ("/me/security", "GET"): ALL,
    ("/me/confirm", "GET"): ALL,
    ("/me/confirm", "POST"): ALL,
    ("/me/factor", "POST"): ALL,
    ("/me/factor", "GET"): ALL,
    ("/me/factor/confirm", "POST"): ALL,
    ("/me/factor/codes", "POST"): ALL,
    ("/me/factor/off", "POST"): ALL,
    ("/me/password", "POST"): ALL,
    ("/me/sessions/9/end", "POST"): ALL,
    ("/me/sessions/end", "POST"): ALL,
    ("/settings", "GET"): LEADS,
    ("/settings/audit", "GET"): LEADS,
    ("/settings/staff", "GET"): OWNER,
    ("/settings/staff", "POST"): OWNER,
    ("/settings/factor", "POST"): OWNER,
    ("/settings/quota", "GET"): LEADS,
    ("/settings/quota", "POST"): OWNER,
    ("/settings/partner", "GET"): OWNER,
    ("/settings/partner", "POST"): OWNER,
    ("/settings/shop", "GET"): OWNER,
    ("/settings/shop", "POST"): OWNER,
    ("/settings/shop/default", "POST"): OWNER,
    ("/settings/staff/1", "POST"): OWNER,
    ("/settings/staff/1/link", "POST"): OWNER,
    ("/settings/assignment", "GET"): LEADS,
    ("/settings/assignment", "POST"): LEADS,
    ("/settings/assignment/1", "POST"): LEADS,
    ("/settings/assignment/ladder", "POST"): LEADS,
    ("/settings/hours", "GET"): LEADS,
    ("/settings/hours/1", "POST"): LEADS,
    ("/me/away", "POST"): WORK,
    ("/settings/webhooks", "GET"): OWNER,
    ("/settings/webhooks", "POST"): OWNER,
    ("/settings/webhooks/1", "GET"): OWNER,
    ("/settings/webhooks/1", "POST"): OWNER,
    ("/settings/webhooks/1/log/1", "POST"): OWNER,
    ("/settings/channels", "GET"): OWNER,
    ("/settings/channels/new", "GET"): OWNER,
    ("/settings/channels/new", "POST"): OWNER,
    ("/settings/channels/1", "GET"): OWNER,
    ("/settings/channels/1", "POST"): OWNER,
    ("/settings/retention", "GET"): OWNER,
    ("/settings/retention", "POST"): OWNER,
    ("/settings/tokens", "GET"): OWNER,
    ("/settings/tokens", "POST"): OWNER,
    ("/settings/tokens/1/revoke", "POST"): OWNER,
    ("/me/line", "POST"): ALL,
    ("/me/line/remove", "POST"): ALL,
    ("/", "GET"): ALL,
    ("/today/list", "GET"): ALL,
    (CASE, "GET"): ALL,
    (f"{CASE}/earlier", "GET"): ALL,
    (f"{CASE}/pulse", "GET"): ALL,
    (f"{CASE}/reply", "POST"): WORK,
    (f"{CASE}/note", "POST"): WORK,
    (f"{CASE}/propose", "POST"): WORK,
    (f"{CASE}/take", "POST"): WORK,
    (f"{CASE}/assign", "POST"): WORK,
    (f"{CASE}/close", "POST"): WORK,
    (f"{CASE}/reopen", "POST"): WORK,
    (f"{CASE}/macro", "POST"): WORK,
    (f"{CASE}/repromise", "POST"): WORK,
    (f"{CASE}/snooze", "POST"): WORK,
    (f"{CASE}/wake", "POST"): WORK,
    (f"{CASE}/log", "POST"): WORK,
    (f"{CASE}/sort", "POST"): WORK,
    (f"{CASE}/due", "POST"): WORK,
    (f"{CASE}/health", "POST"): WORK,
    (f"{CASE}/reading", "POST"): WORK,
    ("/health", "GET"): WORK,
    ("/health.csv", "GET"): WORK,
    (f"{CASE}/due/1", "POST"): WORK,
    (f"{CASE}/due/1/done", "POST"): WORK,
    (f"{CASE}/merge", "POST"): WORK,
    ("/customers/1/read", "POST"): WORK,
    ("/customers/1/case", "POST"): WORK,
    ("/templates", "GET"): ALL,
    ("/templates/new", "GET"): LEADS,
    ("/templates/new", "POST"): LEADS,
    ("/templates/starters", "POST"): LEADS,
    ("/templates/1", "GET"): ALL,
    ("/templates/1", "POST"): LEADS,
    ("/customers", "GET"): ALL,
    ("/customers/1", "GET"): ALL,
    ("/results", "GET"): ALL,
    ("/results/charts/funnel.csv", "GET"): ALL,
    ("/results/cells/rescue", "GET"): ALL,
    ("/results/refills", "GET"): ALL,
    ("/results/refills/forecasts.csv", "GET"): ALL,
    ("/stock", "GET"): ALL,
    ("/stock", "POST"): WORK,
    ("/stock/back", "POST"): WORK,
    ("/purchases/1/rest", "POST"): WORK,
    ("/customers/1/hour", "POST"): WORK,
    ("/purchases/1/subscription", "POST"): WORK,
    ("/results/words", "GET"): ALL,
    ("/results/rows/visits.csv", "GET"): LEARN,
    ("/results/words.csv", "GET"): LEARN,
    ("/results/feedback", "GET"): ALL,
    ("/results/feedback.csv", "GET"): LEARN,
    ("/results/friends", "GET"): ALL,
    ("/results/friends.csv", "GET"): LEARN,
    ("/results/testimonials", "GET"): ALL,
    ("/results/testimonials.csv", "GET"): LEARN,
    ("/results/testimonials/1/withdraw", "POST"): WORK | {"marketer"},
    ("/results/words/1/tag", "POST"): WORK | {"marketer"},
    ("/results/words/1/reading", "POST"): WORK,
    ("/results/words/1/untag", "POST"): WORK | {"marketer"},
    ("/customers/1/pause", "POST"): WORK,
    ("/customers/1/unpause", "POST"): WORK,
    ("/customers/1/offers", "POST"): WORK,
    ("/customers/1/language", "POST"): WORK,
    ("/customers/1/export", "POST"): WORK,
    ("/customers/1/erase/refuse", "POST"): LEADS,
    ("/customers/1/erase", "GET"): LEADS,
    ("/customers/1/erase", "POST"): LEADS,
    ("/views", "POST"): ALL,
    ("/views/1/remove", "POST"): ALL,
    ("/purchases", "GET"): ALL,
    ("/purchases/sheet", "GET"): WORK,
    ("/purchases/new", "GET"): WORK,
    ("/purchases/new", "POST"): WORK,
    ("/purchases/import", "GET"): WORK,
    ("/purchases/import", "POST"): WORK,
    ("/purchases/import/1", "GET"): WORK,
    ("/purchases/import/1", "POST"): WORK,
    ("/purchases/1", "GET"): ALL,
    ("/purchases/1/qr.svg", "GET"): ALL,
    ("/purchases/1/milestone", "POST"): WORK,
    ("/purchases/1/milestone/take-back", "POST"): WORK,
    ("/purchases/1/delivery", "POST"): WORK,
    ("/purchases/1/page", "POST"): WORK,
    ("/purchases/1/end", "POST"): WORK,
    ("/purchases/1/code", "POST"): WORK,
    ("/purchases/1/unbind", "POST"): WORK,
    ("/purchases/1/bind", "POST"): WORK,
    ("/journeys", "GET"): ALL,
    ("/scripts/journey/default/life", "GET"): ALL,
    ("/scripts/new", "GET"): LEARN,
    ("/scripts/new", "POST"): LEARN,
    ("/scripts/starters", "POST"): LEARN,
    ("/scripts/script/checkin", "GET"): ALL,
    ("/scripts/script/welcome/try", "GET"): ALL,
    ("/scripts/script/checkin/edit", "GET"): LEARN,
    ("/scripts/script/checkin/review", "GET"): LEARN,
    ("/scripts/script/checkin/languages/en", "GET"): LEARN,
    ("/scripts/script/checkin/languages/en/check", "POST"): LEARN,
    ("/scripts/script/checkin/languages/en/draft", "POST"): LEARN,
    ("/scripts/script/checkin/languages/en/discard", "POST"): LEARN,
    ("/scripts/script/checkin/versions/1", "GET"): ALL,
    ("/scripts/script/checkin/check", "POST"): LEARN,
    ("/scripts/script/checkin/draft", "POST"): LEARN,
    ("/scripts/script/checkin/discard", "POST"): LEARN,
    ("/scripts/script/checkin/publish", "POST"): LEARN,
    ("/scripts/script/checkin/restore", "POST"): LEARN,
    ("/scripts/journey/default/touchpoints/checkin/pause", "POST"): LEARN,
    ("/scripts/journey/default/touchpoints/checkin/resume", "POST"): LEARN,
    ("/scripts/script/welcome/experiment", "POST"): LEARN,
    ("/scripts/script/welcome/experiment/end", "POST"): LEARN,
    ("/sign-out", "POST"): ALL,  # last: it ends the session
}
ELSEWHERE = {("/me/factor", "GET")}  # nothing was begun: it leads back to where one begins
GONE = {("/purchases/1/qr.svg", "GET")}  # this purchase has found its customer: there is no code any more
PATHS = list(dict.fromkeys(path for path, _ in MAY))


def test_the_table_names_every_route(house: House) -> None:
    rules = {
        (rule.rule.removeprefix("/console"), method)
        for rule in house.app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and rule.endpoint not in ("console.static", "console.missing")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    case, contact = "<int(max=9007199254740991):case_id>", "<int(max=9007199254740991):contact_id>"
    number = "<int(max=9007199254740991):{}_id>"
    written = {
        "/cases/1": f"/cases/{case}",
        "/due/1": f"/due/{case.replace('case_id', 'item_id')}",
        "/templates/1": f"/templates/{case.replace('case_id', 'template_id')}",
        "/customers/1": f"/customers/{contact}",
        "/none": "/<token>",
        "/scripts/script/checkin": "/scripts/<any(script, journey):kind>/<name>",
        "/<any(script, journey):kind>/<name>/languages/en": (
            '/script/<name>/languages/<any(ja, en, "zh-Hant", th):locale>'
        ),
        "/versions/1": f"/versions/{number.format('publication')}",
        "/scripts/script/welcome": "/scripts/script/<name>",
        "/default/touchpoints/checkin": "/<name>/touchpoints/<key>",
        "/scripts/journey/default/life": "/scripts/journey/<name>/life",
        "/results/words/1/": "/results/words/<int(max=9007199254740991):answer_id>/",
        "/results/words.csv": "/results/words.<any(csv,xlsx):kind>",
        "/results/feedback.csv": "/results/feedback.<any(csv,xlsx):kind>",
        "/results/friends.csv": "/results/friends.<any(csv,xlsx):kind>",
        "/results/testimonials.csv": "/results/testimonials.<any(csv,xlsx):kind>",
        "/results/testimonials/1/": "/results/testimonials/<int(max=9007199254740991):lent_id>/",
        "/health.csv": "/health.<any(csv,xlsx):kind>",
        "/refills/forecasts.csv": "/refills/<any(forecasts,reminders):name>.<any(csv,xlsx):kind>",
        "/results/charts/funnel.csv": "/results/charts/<name>.<any(csv,xlsx):kind>",
        "/results/rows/visits.csv": "/results/rows/<any(visits,cases,purchases):what>.csv",
        "/results/cells/rescue": "/results/cells/<any(partner,reassure,expect,rescue):cell>",
        "/purchases/import/1": f"/purchases/import/{number.format('upload')}",
        "/purchases/1": f"/purchases/{number.format('purchase')}",
        "/views/1": f"/views/{number.format('view')}",
        "/settings/channels/1": f"/settings/channels/{number.format('channel')}",
        "/webhooks/1/log/1": "/webhooks/1/log/<int(max=9007199254740991):delivery_id>",
        "/webhooks/1": "/webhooks/<int(max=9007199254740991):endpoint_id>",
        "/assignment/1": "/assignment/<int(max=9007199254740991):rule_id>",
        "/hours/1": "/hours/<int(max=9007199254740991):staff_id>",
        "/staff/1": "/staff/<int(max=9007199254740991):staff_id>",
        "/sessions/9": "/sessions/<int(max=9007199254740991):session_id>",
        "/passkeys/9": "/passkeys/<int(max=9007199254740991):passkey_id>",
        "/tokens/1": "/tokens/<int(max=9007199254740991):token_id>",
    }
    as_written = set()
    for path, method in MAY:
        for example, rule in written.items():
            path = path.replace(example, rule)
        as_written.add((path, method))
    assert rules == as_written
    assert {route.name for route in ROUTES} | {"static"} == {
        rule.endpoint.removeprefix("console.")
        for rule in house.app.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
    }


@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_each_role_may_do_what_the_table_says_and_nothing_else(house: House, role: str) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    _somebody_wrote(house)
    _somebody_listens(house)
    house.writes_out()
    browser = house.browser()
    if role != "anonymous":
        staff = house.hire(f"{role}@example.jp", role)
        with house.database.begin() as uow:
            uow.session.add(
                SavedView(staff_id=staff.id, page="customers", name="x", created_at=house.clock())
            )
            uow.session.add(Upload(channel_id=1, staff_id=staff.id, at=house.clock(), status="done"))
            uow.commit()
        browser.enter(staff)
    wrong = []
    for path in PATHS:
        for method in METHODS:
            status = _try(browser, path, method)
            if status not in _expected(path, method, role):
                wrong.append((path, method, status))
    assert wrong == []


def _somebody_listens(house: House) -> None:
    """A webhook's endpoint."""
    with house.database.begin() as uow:
        uow.session.add(
            WebhookEndpoint(url="https://a.example", secret="x", events=[], created_at=house.clock())
        )
        uow.commit()


def _somebody_wrote(house: House) -> None:
    """Words that may be tagged: the first answer there is."""
    ledger = Ledger(house.database, house.shop)
    ledger.asked(ledger.purchase(ledger.customer()), ("comment", None))
    with house.database.begin() as uow:
        said = uow.session.get_one(Answer, 1)
        uow.session.add(
            Testimonial(
                channel_id=said.channel_id, contact_id=said.contact_id, answer_id=1, words="よい香りです",
                agreed_at=house.clock(),
            )
        )  # fmt: skip
        uow.commit()


def _try(browser, path: str, method: str) -> int:  # type: ignore[no-untyped-def]
    data = {} if method == "GET" else {"csrf_token": browser.token()}
    return int(browser.client.open(f"/console{path}", method=method, data=data).status_code)


def _expected(path: str, method: str, role: str) -> set[int]:
    if (path, method) not in MAY:
        return {404, 405}
    if role in MAY[path, method]:
        if (path, method) in ELSEWHERE:
            return {302}
        if (path, method) in GONE:
            return {404}
        return (
            {200, 302, 401, 409, 410, 422}
            if "anonymous" in MAY[path, method] or method == "POST"
            else {200, 204}
        )
    if role == "anonymous":
        return {401} if path.endswith(("/list", "/pulse")) else {302}
    return {403}


def test_anonymous_people_are_led_to_the_sign_in_and_nowhere_else(house: House) -> None:
    for path, method in MAY:
        if "anonymous" in MAY[path, method] or path.endswith(("/list", "/pulse")):
            continue
        answer = house.browser().client.open(f"/console{path}", method=method)
        assert answer.location.startswith("/console/sign-in"), path


@pytest.mark.parametrize("path", [path for path, method in MAY if method == "POST"])
def test_a_form_without_its_token_is_400(house: House, path: str) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    browser = house.browser().enter(house.hire("sato@example.jp", "owner"))
    before = (house.said(), house.case(1).status)
    for forged in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}, {"csrf_token": house.browser().token()}):
        form = {"text": "x", "reason": "solved", **forged}
        assert browser.client.post(f"/console{path}", data=form).status_code == 400
    assert (house.said(), house.case(1).status) == before


def test_every_answer_carries_the_headers(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp"))
    for path in ("/", "/me", "/customers", "/sign-in", "/nothing", "/cases/99", "/static/console.css"):
        answer = browser.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
        )
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        expected = "no-cache" if "static" in path else "no-store"
        assert answer.headers["Cache-Control"] == expected, path


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House, secure: bool) -> None:
    app = Flask("cookies")
    app.secret_key = "for tests only"
    blueprint = make_blueprint(house.database, lambda _: house.shop, house.clock, house.clock, secure=secure)
    app.register_blueprint(blueprint)
    answer = app.test_client().get("/console/sign-in", base_url="https://shop.example.jp")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    assert ("Secure" in cookie) is secure
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_a_huge_form_is_refused_before_it_is_read(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp"))
    assert browser.client.post("/console/language", data={"x": "y" * 400_000}).status_code == 413
