"""The product and its LINE as `make demo` starts them, and a person at the phone's page."""

import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from demo import run as demo
from demo.world import World
from tests.emulator import browsers
from tests.processes.programs import free_port


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[World, str]]:
    with opened_shop(tmp_path) as (world, staff_link):
        yield world, staff_link


@contextmanager
def opened_shop(folder: Path) -> Iterator[tuple[World, str]]:
    """The product and its LINE as `make demo` starts them, with a token and a staff member's link."""
    port, line_port = free_port(), free_port()
    product, line = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line_port}"
    demo._fresh_scripts(folder)
    environment = {**os.environ, **demo.environment_of(folder, port, line_port)}
    python = sys.executable
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(demo._start(demo.line_command(product, line_port), environment, folder / "line.log"))
        demo._wait_for(f"{line}/emulator/health", children[-1])
        children.append(demo._start([python, "bot.py", "run"], environment, folder / "sonogo.log"))
        demo._wait_for(f"{product}/health/ready", children[-1])
        token = demo._last_line([python, "bot.py", "token", "create", "shop"], environment)
        hire = [python, "bot.py", "staff", "add", demo.EMAIL, "--role", "owner", "--name", "鈴木"]
        yield World(product, line, token), urllib.parse.urlsplit(demo._last_line(hire, environment)).path
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait(40)


class Customer:
    """A person at the phone's page: looks, taps, types, and can wait for days."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def sees(self, words: str, seconds: float = 20) -> None:
        said = self.page.locator(".line.account", has_text=words).last
        browsers.playwright.expect(said).to_be_visible(timeout=seconds * 1000)

    def taps(self, label: str) -> None:
        """Tap, and see the shop's answer: who moves the clock before it came lets its reply token expire."""
        heard = self.page.locator(".line.account:not(.typing)")
        before = heard.count()
        self.page.locator(".chat").get_by_role("button", name=label).last.click()
        answer = self.page.locator(".line.mine .bubble", has_text=label).last
        browsers.playwright.expect(answer).to_be_visible()
        browsers.playwright.expect(heard.nth(before)).to_be_visible(timeout=20_000)

    def says(self, words: str) -> None:
        field = self.page.get_by_label("メッセージを入力")
        field.fill(words)
        field.press("Enter")

    def waits(self, days: int) -> None:
        for _ in range(days):
            with self.page.expect_response(lambda answer: answer.url.endswith("/phone/clock")):
                self.page.get_by_role("button", name="+1日").click()

    def waits_for(self, label: str) -> None:
        """From message to message, until one has that button."""
        button = self.page.locator(".chat").get_by_role("button", name=label)
        said = self.page.locator("#clock-said")
        for _ in range(4):
            self.page.get_by_role("button", name="次のメッセージまで").click()
            browsers.playwright.expect(said).to_have_text("届きました", timeout=120_000)
            self.page.wait_for_timeout(1500)
            if button.count():
                return
        pytest.fail(f"no message with the button {label!r} came")

    def keeps(self, name: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.wait_for_timeout(1500)
            self.page.screenshot(path=f"{folder}/{name}.png")
