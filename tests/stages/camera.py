"""Pictures: the customer's phone, and the console on a phone and on a desk."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from demo.run import EMAIL
from demo.story import PASSWORD
from tests.emulator import browsers
from tests.stages.chapter import Page, Scene
from tests.stages.town import Town

TALLEST: Final = 3200
SETTLING: Final = 400  # ms in which charts and chats draw themselves anew
SIZES: Final = (("phone", browsers.PHONE), ("desk", browsers.DESK))


@dataclass(frozen=True, slots=True)
class Picture:
    """A file and what is on it."""

    file: str
    title: str
    kind: str  # customer, phone, desk


@dataclass
class Camera:
    """Three windows that stay open: the emulator's phone page, the console narrow, the console wide."""

    folder: Path
    town: Town
    line: Any
    console: dict[str, Any]

    def takes(self, key: str, scene: Scene) -> Iterator[Picture]:
        """All pictures of a stage; what must be seen is looked for first."""
        yield self._chat(f"{key}-line.png", scene)
        for number, page in enumerate(scene.own_pages, 1):
            name = f"{key}-own-{number}.png"
            yield self._page(self.line, name, page.path, page, "customer")
        for number, page in enumerate(scene.pages, 1):
            for kind, _ in SIZES:
                name = f"{key}-console-{number}-{kind}.png"
                yield self._page(self.console[kind], name, self.town.world.product + page.path, page, kind)

    def _chat(self, name: str, scene: Scene) -> Picture:
        """The chat from the message with which the stage begins, as far down as a picture goes."""
        self.line.set_viewport_size({"width": browsers.PHONE[0], "height": browsers.PHONE[1]})
        shown = [scene.customer.phone.user_id]
        self.line.evaluate("ids => sessionStorage.setItem('open', JSON.stringify(ids))", shown)
        self.line.goto(self.town.world.line)
        browsers.playwright.expect(self._said(scene.hears)).to_be_visible()
        top = self._said(scene.since).evaluate("line => line.offsetTop - line.parentElement.offsetTop")
        chat = self.line.locator(".chat")
        around = browsers.PHONE[1] - chat.evaluate("chat => chat.clientHeight")
        whole = around + chat.evaluate("chat => chat.scrollHeight") - top

        def turn() -> None:
            chat.evaluate("(chat, top) => (chat.scrollTop = top)", top)

        _shoot(self.line, browsers.PHONE, whole, self.folder / name, turn)
        browsers.playwright.expect(self._said(scene.hears)).to_be_in_viewport(ratio=1)
        return Picture(name, f"{scene.customer.name}様のスマホ", "customer")

    def _said(self, words: str) -> Any:
        return self.line.locator(".line.account", has_text=words).last

    def _page(self, window: Any, name: str, url: str, page: Page, kind: str) -> Picture:
        size = dict(SIZES).get(kind, browsers.PHONE)
        window.set_viewport_size({"width": size[0], "height": size[1]})
        window.goto(url)
        browsers.playwright.expect(window.get_by_text(page.says).first).to_be_visible()
        whole = window.evaluate("document.documentElement.scrollHeight")
        _shoot(window, size, whole, self.folder / name)
        return Picture(name, page.title, kind)


@contextmanager
def unpacked(chromium: Any, folder: Path, town: Town) -> Iterator[Camera]:
    with ExitStack() as stack:
        line = stack.enter_context(browsers.opened(chromium, browsers.PHONE))
        line.goto(town.world.line)
        console = {kind: stack.enter_context(browsers.opened(chromium, size)) for kind, size in SIZES}
        for window in console.values():
            window.goto(f"{town.world.product}/console/")
            window.get_by_label("メールアドレス").fill(EMAIL)
            window.get_by_label("パスワード").fill(PASSWORD)
            window.get_by_role("button", name="サインイン").click()
            browsers.playwright.expect(window).not_to_have_url("**/sign-in")
        yield Camera(folder, town, line, console)


def _shoot(
    window: Any, size: tuple[int, int], whole: int, file: Path, turn: Callable[[], object] = lambda: None
) -> None:
    """The window as high as what is in it: a picture pieced together has its menu bar in the middle."""
    window.set_viewport_size({"width": size[0], "height": min(max(whole, size[1]), TALLEST)})
    window.wait_for_timeout(SETTLING)
    turn()
    window.screenshot(path=file)
