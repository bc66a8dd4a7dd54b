"""One person's data as a zip to hand over: everything as JSON, and tables that open in a spreadsheet."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

TABLES: Final = (
    "purchases", "conversations", "answers", "received", "sent", "cases", "case_entries", "health_reports",
    "proposals", "touchpoints", "decisions", "consents", "refill_forecasts", "testimonials", "referrals",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANK: Final = "\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0"  # letters to Unicode, nothing to the eye
Value = str | int | float | None


def harmless(value: Value) -> Value:
    """Numbers stay numbers; a text never becomes a spreadsheet's formula.

    A spreadsheet may drop from its front what nobody sees.
    """
    if isinstance(value, str):
        seen = next((one for one in value if not _is_unseen(one)), "")
        if value.startswith(FORMULA) or seen in FORMULA:
            return f"'{value}"
    return value


def _is_unseen(letter: str) -> bool:
    return letter.isspace() or not letter.isprintable() or letter in _BLANK


def pack(data: Mapping[str, Any]) -> bytes:
    """`erasure.export`'s data: person.json, and a CSV per table that has rows."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", orjson.dumps(data, option=orjson.OPT_INDENT_2))
        archive.writestr("contact.csv", write_csv([data["contact"]]))
        for name in TABLES:
            if data[name]:
                archive.writestr(f"{name}.csv", write_csv(data[name]))
    return made.getvalue()


def write_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """For Excel: with a byte order mark, and nothing in it that would run as a formula."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return made.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Value:
    if value is None or isinstance(value, bool | int | float):
        return value
    return harmless(value if isinstance(value, str) else orjson.dumps(value).decode())
