"""The shapes figures are drawn in, as ECharts options."""

from collections.abc import Sequence
from typing import Any


def _names_below(labels: Sequence[str]) -> dict[str, Any]:
    """Few names are broken into lines and all shown; of many, as many as fit."""
    few = {"interval": 0, "width": 140 if len(labels) < 3 else 58, "overflow": "break"}
    return {
        "type": "category",
        "data": list(labels),
        "axisLabel": few if len(labels) < 7 else {"hideOverlap": True},
    }


def as_bars(labels: Sequence[str], series: dict[str, list[Any]], *, stacked: bool = False) -> dict[str, Any]:
    more = {"stack": "all"} if stacked else {}
    counts = all(isinstance(value, int) for data in series.values() for value in data)
    whole = {"minInterval": 1} if counts else {}  # there is no fifth of a purchase
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"show": len(series) > 1, "top": 0},
        "xAxis": _names_below(labels),
        "yAxis": {"type": "value", **whole},
        "series": [{"type": "bar", "name": name, "data": data, **more} for name, data in series.items()],
    }


def as_lying_bars(rows: Sequence[Sequence[str | int | float | None]]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 56, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [row[0] for row in rows],
                  "axisTick": {"show": False}},
        "series": [
            {"type": "bar", "data": [row[1] for row in rows], "label": {"show": True, "position": "right"}}
        ],
    }  # fmt: skip


def as_lines(labels: Sequence[str], series: dict[str, list[Any]], *, low: int, high: int) -> dict[str, Any]:
    rounded = {
        name: [round(value, 2) if value is not None else None for value in data]
        for name, data in series.items()
    }
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"show": len(series) > 1, "top": 0},
        "xAxis": _names_below(labels),
        "yAxis": {"type": "value", "min": low, "max": high, "interval": 1},
        "series": [
            {"type": "line", "name": name, "data": data, "connectNulls": True, "symbolSize": 7}
            for name, data in rounded.items()
        ],
    }
