"""What an operator reads who starts it on a port that is in use."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.serving import run, web


@pytest.mark.parametrize("command", [run, web])
def test_a_taken_port_is_a_sentence(command: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = {
            "LINE_CHANNEL_SECRET": "s" * 32,
            "LINE_CHANNEL_ACCESS_TOKEN": "t",
            "LINE_BASIC_ID": "@shop",
            "SECRET_KEY": "k" * 40,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}",
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(command, [])  # type: ignore[arg-type]
    assert result.exit_code == 2
    assert f"PORT {port} cannot be listened on (Address already in use)" in result.output
