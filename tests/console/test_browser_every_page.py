"""Every page there is, in a real browser: no serious hindrance, nothing wider than the screen, no error.

The pages are those of the table of guards, so that a new one is looked at as soon as it is there.
"""

# ruff: noqa: F811 - fixtures of the other browser tests, asked for by name

from typing import Any

import pytest

from models.upload import Upload
from models.webhook import WebhookDelivery
from services import assigning, counting
from services.written_starters import STARTERS
from tests.console.house import HANAKO, House
from tests.console.test_browser import _sign_in, address, chromium  # noqa: F401
from tests.console.test_guards import ELSEWHERE, GONE, MAY, _somebody_listens, _somebody_wrote
from tests.emulator import browsers

pytestmark = pytest.mark.browser
PARTS = ("/list", "/pulse", ".csv", "/sign-in", "/sign-in/code", "/browser/none", "/welcome/none")
LONG = "とても長い名前のお店ですがそれでもお名前は最後まで読めるようにしておきたいと思っている" * 2


def pages_of(role: str) -> list[str]:
    return [
        path
        for (path, method), roles in MAY.items()
        if method == "GET" and role in roles and not path.endswith(PARTS)
        if (path, method) not in ELSEWHERE | GONE
    ]


def lived(house: House) -> None:
    """Something of everything, with names and words as long as people's can be."""
    house.hire("sato@example.jp", "owner", "佐藤")
    house.hire("long@example.jp", "agent", LONG)
    house.buys(HANAKO, LONG, "A-1", product=LONG)
    house.complains(text="頬がかゆくて赤いです。" + LONG * 3)
    house.writes_out(*STARTERS)
    _somebody_wrote(house)
    _somebody_listens(house)
    with house.database.begin() as uow:
        uow.session.add(Upload(channel_id=1, staff_id=1, at=house.clock(), status="done"))
        uow.session.add(
            WebhookDelivery(
                endpoint_id=1, message_id="msg_1", type="case.opened", payload='{"type": "case.opened"}',
                status="failed", attempts=9, due_at=house.clock(), created_at=house.clock(), code=500,
                error="refused", tried_at=house.clock(), took_ms=31,
            )
        )  # fmt: skip
        when = assigning.Conditions(words=(LONG[:40], "返金"))
        assigning.save_rule(uow.session, 1, None, when, [1, 2], house.clock())
        uow.commit()
    counting.count_all(house.database, house.shop, house.clock)
    assert house.case(1).reason == "health"


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_a_serious_hindrance_or_is_wider_than_the_screen(
    house: House, chromium: Any, address: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    # The checker brings styles of its own, which our policy rightly refuses: here it may.
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="ja-JP", bypass_csp=True)
    page = context.new_page()
    lived(house)
    _sign_in(page, address)
    paths = pages_of("owner")
    assert {"/settings/assignment", "/settings/hours", "/settings/webhooks/1", "/health"} <= {*paths}
    wrong: list[object] = []
    for path in paths:
        answer = page.goto(f"{address.rstrip('/')}{path}")
        if answer.status != 200:
            wrong.append((path, answer.status))
        if browsers.is_wide(page):
            wrong.append((path, "wider than the screen"))
        for finding in axe.run(page).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                wrong += [(path, finding["id"], node["target"]) for node in finding["nodes"]]
    context.close()
    assert wrong == []


@pytest.mark.parametrize("role", ["agent", "lead", "marketer", "viewer"])
def test_whoever_works_here_reaches_everything_from_the_menu_without_an_error(
    house: House, chromium: Any, address: str, role: str
) -> None:
    lived(house)
    house.hire(f"{role}@example.jp", role, "緑")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page, errors = context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    _sign_in(page, address, f"{role}@example.jp")
    page.get_by_role("button", name="その他のメニュー").click()
    links = page.locator(".menu a, .more-menu a").evaluate_all("all => all.map(a => a.href)")
    everybody = {"today", "customers", "purchases", "results", "journeys", "me"}
    assert len(set(links)) == len(everybody) + (role == "lead")  # and the settings
    for link in set(links):
        answer = page.goto(link)
        assert answer.status == 200, link
        assert not browsers.is_wide(page), link
        assert page.locator("main h1").count() == 1, link
    context.close()
    assert errors == []
