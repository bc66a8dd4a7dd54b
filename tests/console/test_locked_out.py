"""The last owner, locked out: the operator's command."""

import os
import subprocess
import sys
from pathlib import Path

from models import second_factor
from models.database import Database, connect
from models.staff import AuditEntry, Staff
from tests import databases
from tests.conftest import FakeClock
from tests.services.test_second_step import hire, protect

ROOT = Path(__file__).resolve().parents[2]


def command(url: str, folder: Path, email: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(ROOT / "bot.py"), "staff", "reset-second-factor", email]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)


def test_the_operator_lets_the_last_owner_back_in(tmp_path: Path, clock: FakeClock) -> None:
    url = databases.sqlite_url()
    database: Database = connect(url)
    owner = hire(database, clock, "owner")
    protect(database, clock, owner)
    assert "nobody has the address" in command(url, tmp_path, "nobody@example.jp").stderr
    assert command(url, tmp_path, owner.email.upper()).returncode == 0
    with database.read() as reading:
        assert not second_factor.confirmed(reading, owner.id)
        assert reading.get_one(Staff, owner.id).fs_uniquifier != owner.fs_uniquifier
        entries = reading.query(AuditEntry).filter_by(action="staff.factor_reset").all()
        assert [entry.actor for entry in entries] == ["cli"]
    database.dispose()
