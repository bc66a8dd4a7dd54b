"""Reads a workbook in a process of its own, with so much memory and time and no more.

`workbook_check` looks before, but a workbook may say its size in more ways than anybody can list: a sheet at
an unusual place, one long text that a million cells point at, another format behind the first one's door.
Where the reader then asks for more than there is, its whole process dies; it must not be the one that serves.
Run as a script, isolated: it imports nothing of ours.
"""

import pickle
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 1024 * 1024 * 1024  # bytes of address space; the largest honest file needs a third
SECONDS: Final = 30  # of processor time; of waiting twice that
_TOO_LARGE, _UNREADABLE = 3, 4  # exit codes; any other means that the memory or the time was used up
_one_at_a_time: Final = threading.Lock()  # per process: several would need several times the memory


class TooLarge(Exception):
    """More than it may be, however small the file."""


def read(content: bytes, cells: int, letters: int) -> list[list[Any]]:
    """The first sheet's rows. TooLarge, or ValueError when it is no workbook."""
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(cells), str(letters)]
    try:
        with _one_at_a_time:
            done = subprocess.run(  # noqa: S603 - ourselves; it needs none of our secrets
                command, input=content, capture_output=True, timeout=2 * SECONDS, env={"RUST_BACKTRACE": "0"}
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TooLarge from error
    if done.returncode == _UNREADABLE:
        raise ValueError("no workbook")
    if done.returncode:
        raise TooLarge
    rows: list[list[Any]] = pickle.loads(done.stdout)  # noqa: S301 - our own process wrote it
    return rows


def _read_here(content: bytes, cells: int, letters: int) -> int:
    import io

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError):
        return _UNREADABLE
    if sum(map(len, rows)) > cells:
        return _TOO_LARGE
    if sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) > letters:
        return _TOO_LARGE
    pickle.dump(rows, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(_read_here(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
