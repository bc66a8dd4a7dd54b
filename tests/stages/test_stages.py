"""The command that shows the customer's whole way plays to its end, and says so when it does not."""

import re
from pathlib import Path

import pytest

from demo.world import StoryBroke
from tests.stages import __main__ as command
from tests.stages.chapter import Life
from tests.stages.diaries import diary_of
from tests.stages.tale import CHAPTERS


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_stage_has_its_diary_its_phone_and_its_pages_side_by_side(tmp_path: Path) -> None:
    assert command.main([str(tmp_path)]) == 0
    page, listed = ((tmp_path / name).read_text("utf-8") for name in ("index.html", "INDEX.md"))
    shown = set(re.findall(r'src="([^"]+)"', page))
    made = {file.name for file in tmp_path.iterdir()} - {"index.html", "INDEX.md"}
    diaries = {f"{chapter.key}-diary.txt" for chapter in CHAPTERS}
    assert made == shown | diaries
    assert all(f"]({name})" in listed for name in made)
    for chapter in CHAPTERS:
        pictures = {name for name in shown if name.startswith(f"{chapter.key}-")}
        assert f"{chapter.key}-line.png" in pictures
        assert {f"{chapter.key}-console-1-{size}.png" for size in ("phone", "desk")} <= pictures


def test_a_diary_without_its_sentence_breaks_the_story() -> None:
    with pytest.raises(StoryBroke, match="この言葉は出ません"):
        diary_of(Life(0, 0, "この言葉は出ません"))


def test_a_stage_that_is_not_as_it_must_be_ends_the_command_with_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise StoryBroke("the customer waited")

    monkeypatch.setattr(command, "play", broken)
    assert command.main([str(tmp_path)]) == 1
    assert "the customer waited" in capsys.readouterr().err


def test_without_a_folder_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert "python -m tests.stages DIR" in capsys.readouterr().err
