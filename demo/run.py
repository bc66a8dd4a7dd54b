"""From nothing: a database, the product, its LINE, a sample shop, the story; then it keeps running."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import urllib3
from rich.console import Console
from rich.markup import escape

from demo.story import PASSWORD, join, tell
from demo.world import StoryBroke, World
from supervisor import die_with_parent

DEMO_SECRET: Final = "8c570fa6dd201bb328f1c1eac23a96d8"  # noqa: S105 - of LINE's own example
SHOP_NAME: Final = "花しずく"
EMAIL: Final = "owner@example.jp"
SCRIPTS: Final = "scripts"  # in the demo's folder: what is edited on the phone's page is saved there


def run(
    folder: Path, port: int, line_port: int, *, once: bool, friends: Sequence[tuple[str, str]] | None = None
) -> int:
    """Everything from nothing: database, product, LINE, sample shop, story; then it keeps running.

    With `friends` (LINE user id, name) the folder's database has lived already: no sample, no story.
    """
    out = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` ends it as Ctrl-C does
    for taken in (one for one in (port, line_port) if not _is_free(one)):
        option = "--port" if taken == port else "--line-port"
        out.print(
            f"[red]ポート {taken} は使われています。空けるか、{option} で別の番号を指定してください。[/]"
        )
        return 1
    kept = clear(folder) if friends is None else None
    if kept is not None:
        out.print(f"前回の台本は {escape(str(kept))} に取ってあります。")
    product, line = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line_port}"
    environment = {**os.environ, **environment_of(folder, port, line_port)}
    children: list[subprocess.Popen[bytes]] = []
    try:
        with out.status("LINEの代わり（エミュレーター）と Sonogo を起動しています…"):
            emulator = line_command(product, line_port)
            children.append(_start(emulator, environment, folder / "line.log"))
            _wait_for(f"{line}/emulator/health", children[-1])
            children.append(_start([sys.executable, "bot.py", "run"], environment, folder / "sonogo.log"))
            _wait_for(f"{product}/health/ready", children[-1])
            token = _last_line([sys.executable, "bot.py", "token", "create", "demo-shop"], environment)
            link = _last_line(
                [sys.executable, "bot.py", "staff", "add", EMAIL, "--role", "owner", "--name", "鈴木"],
                environment,
            )
        world, welcome = World(product, line, token), urllib.parse.urlsplit(link).path
        if friends is None:
            out.print("[bold]見本のお店の購入データを読み込みます（samples/purchases.csv）[/]")
            subprocess.run(
                [sys.executable, "bot.py", "purchases", "import", "samples/purchases.csv"],
                env=environment,
                check=True,
            )
            tell(world, out, welcome)
        else:
            join(world, welcome, friends)
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


def clear(folder: Path) -> Path | None:
    """The folder, without an earlier demo's database; where its scripts were moved to, if it had any."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("demo.db*"):
        old.unlink()
    return _fresh_scripts(folder)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _fresh_scripts(folder: Path) -> Path | None:
    """An empty folder for scripts; where those of the last time were moved to, if there were any."""
    scripts = folder / SCRIPTS
    kept = None
    if scripts.is_dir() and any(scripts.iterdir()):
        kept = scripts.rename(folder / f"{SCRIPTS}-{datetime.now():%Y%m%d-%H%M%S}")  # noqa: DTZ005 - a name
    scripts.mkdir(exist_ok=True)
    return kept


def line_command(product: str, port: int) -> list[str]:
    """A LINE of one's own, set up as README says an account should be: what was not taken comes again."""
    places = ["--port", str(port), "--webhook-url", f"{product}/callback", "--product-url", product]
    return [sys.executable, "-m", "emulator", *places, "--display-name", SHOP_NAME, "--redelivery"]


def environment_of(folder: Path, port: int, line_port: int) -> dict[str, str]:
    """What the product is told about its place in the demo."""
    return {
        "LINE_CHANNEL_SECRET": DEMO_SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "emulator-channel-access-token",
        "LINE_BASIC_ID": "@sonogo",
        "LINE_API_BASE": f"http://127.0.0.1:{line_port}",
        "DATABASE_URL": f"sqlite:///{(folder / 'demo.db').resolve()}",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "SHOP_NAME": SHOP_NAME,
        "CLOCK": "travel",
        "SCRIPTS_DIR": str((folder / SCRIPTS).resolve()),
        "PYTHONUNBUFFERED": "1",
    }


def _start(command: list[str], environment: dict[str, str], record: Path) -> subprocess.Popen[bytes]:
    parent = os.getpid()
    with record.open("wb") as file:
        return subprocess.Popen(  # noqa: S603 - our own commands
            command,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),
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
        ("お客様のスマホ（時計・日記・出来事・台本・障害）", f"{line}/"),
        ("LINEの代わり（送られた全部）", f"{line}/emulator/sent"),
        (
            "時計を一日進める",
            f"curl {product}/demo/clock -H 'Content-Type: application/json'"
            " -d '{\"advance_seconds\": 86400}'",
        ),
        ("記録", str(folder)),
    ):
        out.print(f"  {what}: {escape(where)}", soft_wrap=True, highlight=False)
