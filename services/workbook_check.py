"""How large an .xlsx file really is inside, before anything reads it whole.

A few kilobytes may unpack to gigabytes, and two cells in opposite corners of a sheet make a rectangle no
machine can hold: the reader would take the process down with it. So the parts are unpacked in pieces and
counted (what the archive says about their size is not believed), and the addresses of cells are looked at.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

_PARTS: Final = 2_000
_PIECE: Final = 256 * 1024
_OVERLAP: Final = 64  # an address may lie across two pieces
_SPACE: Final = re.compile(rb"\s{2,}")  # of any length in an address, and longer than the overlap
_ADDRESS: Final = re.compile(rb"""\br\s?=\s?["']([A-Za-z]{0,11})(\d{1,11})["']""")
_ODD_ADDRESS: Final = re.compile(rb"""\br\s?=\s?["'][A-Za-z0-9]{12}""")  # XFD1048576 is the last one there is
_ELEMENT: Final = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]")


class TooLarge(Exception):
    """More than the limits allow."""


def check(content: bytes, unpacked: int, cells: int) -> None:
    """TooLarge, or ValueError when it is no .xlsx workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS:
            raise TooLarge
        names = {part.filename.lower() for part in parts}
        if "xl/workbook.xml" not in names:
            raise ValueError("no xlsx workbook")
        left = unpacked
        for part in parts:
            left -= _measure(_unpack(archive, part, left), cells)  # a sheet may have any name


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    with archive.open(part) as opened:
        done = 0
        while piece := opened.read(_PIECE):
            done += len(piece)
            if done > most:
                raise TooLarge
            yield piece


def _measure(pieces: Iterator[bytes], most: int) -> int:
    """The bytes of a part; TooLarge when it is a worksheet and the rectangle of its cells is."""
    size, rest = 0, b""
    rows = columns = 1
    counted = {b"row": 0, b"c": 0}
    for piece in pieces:
        size += len(piece)
        text = _SPACE.sub(b" ", rest + piece)
        if _ODD_ADDRESS.search(text):
            raise TooLarge
        for found in _ADDRESS.finditer(text):
            columns, rows = max(columns, _number(found[1])), max(rows, int(found[2]))
        for element in _ELEMENT.finditer(text, max(len(rest) - 8, 0)):
            counted[element[1]] += 1
        # Rows and cells without an address follow the one before.
        if (rows + counted[b"row"]) * columns > 2 * most or counted[b"c"] > most:
            raise TooLarge
        rest = text[-_OVERLAP:]
    return size


def _number(letters: bytes) -> int:
    """`A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
