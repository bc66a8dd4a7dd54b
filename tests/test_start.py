"""What a start costs is kept small: nothing is loaded that is not used, and nothing is made twice."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

import bot
from composition import build
from conversations.library import load_library
from settings import Settings
from tests import databases

ROOT = Path(__file__).resolve().parent.parent

# What an entrance does not need in order to begin → why not. Each costs memory, and time until it answers.
RARELY = {
    "alembic": "only where there is something to migrate",
    "cryptography": "loaded with the first secret that is sealed",
    "linebot": "73 MB; loaded for the calls that need it",
    "openpyxl": "writes a sheet for somebody who asks",
    "webauthn": "loaded with the first passkey",
}
ONLY_WORKERS = {"aiohttp": "sends", "apscheduler": "ticks", "smtplib": "mails"}
NO_SERVER = dict.fromkeys(
    ("api", "console", "delivery", "flask", "gunicorn", "phonenumbers", "scheduler"),
    "a terminal serves nobody",
)
LIBRARIES = dict.fromkeys(("commands", "pydantic", "sqlalchemy"), "loaded with the command that is called")
ENTRANCES = {
    "commands.serving": RARELY | ONLY_WORKERS | {"psycopg": "SQLite needs no other driver"},
    "scheduler.worker": RARELY | dict.fromkeys(("flask", "gunicorn"), "serves no pages"),
    "commands.authoring": RARELY | ONLY_WORKERS | NO_SERVER,
    "bot": RARELY | ONLY_WORKERS | NO_SERVER | LIBRARIES,
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_entrance_loads_nothing_it_does_not_need_to_begin(entrance: str) -> None:
    code = f"import sys; import {entrance}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert entrance.partition(".")[0] in loaded
    assert loaded & ENTRANCES[entrance].keys() == set()


def test_help_is_told_without_loading_a_command() -> None:
    code = (
        "import bot, sys\n"
        "bot.cli(['--help'], standalone_mode=False)\n"
        "print(*(name for name in sys.modules if name.startswith('commands')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert all(name in done.stdout for name in bot.COMMANDS)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("name", bot.COMMANDS)
def test_what_help_says_of_a_command_is_what_the_command_says(name: str) -> None:
    command = bot.cli.get_command(click.Context(bot.cli), name)
    assert command is not None
    assert bot.COMMANDS[name][1] == command.get_short_help_str(200)


def test_a_command_that_is_loaded_is_collected_from_again() -> None:
    code = (
        "import bot, gc\n"
        "bot.loaded('commands.terminal', 'plainly')\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 1000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "True"]


def test_what_was_prepared_before_web_and_worker_part_is_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(
        _env_file=None, line_channel_secret="x" * 32, line_channel_access_token="token",
        line_basic_id="@shop", line_api_base="http://127.0.0.1:9", secret_key="k" * 48,
        database_url=databases.sqlite_url(),
    )  # type: ignore[call-arg]  # fmt: skip
    first = build(settings)
    first.database.dispose()
    monkeypatch.setattr("composition.load_library", lambda folder: pytest.fail("the files are read again"))
    second = build(settings, shop=first.shop)
    try:
        now = second.shop_of(first.shop.channel_id)
        assert set(now.library.scripts) >= set(load_library().scripts)
        for name, script in now.library.scripts.items():
            assert script is first.shop.library.scripts[name]
    finally:
        databases.close(second.database)
