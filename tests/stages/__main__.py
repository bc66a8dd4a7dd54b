"""`python -m tests.stages DIR`: exit code 0 when every stage was as it must be."""

import sys
from pathlib import Path
from typing import Final

import pytest

from demo.world import StoryBroke
from tests.stages.playing import play

USAGE: Final = "python -m tests.stages DIR    # diaries, pictures and index.html go into DIR"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        seen = play(folder, lambda title: print(f"· {title}", flush=True))
    except (StoryBroke, AssertionError, pytest.skip.Exception) as broken:
        print(f"止まりました: {broken}", file=sys.stderr)
        return 1
    print(f"{len(seen)}場面、{sum(len(one.pictures) for one in seen)}枚: {folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
