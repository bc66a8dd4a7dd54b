"""Chromium for the phone's tests: any console error, and any request to elsewhere, fails them."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from emulator.content import plain_png

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]  # fmt: skip
PHONE, DESK = (390, 844), (1280, 900)
PAINTED = "https://pictures.example/"
playwright.expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def launched() -> Iterator[Any]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Debian's chromium for the browser tests")
        pytest.skip("chromium is not on this machine (make browser installs it)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def opened(chromium: Any, size: tuple[int, int]) -> Iterator[Any]:
    """A page; pictures that messages name are painted here, nothing is fetched from elsewhere."""
    width, height = size
    still = {"locale": "ja-JP", "reduced_motion": "reduce"}  # words half faded have half their contrast
    context = chromium.new_context(viewport={"width": width, "height": height}, **still)
    page, errors, foreign = context.new_page(), [], []
    page.route(re.compile("^https:"), lambda route: route.fulfill(body=plain_png(), content_type="image/png"))
    page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    local = ("http://127.0.0.1:", PAINTED, "data:", "blob:")
    page.on("request", lambda sent: foreign.append(sent.url) if not sent.url.startswith(local) else None)
    yield page
    context.close()
    assert errors == []
    assert foreign == []


def is_wide(page: Any) -> bool:
    """Whether the page scrolls sideways, once what gives it its looks has come."""
    page.wait_for_load_state()
    return bool(page.locator("html").evaluate("root => root.scrollWidth > root.clientWidth"))


def serious_findings(page: Any) -> list[tuple[str, Any]]:
    """What axe calls serious. Colours of messages are their senders' choice: contrast is judged elsewhere."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    return [
        (finding["id"], node["target"])
        for finding in axe.run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
        if not (finding["id"] == "color-contrast" and re.search(r"fx-|tp-|bubble", str(node["target"])))
    ]
