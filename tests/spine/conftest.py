"""A stage per test: the product's services, its webhook over HTTP, and the emulator as LINE."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from emulator.state import PlatformOptions
from emulator.testing import RunningEmulator
from models.database import Database
from tests.conftest import FakeClock
from tests.spine.stage import Stage, set_stage
from webhook.blueprint import make_blueprint


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Tests have nothing to read here."""


@pytest.fixture
def stage(database: Database, clock: FakeClock) -> Iterator[Stage]:
    with RunningEmulator(options=PlatformOptions(starts_at=clock())) as line:
        stage = set_stage(database, clock, line)
        app = Flask(__name__)
        app.register_blueprint(make_blueprint(stage.intake))
        stage.intake.start()
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        server.daemon_threads = True  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        line.channel.webhook_url = f"http://127.0.0.1:{server.server_port}/callback"
        yield stage
        stage.relay.close()
        stage.intake.stop()
        server.shutdown()
        server.server_close()
