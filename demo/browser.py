"""A staff member's browser: cookies and forms, nothing else."""

import http.cookiejar
import re
import urllib.parse
import urllib.request

from demo.world import StoryBroke


class Browser:
    """A staff member's browser: cookies and forms, nothing else."""

    def __init__(self, product: str) -> None:
        self._product = product
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self._page = ""
        self.address = product

    def open(self, path: str) -> str:
        self._read(urllib.request.Request(urllib.parse.urljoin(self._product, path)))  # noqa: S310 - this machine
        return self._page

    def submit(self, action: str, **fields: str) -> str:
        """Fill in the form that posts to `action` and send it."""
        form = self._form(action)
        hidden = dict(_HIDDEN.findall(form))
        target = _ACTION.search(form)
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        url = urllib.parse.urljoin(
            self.address, target.group(1) if target and target.group(1) else self.address
        )
        self._read(urllib.request.Request(url, data=data, headers={"Referer": self.address}))  # noqa: S310
        return self._page

    def first_case(self) -> str:
        """The path of the most urgent case on 「今日の対応」."""
        page = self.open("/console/")
        found = re.search(r'href="(/console/cases/\d+)', page)
        if found is None:
            raise StoryBroke("no case is open in the console")
        return found.group(1)

    def _form(self, action: str) -> str:
        for form in re.findall(r"<form\b.*?</form>", self._page, re.S):
            if action in form:
                return str(form)
        raise StoryBroke(f"the page {self.address} has no form for {action!r}")

    def _read(self, request: urllib.request.Request) -> None:
        with self._opener.open(request, timeout=30) as answer:
            self.address = answer.geturl()
            self._page = answer.read().decode()


_ACTION = re.compile(r'<form\b[^>]*\baction="([^"]*)"')
_HIDDEN = re.compile(r'<input\b(?=[^>]*type="hidden")(?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")[^>]*>')
