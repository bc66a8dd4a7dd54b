"""Tables as files: CSV for everybody (UTF-8 with its mark, as Excel wants it), Excel for whoever prefers it.

A text that begins with = + - @ would be run as a formula by a spreadsheet: it gets an apostrophe in front.
CSV leaves row by row; Excel is written to a temporary file that never holds the whole table in memory.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from services.exporting import Value, harmless

LINES: Final = 500  # of CSV sent at once
SHEET_ROWS: Final = 1_000_000  # Excel's sheets end at 1,048,576
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # what a sheet's XML cannot hold
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> ResponseReturnValue:
    return Response(
        _lines(head, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def as_excel(name: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> ResponseReturnValue:
    from openpyxl import Workbook  # 5 MB that an idle process does not carry

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(head))
    for number, row in enumerate(rows, 1):
        if number % SHEET_ROWS == 0:
            sheet = book.create_sheet()
            sheet.append(list(head))
        sheet.append([harmless(_printable(value)) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    book.save(file)
    file.seek(0)
    return send_file(file, mimetype=EXCEL, as_attachment=True, download_name=f"{name}.xlsx")


def _printable(value: Value) -> Value:
    return _UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def _lines(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(head)
    yield _taken(buffer)  # a browser shows at once that the file comes
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(value) for value in row])
        if number % LINES == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    """What is in it, which is empty afterwards."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
