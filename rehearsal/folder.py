"""SCRIPTS_DIR as a place to write in: a marketer's scripts and journeys, and the days the shop is closed.

Nothing is written unless everything that was readable stays readable. A file is replaced in one step, so a
process that reads meanwhile sees the old text or the new one.
"""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from conversations.library import BUILT_IN, FileProblem, Library, built_in_files, files_of, load_files
from conversations.opening import ClosedSpan, read_closed_days

Kind = Literal["script", "journey"]
FOLDERS: Final[dict[Kind, str]] = {"script": "scripts", "journey": "journeys"}
LONGEST: Final = 200_000  # letters of one file
_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_CLOSED: Final = ".closed-days"  # hidden: no script; in the words of CLOSED_DAYS

Signature = tuple[tuple[str, int, int], ...]


class NoFolder(Exception):
    """SCRIPTS_DIR is not set: there is nowhere to write to."""


@dataclass(frozen=True)
class Folder:
    """One folder of scripts; None: only what is built in, and nothing can be saved."""

    path: Path | None

    @property
    def writable(self) -> Path:
        if self.path is None:
            raise NoFolder
        return self.path

    def signature(self) -> Signature:
        """Changes when a file comes, goes, or is written."""
        closed = [self.path / _CLOSED] if self.path is not None else []
        files = [*files_of(self.path), *closed]
        stats = [(str(file), file.stat()) for file in files if file.is_file()]
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)

    def library(self) -> Library:
        return load_files([*built_in_files(), *files_of(self.path)])

    def file_of(self, kind: Kind, content_id: str, library: Library) -> Path | None:
        """The file it was read from: the folder's, else the built-in one."""
        name = library.files.get(f"{kind}/{content_id}")
        found = [p for p in files_of(self.path) if p.name == name]
        if found:
            return found[-1]
        built_in = BUILT_IN / FOLDERS[kind] / (name or "")
        return built_in if name and built_in.is_file() else None

    def is_own(self, file: Path) -> bool:
        return self.path is not None and file.is_relative_to(self.path)

    def target_of(self, kind: Kind, content_id: str, library: Library) -> Path:
        """Where it is saved: its own file, or a new one that takes the built-in one's place."""
        if not _ID.fullmatch(content_id):
            raise ValueError(f"no id: {content_id!r}")
        known = self.file_of(kind, content_id, library)
        own = known is not None and self.is_own(known)
        return known if known is not None and own else self.writable / f"{content_id}.yaml"

    def with_text(self, target: Path, text: str) -> Library:
        """The library as it would be with this text in that file. Nothing is written here."""
        with tempfile.TemporaryDirectory() as aside:
            candidate = Path(aside) / target.name
            candidate.write_text(text, encoding="utf-8")
            others = [file for file in files_of(self.path) if file != target]
            return load_files([*built_in_files(), *others, candidate])

    def write(self, target: Path, text: str) -> None:
        beside = target.with_name(f".{target.name}.new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, target)

    def closed_days(self) -> tuple[ClosedSpan, ...]:
        file = self.path / _CLOSED if self.path is not None else None
        return read_closed_days(file.read_text(encoding="utf-8")) if file and file.is_file() else ()

    def close(self, span: str) -> None:
        """These days, too, the shop is closed («2027-04-29..2027-05-05»)."""
        file = self.writable / _CLOSED
        known = file.read_text(encoding="utf-8") if file.is_file() else ""
        self.write(file, f"{known}, {span}" if known else span)


def fingerprint(text: str) -> str:
    """Tells whether a file changed since it was read."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def newly_wrong(before: Library, after: Library, target: Path) -> list[FileProblem]:
    """What the change would break in other files."""
    known = {(one.file, one.problem.code) for one in before.problems}
    return [
        one for one in after.problems if one.file != target.name and (one.file, one.problem.code) not in known
    ]
