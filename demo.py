"""`make demo`: the product and a LINE of its own on this machine, and one customer's story, told as it happens.

The story uses the same doors as everybody: the REST API (the shop), LINE's webhooks (the customer, through the
emulator), the console's forms (staff). Only the clock is special: it travels.
"""

import http.cookiejar
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import urllib3
from rich.console import Console
from rich.markup import escape

TOKYO = ZoneInfo("Asia/Tokyo")
DEMO_SECRET: Final = "8c570fa6dd201bb328f1c1eac23a96d8"  # noqa: S105 - of LINE's own example
EMAIL: Final = "owner@example.jp"
PASSWORD: Final = "hanashizuku-demo-2026"  # noqa: S105 - printed for whoever tries the demo
PATIENCE: Final = 20.0  # seconds a message may take to appear before the story says what is wrong


class StoryBroke(Exception):
    """The demo did not go as written; the message says what was awaited."""


@dataclass
class World:
    """The addresses of the product and of its LINE, and how to talk to both."""

    product: str
    line: str
    token: str
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=30))

    def shop(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call(method, self.product + path, content, {"Authorization": f"Bearer {self.token}"})

    def platform(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._call(method, self.line + path, content, {})

    def travel(self, **by: float) -> datetime:
        """Both clocks forward: the product's and LINE's."""
        seconds = timedelta(**by).total_seconds()
        self.platform("POST", "/emulator/clock", {"advance_seconds": seconds})
        now = self._call("POST", self.product + "/demo/clock", {"advance_seconds": seconds}, {})
        return datetime.fromisoformat(now["now"])

    def now(self) -> datetime:
        return datetime.fromisoformat(self._call("GET", self.product + "/demo/clock", None, {})["now"])

    def travel_to(self, hour: int, *, days: int = 0) -> datetime:
        """To that hour of the shop's day, today or later."""
        here = self.now().astimezone(TOKYO)
        there = here.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
        while there <= here:
            there += timedelta(days=1)
        return self.travel(seconds=(there - here).total_seconds())

    def _call(
        self, method: str, url: str, content: dict[str, Any] | None, headers: dict[str, str]
    ) -> dict[str, Any]:
        body = orjson.dumps(content) if content is not None else None
        answer = self.http.request(
            method, url, body=body, headers={"Content-Type": "application/json", **headers}
        )
        if answer.status >= 400:
            raise StoryBroke(
                f"{method} {url} answered {answer.status}: {answer.data[:300].decode(errors='replace')}"
            )
        return orjson.loads(answer.data) if answer.data else {}


@dataclass
class Phone:
    """One customer's LINE, in the emulator."""

    world: World
    user_id: str
    _seen: int = -1

    def follow(self) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/follow", {"wait": True})

    def say(self, text: str) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/say", {"text": text, "wait": True})

    def tap(self, label: str) -> None:
        self.world.platform("POST", f"/emulator/users/{self.user_id}/tap", {"label": label, "wait": True})

    def labels(self) -> list[str]:
        buttons = self.world.platform("GET", f"/emulator/users/{self.user_id}/buttons")["buttons"]
        return [str(button["label"]) for button in buttons]

    def receive(self, *, quietly: bool = False) -> list[dict[str, Any]]:
        """Wait for the next messages; all that came."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            new = self._new()
            if new:
                time.sleep(0.3)  # what belongs together arrives together
                return new + self._new()
            time.sleep(0.05)
        if quietly:
            return []
        raise StoryBroke("the customer waited for a message that did not come")

    def _new(self) -> list[dict[str, Any]]:
        chat = self.world.platform("GET", f"/emulator/users/{self.user_id}/chat?after={self._seen}")["chat"]
        if chat:
            self._seen = max(line["index"] for line in chat)
        return [line for line in chat if line["from"] == "account"]


class Narrator:
    """Tells the story in the terminal, as a phone would show it."""

    def __init__(self, out: Console, world: World) -> None:
        self._out = out
        self._world = world

    def scene(self, title: str) -> None:
        now = self._world.now().astimezone(TOKYO)
        self._out.print(f"\n[bold cyan]── {now:%m月%d日 %H:%M}  {title}[/]")

    def customer(self, text: str) -> None:
        self._out.print(f"  [green]{'花子さん':>6} ▶[/] {escape(text)}")

    def staff(self, text: str) -> None:
        self._out.print(f"  [magenta]{'スタッフ':>6} ▶[/] {escape(text)}")

    def note(self, text: str) -> None:
        self._out.print(f"  [dim]{escape(text)}[/]")

    def received(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            cost = "1通" if line.get("billed") else "無料"
            words, buttons = words_of(line["message"])
            first, *rest = words.splitlines() or [""]
            self._out.print(
                f"  [yellow]{'Sonogo':>8} ▶[/] {escape(first)} [dim]（{line['kind']}・{cost}）[/]"
            )
            for more in rest:
                self._out.print(f"             {escape(more)}")
            if buttons:
                self._out.print("             " + escape("　".join(f"［{label}］" for label in buttons)))


def words_of(message: dict[str, Any]) -> tuple[str, list[str]]:
    """What a person reads in a LINE message: its words and its buttons."""
    if message["type"] == "text":
        return str(message["text"]), []
    if message["type"] != "flex":
        return f"（{message['type']}）", []
    texts: list[str] = []
    labels: list[str] = []
    for part in _parts(message["contents"]):
        action = part.get("action")
        if isinstance(action, dict) and "label" in action:
            labels.append(str(action["label"]))
        elif part.get("type") == "text" and not isinstance(action, dict):
            texts.append(str(part["text"]))
    faces = set(labels)
    return "\n".join(t for t in texts if t not in faces and len(t) > 2), list(dict.fromkeys(labels))


def _parts(part: Any, inside_button: bool = False) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _parts(one, inside_button)
    elif isinstance(part, dict):
        is_button = isinstance(part.get("action"), dict)
        if is_button or not inside_button:
            yield part
        for key in ("body", "footer", "header", "hero", "contents"):
            if key in part:
                yield from _parts(part[key], inside_button or is_button)


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


def tell(world: World, out: Console, staff_link: str) -> None:
    """The story of 佐藤花子 and her serum."""
    story = Narrator(out, world)
    world.travel_to(10)
    story.scene("購入: 花子さんが美容液を買いました（お店のシステム → REST API）")
    purchase = world.shop("POST", "/api/v1/purchases", _order(world.now()))
    story.note(f"注文 {purchase['external_id']} → 購入コード {purchase['claim_code']}")
    story.note(f"お礼ページ: {purchase['landing_url']}")

    story.scene("友だち追加: QRから開いて、コードを送ります")
    made = world.platform("POST", "/emulator/users", {"display_name": "はなちゃん"})
    hanako = Phone(world, made["user_id"])
    hanako.follow()
    story.received(hanako.receive())
    text = f"こんにちは！購入コード: {purchase['claim_code']}"
    story.customer(text)
    hanako.say(text)
    story.received(hanako.receive())
    _tap(story, hanako, "うるおい")

    world.travel_to(11, days=1)
    story.scene("発送")
    world.shop("POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "shipped"})
    story.received(hanako.receive())
    world.travel_to(12, days=1)
    story.scene("お届け")
    world.shop("POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "delivered"})
    story.received(hanako.receive())

    world.travel_to(19, days=3)
    story.scene("3日目: 使い方をひとつだけ")
    story.received(hanako.receive())
    world.travel_to(19, days=11)
    story.scene("14日目: その後、いかがですか？（1通の中に最初の質問とボタン）")
    story.received(hanako.receive())
    _tap(story, hanako, "毎日使っている")
    story.note("答えはボタンでも、数字でも、言葉でも。")
    _say(story, hanako, "４")
    _say(story, hanako, "もやもや")
    while (labels := hanako.labels()) and "不安" in labels:
        _tap(story, hanako, "不安")
    _say(story, hanako, "使うと少しベタつく気がして、このままでいいのか迷っています")

    story.scene("スタッフ: コンソールで対応します（ログイン → 対応 → 提案）")
    browser = Browser(world.product)
    browser.open(staff_link)
    browser.submit("/console/welcome/", password=PASSWORD, again=PASSWORD, repeat=PASSWORD)
    case_path = browser.first_case()
    browser.open(case_path)
    story.note(f"対応ページ: {world.product}{case_path}")
    offer = "夜だけ、いつもの半分の量にしてみませんか。合わなければ、さっぱりタイプに交換いたします。"
    story.staff(f"提案: {offer}")
    browser.submit("/propose", kind="advice", text=offer)
    story.received(hanako.receive())
    _tap(story, hanako, "お願いする")
    browser.open(case_path)
    browser.submit("/close", reason="advice")
    story.staff("（対応を終えました。会話はまたSonogoに戻ります）")

    world.travel_to(12, days=2)
    story.scene("2日後: 同じ気持ちの質問を、もう一度")
    story.received(hanako.receive())
    _say(story, hanako, "２")


def _tap(story: Narrator, phone: Phone, label: str) -> None:
    story.customer(f"［{label}］")
    phone.tap(label)
    story.received(phone.receive(quietly=True))


def _say(story: Narrator, phone: Phone, text: str) -> None:
    story.customer(text)
    phone.say(text)
    story.received(phone.receive(quietly=True))


def _order(now: datetime) -> dict[str, Any]:
    item = {
        "sku": "SZK-SERUM-30",
        "name": "しずく美容液",
        "category": "cosmetics",
        "quantity": 1,
        "unit_price": 4800,
    }
    customer = {"name": "佐藤花子", "phone": "090-0000-0001", "email": "hanako@example.jp"}
    return {
        "external_id": f"DEMO-{now:%m%d%H%M%S}",
        "purchased_at": now.isoformat(),
        "items": [item],
        "customer": customer,
    }


def run(folder: Path, port: int, line_port: int, *, once: bool) -> int:
    """Everything from nothing: database, product, LINE, sample shop, story; then it keeps running."""
    out = Console()
    folder.mkdir(exist_ok=True)
    for old in folder.glob("demo.db*"):
        old.unlink()
    product, line = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line_port}"
    environment = {**os.environ, **_environment(folder, port, line)}
    children: list[subprocess.Popen[bytes]] = []
    try:
        with out.status("LINEの代わり（エミュレーター）と Sonogo を起動しています…"):
            emulator = [
                sys.executable,
                "-m",
                "emulator",
                "--port",
                str(line_port),
                "--webhook-url",
                f"{product}/callback",
            ]
            children.append(_start(emulator, environment, folder / "line.log"))
            _wait_for(f"{line}/emulator/health", children[-1])
            children.append(_start([sys.executable, "bot.py", "run"], environment, folder / "sonogo.log"))
            _wait_for(f"{product}/health/ready", children[-1])
            token = _last_line([sys.executable, "bot.py", "token", "create", "demo-shop"], environment)
            link = _last_line(
                [sys.executable, "bot.py", "staff", "add", EMAIL, "--role", "owner", "--name", "鈴木"],
                environment,
            )
        out.print("[bold]見本のお店の購入データを読み込みます（samples/purchases.csv）[/]")
        subprocess.run(
            [sys.executable, "bot.py", "purchases", "import", "samples/purchases.csv"],
            env=environment,
            check=True,
        )
        tell(World(product, line, token), out, urllib.parse.urlsplit(link).path)
        _addresses(out, product, line, folder)
        if not once:
            children[-1].wait()
    except KeyboardInterrupt:
        out.print("\nありがとうございました。")
    except (StoryBroke, subprocess.CalledProcessError) as error:
        out.print(f"[bold red]デモが止まりました:[/] {escape(str(error))}")
        out.print(f"記録: {folder / 'sonogo.log'} と {folder / 'line.log'}")
        return 1
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait(40)
    return 0


def _environment(folder: Path, port: int, line: str) -> dict[str, str]:
    return {
        "LINE_CHANNEL_SECRET": DEMO_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "emulator-channel-access-token",
        "LINE_BASIC_ID": "@sonogo",
        "LINE_API_BASE": line,
        "DATABASE_URL": f"sqlite:///{(folder / 'demo.db').resolve()}",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PUBLIC_URL": f"http://localhost:{port}",
        "PORT": str(port),
        "SHOP_NAME": "花しずく",
        "CLOCK": "travel",
        "PYTHONUNBUFFERED": "1",
    }


def _start(command: list[str], environment: dict[str, str], record: Path) -> subprocess.Popen[bytes]:
    with record.open("wb") as file:
        return subprocess.Popen(  # noqa: S603 - our own commands
            command, env=environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )


def _wait_for(url: str, child: subprocess.Popen[bytes]) -> None:
    http = urllib3.PoolManager(retries=False, timeout=2)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if child.poll() is not None:
            raise StoryBroke(
                f"a process ended at its start (exit code {child.returncode}); is the port in use?"
            )
        try:
            if http.request("GET", url).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass  # not up yet
        time.sleep(0.1)
    raise StoryBroke(f"{url} did not answer within a minute")


def _last_line(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout.strip().splitlines()[-1]


def _addresses(out: Console, product: str, line: str, folder: Path) -> None:
    out.print("\n[bold]ここから先は、ご自分で。[/]（止めるには Ctrl-C）")
    for what, where in (
        ("スタッフのコンソール", f"{product}/console/"),
        ("　ログイン", f"{EMAIL} / {PASSWORD}"),
        ("REST APIの説明", f"{product}/api/docs"),
        ("動いているか", f"{product}/health/ready"),
        ("LINEの代わり（送られた全部）", f"{line}/emulator/sent"),
        (
            "時計を一日進める",
            f"curl -X POST {product}/demo/clock -H 'Content-Type: application/json' -d '{{\"advance_seconds\": 86400}}'",
        ),
        ("記録", str(folder)),
    ):
        out.print(f"  {what}: {escape(where)}", soft_wrap=True, highlight=False)
