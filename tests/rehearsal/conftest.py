"""The doors of a try-out over the whole product, with a folder to save scripts in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.database import Database
from rehearsal import LiveShop, make_blueprint
from rehearsal.folder import Folder
from services.inbox import Inbox
from services.purchases import NewPurchase
from tests import databases
from tests.conftest import FakeClock
from tests.rehearsal.small_year import Lived, live
from tests.spine.conftest import stage
from tests.spine.stage import Stage

__all__ = ["NewPurchase", "stage"]


class Travelling(FakeClock):
    """Moves as `TravelClock` does: by seconds."""

    def advance(self, seconds: float = 0, **by: float) -> Any:
        return super().advance(seconds=seconds, **by)


@pytest.fixture
def clock() -> FakeClock:
    return Travelling()


@dataclass
class Trial:
    """A stage whose shop follows a folder, and the doors to it."""

    stage: Stage
    live: LiveShop
    doors: FlaskClient

    def get(self, path: str) -> Any:
        answer = self.doors.get(f"/demo/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, status: int = 200, **content: Any) -> Any:
        answer = self.doors.post(f"/demo/{path}", json=content)
        assert answer.status_code == status, answer.text
        self.stage.play()
        return answer.json

    def diary(self, user_id: str) -> Any:
        return self.get(f"diary?people={user_id}")["people"][user_id]

    def kinds(self, user_id: str, kind: str) -> list[Any]:
        return [entry for entry in self.diary(user_id)["entries"] if entry["kind"] == kind]

    def text(self, kind: str, content_id: str) -> tuple[str, str]:
        found = self.get(f"scripts/{kind}/{content_id}")
        return found["text"], found["fingerprint"]

    def save(self, content_id: str, text: str, seen: str, status: int = 200, kind: str = "script") -> Any:
        return self.post("scripts/save", status, kind=kind, id=content_id, text=text, fingerprint=seen)


@pytest.fixture
def trial(stage: Stage, database: Database, clock: FakeClock, tmp_path: Path) -> Trial:
    live = LiveShop(database, stage.shop, Folder(tmp_path), clock)
    live.refresh()
    app = Flask(__name__)
    app.register_blueprint(make_blueprint(database, live, clock))  # type: ignore[arg-type]
    stage.inbox = Inbox(database, lambda _: live(), clock)
    stage.shop_of = lambda _: live()  # type: ignore[method-assign]
    return Trial(stage, live, app.test_client())


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    found = live(request.param)
    yield found
    databases.close(found.sonogo.database)
