"""A slow line, for the browser tests: what only passes because the page beats the test fails here.

python -m pytest -p tests.slow_browser -m browser --timeout 900
"""

from typing import Any

from playwright.sync_api import BrowserContext, Page

LATENCY_MS = 800  # that each answer takes longer
quick_page = BrowserContext.new_page


def slow_page(context: Any) -> Page:
    page = quick_page(context)
    line = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
    return page


def pytest_configure() -> None:
    setattr(BrowserContext, "new_page", slow_page)  # noqa: B010  (one place for every test's own context)
