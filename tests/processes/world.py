"""Sonogo as it runs in earnest: one group of processes on SQLite, two webs and two workers on PostgreSQL."""

import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from composition import Sonogo, build
from models.operation import travel
from settings import Settings
from tests import databases
from tests.processes import verdict
from tests.processes.forwarder import Forwarder
from tests.processes.platform import SECRET, TOKEN, Platform
from tests.processes.programs import ROOT, Program, answers, children_of, free_port, until

TOKYO = ZoneInfo("Asia/Tokyo")


class World:
    """`sonogo` is the test's own view of the installation; `programs` are the ones that serve."""

    def __init__(self, folder: Path, url: str, webs: list[str], platform: Platform) -> None:
        self.folder = folder
        self.platform = platform
        self.webs = webs
        self.is_one_group = url.startswith("sqlite")
        self.environment = {
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "LINE_BASIC_ID": "@sonogo",
            "LINE_API_BASE": platform.url,
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CLOCK": "travel",
            "LOG_LEVEL": "INFO",
        }
        given = {name.lower(): value for name, value in self.environment.items()}
        self.sonogo: Sonogo = build(Settings(_env_file=None, **given))  # type: ignore[call-arg]
        self.programs = self._make_programs()

    def _make_programs(self) -> dict[str, Program]:
        ports = [web.rpartition(":")[2] for web in self.webs]
        if self.is_one_group:
            return {"run": self._program("run", "run", ports[0])}
        found = {f"web-{n}": self._program("web", f"web-{n}", port) for n, port in enumerate(ports)}
        return found | {f"worker-{n}": self._program("worker", f"worker-{n}", "8000") for n in range(2)}

    def _program(self, command: str, name: str, port: str) -> Program:
        log = self.folder / f"{name}.log"
        return Program((str(ROOT / "bot.py"), command), {**self.environment, "PORT": port}, log)

    def start(self) -> "World":
        for program in self.programs.values():
            program.start()
        self.until_ready()
        return self

    def until_ready(self) -> None:
        for web in self.webs:
            until(lambda web=web: answers(f"{web}/health/ready"), f"{web} is ready", 90, self.tails)

    def to_noon(self) -> None:
        """Both clocks to the next noon in Tokyo: a time of day at which a shop may write."""
        here = datetime.now(UTC).astimezone(TOKYO)
        noon = here.replace(hour=12, minute=0, second=0) + timedelta(days=1)
        seconds = (noon - here).total_seconds()
        with self.sonogo.database.begin() as uow:
            travel(uow.session, seconds)
            uow.commit()
        self.platform.call("POST", "/clock", {"advance_seconds": seconds})
        time.sleep(0.15)  # every process reads the offset anew within a tenth of a second

    def processes(self) -> dict[str, list[int]]:
        """What there is to kill, by what it does. gunicorn's arbiter and its worker count as two."""
        found: dict[str, list[int]] = {"web": [], "web's parent": [], "worker": []}
        if self.is_one_group:
            group = children_of(self.programs["run"].pid)
            parents = [pid for pid in group if children_of(pid)]
            found["worker"] = [pid for pid in group if pid not in parents]
        else:
            alive = {n: p.pid for n, p in self.programs.items() if p.process.poll() is None}
            parents = [pid for name, pid in alive.items() if name.startswith("web")]
            found["worker"] = [pid for name, pid in alive.items() if name.startswith("worker")]
        found["web's parent"] = parents
        found["web"] = [pid for parent in parents for pid in children_of(parent)]
        return found

    def restart_dead(self) -> None:
        """What a machine's service manager does; on SQLite only the supervisor can be missing."""
        for program in self.programs.values():
            if program.process.poll() is not None:
                program.start()

    def until_over(self, seconds: float = 90) -> None:
        """Until everybody was asked, answered to the end, and nothing waits anywhere."""
        database = self.sonogo.database
        until(
            lambda: verdict.is_over(database, self.platform), "everything comes to rest", seconds,
            lambda: f"{verdict.how_it_is(database, self.platform)}\n{self.tails()}", every=0.3,
        )  # fmt: skip

    def judge(self) -> verdict.Figures:
        return verdict.judge(self.sonogo.database, self.platform)

    def tails(self) -> str:
        return "\n".join(f"--- {name}\n{p.tail()}" for name, p in self.programs.items() if p.starts)

    def close(self) -> None:
        for program in self.programs.values():
            program.close()
        self.platform.program.close()
        databases.close(self.sonogo.database)


@contextmanager
def running(kind: str, folder: Path, *platform_flags: str) -> Iterator[World]:
    """The emulator and the product, ready, at noon; all gone at the end. `kind`: sqlite | postgresql."""
    url = databases.sqlite_url() if kind == "sqlite" else databases.postgres_url()[0]
    webs = [f"http://127.0.0.1:{free_port()}" for _ in range(1 if kind == "sqlite" else 2)]
    with ExitStack() as stack:
        target = webs[0] if len(webs) == 1 else stack.enter_context(Forwarder(webs)).url
        platform = Platform(folder, f"{target}/callback", *platform_flags).start()
        stack.callback(platform.program.close)
        world = World(folder, url, webs, platform)
        stack.callback(world.close)
        world.to_noon()
        yield world.start()
