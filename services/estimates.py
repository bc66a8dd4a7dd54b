"""かんたん見積もり: a few lines with numbers anybody can change and send again. Whole yen, nothing hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

LINES: Final = 8
LABEL: Final = 40
MOST: Final = 9_999_999


@dataclass(frozen=True, slots=True)
class Line:
    """So many of something at a price; a price below zero is taken off."""

    label: str
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        return self.quantity * self.price

    def as_json(self) -> dict[str, Any]:
        return {"label": self.label, "quantity": self.quantity, "price": self.price}


def read_lines(labels: Iterable[str], quantities: Iterable[str], prices: Iterable[str]) -> list[Line] | None:
    """The lines of a form, empty ones left out; None if a number is none or too many were written."""
    lines = []
    for label, quantity, price in zip(labels, quantities, prices, strict=False):
        name = label.strip()
        if not name and not price.strip():
            continue
        many, each = _number(quantity or "1"), _number(price)
        if not name or len(name) > LABEL or many is None or each is None or not 0 < many <= 9999:
            return None
        lines.append(Line(name, many, each))
    return lines if len(lines) <= LINES else None


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    return [Line(str(row["label"]), int(row["quantity"]), int(row["price"])) for row in rows]


def total(lines: Iterable[Line]) -> int:
    return sum(line.amount for line in lines)


def yen(amount: int) -> str:
    return f"{amount:,}円"


def said(lines: list[Line]) -> list[tuple[str, str]]:
    """What stands left and right of each line, and the total below."""
    rows = [
        (line.label if line.quantity == 1 else f"{line.label} ×{line.quantity}", yen(line.amount))
        for line in lines
    ]
    return [*rows, ("合計", yen(total(lines)))] if rows else []


def _number(text: str) -> int | None:
    """A whole number as people type it: full-width digits, commas, a yen sign."""
    plain = (
        text.strip().replace(",", "").replace("，", "").replace("円", "").replace("¥", "").replace("￥", "")
    )
    plain = plain.replace("−", "-").replace("▲", "-").replace("△", "-").replace("－", "-")
    try:
        number = int(plain)
    except ValueError:
        return None
    return number if abs(number) <= MOST else None
