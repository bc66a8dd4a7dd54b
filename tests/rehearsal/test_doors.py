"""The whole web side of a try-out (CLOCK=travel), put together as `bot.py run` does it."""

import secrets

from composition import build
from settings import Settings
from tests import databases


def test_the_api_is_described_and_the_doors_of_a_try_out_are_no_part_of_it() -> None:
    sonogo = build(
        Settings(
            _env_file=None, clock="travel", line_channel_secret="x" * 32, line_channel_access_token="token",
            line_basic_id="@shop", line_api_base="http://127.0.0.1:9", database_url=databases.sqlite_url(),
            secret_key=secrets.token_urlsafe(48),
        )  # type: ignore[call-arg]
    )  # fmt: skip
    try:
        client = sonogo.make_app(sonogo.make_intake()).test_client()
        assert client.get("/demo/clock").status_code == 200
        described = client.get("/api/openapi.json")
        assert described.status_code == 200
        assert "/api/v1/purchases" in described.json["paths"]
        assert not [path for path in described.json["paths"] if path.startswith("/demo")]
        assert client.get("/api/docs").status_code == 200
    finally:
        databases.close(sonogo.database)
