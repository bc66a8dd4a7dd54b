"""A chart: an ECharts option and, always, a table; both from the same rows.

`rows` hold plain numbers (the export takes them as they are); `shown` is how a person reads them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    id: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    option: dict[str, Any] = field(default_factory=dict)  # {}: a table only
    note: str = ""
    percent: frozenset[int] = frozenset()  # columns that are shares
    words: frozenset[int] = frozenset()  # columns that are no numbers, besides the first
    says: Mapping[int, Callable[[float], str]] = field(default_factory=dict)  # how a column is read
    units: Mapping[int, str] = field(default_factory=dict)  # what they count in a file, where nothing says it

    @property
    def file_head(self) -> list[str]:
        """The head of its file, whose numbers are plain."""
        return [
            f"{name} [{self.units[at]}]" if at in self.units else name for at, name in enumerate(self.head)
        ]

    @property
    def shown(self) -> list[list[str]]:
        return [[self._cell(at, value) for at, value in enumerate(row)] for row in self.rows]

    @property
    def is_empty(self) -> bool:
        return not any(isinstance(value, int | float) and value for row in self.rows for value in row[1:])

    def _cell(self, at: int, value: Value) -> str:
        if value is None:
            return "—"
        if at in self.says and isinstance(value, int | float):
            return self.says[at](value)
        if at in self.percent and isinstance(value, int | float):
            return percent(value)
        return (
            f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
        )


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}%"
