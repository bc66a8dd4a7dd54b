"""Reading a table somebody exported: CSV in the encodings and separators of Japanese shops, or Excel.

Rows come with the line they have in the file; a line that cannot be read is an `Unreadable` among them and
costs no other. Says nothing about what the columns mean.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 200_000
_MAX_UNPACKED: Final = 400 * 1024 * 1024
_LONGEST_RECORD: Final = 50  # lines; a quote that is open longer was never meant to be
_EXCEL: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Cell = str | int | float | bool | date | datetime | time | timedelta


class UnreadableFile(Exception):
    """The file as a whole is no table; the reason in Japanese and English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja, self.en = ja, en


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line whose quotes do not end."""

    line: int


def read_sheet(path: Path) -> list[Row | Unreadable]:
    """The rows that are not empty, the header among them."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(
            f"ファイルが大きすぎます（{size // 1024 // 1024} MB）。20 MB までに分けてください。",
            f"the file is too large ({size // 1024 // 1024} MB); split it into parts of 20 MB",
        )
    content = path.read_bytes()
    found = list(islice(_excel(content) if content.startswith(_EXCEL) else _csv(content), MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        raise UnreadableFile(
            f"行が多すぎます。{MAX_ROWS:,} 行までに分けてください。",
            f"too many rows; split the file into parts of {MAX_ROWS:,}",
        )
    return found


def _csv(content: bytes) -> Iterator[Row | Unreadable]:
    lines = list(io.StringIO(_decode(content), newline=""))
    delimiter = _delimiter(next((line for line in lines if line.strip()), ""))
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _LONGEST_RECORD], delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            yield Unreadable(at + 1)
            at += 1
            continue
        if any(cell.strip() for cell in cells):
            yield Row(at + 1, tuple(cells))
        at += reader.line_num


def _decode(content: bytes) -> str:
    encodings: tuple[str, ...]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        "文字コードを読み取れません。UTF-8 または Shift_JIS（CP932）で保存してください。",
        "the encoding is neither UTF-8 nor Shift_JIS (CP932)",
    )


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _excel(content: bytes) -> Iterator[Row]:
    try:
        _check_unpacked(content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError) as error:
        raise UnreadableFile(
            "Excelファイルとして開けません。壊れているか、パスワードが付いています。",
            "this Excel file cannot be opened: it is damaged or has a password",
        ) from error
    for number, cells in enumerate(rows, start=1):
        if any(str(cell).strip() for cell in cells):
            yield Row(number, tuple(cells))


def _check_unpacked(content: bytes) -> None:
    """A small archive may hold a huge sheet."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MAX_UNPACKED:
                raise ValueError("too large when unpacked")
