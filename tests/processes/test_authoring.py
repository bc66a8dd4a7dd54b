"""check and play, as a marketer types them who has read docs/scripts.md and nothing else."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import bot
from commands.authoring import check, play

TEA = """id: my-tea
title: お茶
purpose: how_to
steps:
  - say: お湯は70度です。
  - call: my-cup
"""
CUP = """id: my-cup
title: 湯のみ
purpose: how_to
steps:
  - say: 湯のみを温めます。
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SCRIPTS_DIR", raising=False)
    (tmp_path / "tea.yaml").write_text(TEA, encoding="utf-8")
    (tmp_path / "cup.yaml").write_text(CUP, encoding="utf-8")
    return tmp_path


def ran(command: click.Command, *words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_a_file_is_played_with_what_lies_beside_it(folder: Path) -> None:
    result = ran(play, folder / "tea.yaml")
    assert result.exit_code == 0, result.output
    assert "お湯は70度です。" in result.output
    assert "湯のみを温めます。" in result.output


def test_a_file_that_is_wrong_is_not_played_but_named(folder: Path) -> None:
    (folder / "checkin.yaml").write_text("id: checkin\ntitel: x\n", encoding="utf-8")
    result = ran(play, folder / "checkin.yaml")
    assert result.exit_code == 1
    assert "checkin.yaml: 2行目" in result.output


def test_a_journey_is_not_played(folder: Path) -> None:
    journey = Path(bot.__file__).parent / "conversations/journeys/cosmetics.yaml"
    assert "is a journey" in ran(play, journey).output


def test_checking_reads_no_folder_beside_or_above(folder: Path) -> None:
    """Beside a folder may lie a home directory, or one that nobody may read."""
    mine = folder / "mine"
    mine.mkdir()
    (mine / "tea.yaml").write_text(TEA, encoding="utf-8")
    result = ran(check, mine)
    assert result.exit_code == 1, "cup.yaml lies above: it is not known here"
    assert "my-cup" in result.output
    below = folder / "elsewhere"
    below.mkdir()
    (below / "cup.yaml").write_text(CUP.replace("my-cup", "my-tea"), encoding="utf-8")
    assert ran(check, folder / "tea.yaml").exit_code == 0


def test_a_file_saved_in_shift_jis_is_said_to_be_so(folder: Path) -> None:
    """Serving refuses it; a check that read it with question marks would have called it good."""
    (folder / "cup.yaml").write_bytes(CUP.encode("cp932"))
    result = ran(check, folder / "cup.yaml")
    assert result.exit_code == 1
    assert "UTF-8 で保存してください" in result.output


@pytest.mark.parametrize("command", [check, play])
def test_a_wrong_setting_is_a_sentence(command: click.Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPTS_DIR", "/nowhere")
    result = ran(command, *(["checkin"] if command is play else []))
    assert result.exit_code == 2
    assert "SCRIPTS_DIR '/nowhere' is no folder" in result.output
