"""Reading a table somebody exported: CSV in the encodings and separators of Japanese shops, or Excel.

Rows come with the line they have in the file; a line that cannot be read is an `Unreadable` among them and
costs no other. Says nothing about what the columns mean.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from services import workbook_apart, workbook_check

_LONGEST_RECORD: Final = 50  # lines; a quote that is open longer was never meant to be
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MB: Final = 1024 * 1024

Cell = str | int | float | bool | date | datetime | time | timedelta


class UnreadableFile(Exception):
    """The file as a whole is no table; the reason in Japanese and English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja, self.en = ja, en


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be. `cells` is the size of the sheet's rectangle, empty cells included.

    `letters` of all cells together, which may share one long text; None: whoever brings the file is trusted.
    """

    bytes: int
    rows: int
    unpacked: int
    cells: int
    old_excel: bool  # .xls, whose size nobody can tell before it is read
    letters: int | None = None


COMMAND_LINE: Final = Limits(20 * _MB, 200_000, 400 * _MB, 20_000_000, old_excel=True)
BROWSER: Final = Limits(5 * _MB, 5_000, 60 * _MB, 1_000_000, old_excel=False, letters=10_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line whose quotes do not end."""

    line: int


def read_sheet(path: Path, limits: Limits = COMMAND_LINE) -> list[Row | Unreadable]:
    """The rows that are not empty, the header among them."""
    size = path.stat().st_size
    if size > limits.bytes:
        most = limits.bytes // _MB
        raise UnreadableFile(
            f"ファイルが大きすぎます（{size // _MB} MB）。{most} MB までに分けてください。",
            f"the file is too large ({size // _MB} MB); split it into parts of {most} MB",
        )
    content = path.read_bytes()
    rows = _excel(content, limits) if content.startswith((_ZIP, _OLE)) else _csv(content)
    found = list(islice(rows, limits.rows + 1))
    if len(found) > limits.rows:
        raise UnreadableFile(
            f"行が多すぎます。{limits.rows:,} 行までに分けてください。",
            f"too many rows; split the file into parts of {limits.rows:,}",
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


def _excel(content: bytes, limits: Limits) -> Iterator[Row]:
    if content.startswith(_OLE) and not limits.old_excel:
        raise UnreadableFile(
            "古い形式のExcel（.xls）か、パスワード付きのファイルです。.xlsx か CSV で保存し直してください。",
            "this is old Excel (.xls) or has a password; save it as .xlsx or CSV",
        )
    try:
        if content.startswith(_ZIP):
            workbook_check.check(content, limits.unpacked, limits.cells)
        rows = _table(content, limits)
    except (workbook_check.TooLarge, workbook_apart.TooLarge) as error:
        raise UnreadableFile(
            "Excelファイルの中身が大きすぎます。不要な行・列・シートを消すか、CSV で保存してください。",
            "this workbook is too large inside; delete what nobody needs, or save it as CSV",
        ) from error
    except (CalamineError, zipfile.BadZipFile, zlib.error, IndexError, ValueError, OSError) as error:
        raise UnreadableFile(
            "Excelファイルとして開けません。壊れているか、パスワードが付いています。",
            "this Excel file cannot be opened: it is damaged or has a password",
        ) from error
    for number, cells in enumerate(rows, start=1):
        if any(str(cell).strip() for cell in cells):
            yield Row(number, tuple(cells))


def _table(content: bytes, limits: Limits) -> list[list[Cell]]:
    if limits.letters is not None:
        return workbook_apart.read(content, 2 * limits.cells, limits.letters)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
