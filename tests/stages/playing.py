"""Play all stages, one after another, on one clock; stop at the first that is not as it must be."""

import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from tests.emulator import browsers
from tests.emulator.trials import opened_shop
from tests.stages import album
from tests.stages.camera import unpacked
from tests.stages.diaries import diary_of
from tests.stages.tale import CHAPTERS
from tests.stages.town import Town


def play(folder: Path, tell: Callable[[str], None]) -> list[album.Seen]:
    """Diaries, pictures and the pages that show them, into the folder; the servers are gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    diaries = [diary_of(chapter.life) for chapter in CHAPTERS]
    seen = []
    with (
        tempfile.TemporaryDirectory() as shop,
        opened_shop(Path(shop)) as (world, staff_link),
        contextmanager(browsers.launched)() as chromium,
    ):
        town = Town(world, staff_link)
        town.begin()
        with unpacked(chromium, folder, town) as camera:
            for chapter, diary in zip(CHAPTERS, diaries, strict=True):
                tell(chapter.title)
                pictures = tuple(camera.takes(chapter.key, chapter.play(town)))
                file = f"{chapter.key}-diary.txt"
                (folder / file).write_text(diary, encoding="utf-8")
                seen.append(album.Seen(chapter, file, diary, pictures))
    album.bind(folder, seen)
    return seen
