"""An upgrade of a database in use: rows that others refer to stay, and so does what refers to them."""

from alembic import command
from sqlalchemy import text

from models.database import Database
from models.migrate import config_for, is_current

BEFORE = "0150-1"  # the version before accounts in the console
ROWS = (
    "INSERT INTO channels (id, basic_id, name, time_zone, rules, quota_state, quota_used, pause_reason,"
    " created_at) VALUES (1, '@a', '', 'Asia/Tokyo', '{}', 'ok', 0, '', '2026-01-01')",
    "INSERT INTO staff (id, email, name, role, fs_uniquifier, active, line_user_id, created_at)"
    " VALUES (1, 'a', '', 'owner', 'x', true, 'U1', '2026-01-01')",
    "INSERT INTO staff_sessions (id, staff_id, digest, browser, system, how, created_at, seen_at,"
    " confirmed_at) VALUES (1, 1, 'd', '', '', 'link', '2026-01-01', '2026-01-01', '2026-01-01')",
    "INSERT INTO contacts (id, channel_id, line_user_id, display_name, language, friend_state, talk,"
    " claim_misses, unread, created_at) VALUES (1, 1, 'U1', '', '', 'friend', 'bot', 0, false, '2026-01-01')",
)


def test_an_upgrade_and_back_keeps_what_others_refer_to(database: Database) -> None:
    command.downgrade(config_for(database), BEFORE)
    with database.engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    for _ in range(2):
        command.upgrade(config_for(database), "head")
        assert is_current(database)
        with database.engine.connect() as connection:
            staff = connection.execute(text("SELECT id, line_channel_id FROM staff")).all()
            assert [tuple(row) for row in staff] == [(1, 1)], "who is alerted by what account is known"
            assert connection.execute(text("SELECT source FROM channels")).scalars().all() == [""]
            assert connection.execute(text("SELECT count(*) FROM staff_sessions")).scalar() == 1
            if database.is_sqlite:
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        command.downgrade(config_for(database), BEFORE)
    command.upgrade(config_for(database), "head")
