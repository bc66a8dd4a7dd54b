"""The console's menu: each entry is shown to whoever may open its page, and to nobody else."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from console.routing import Route


class Entry(NamedTuple):
    """`paths` are the beginnings of addresses (below /console) that belong to this entry."""

    page: str
    text: str
    icon: str
    paths: tuple[str, ...]


ENTRIES: Final = (
    Entry("today", "今日の対応", "inbox", ("/today", "/cases", "/health", "/templates")),
    Entry("customers", "お客様", "users", ("/customers",)),
    Entry("purchases", "購入", "shopping-bag", ("/purchases", "/stock")),
    Entry("results", "結果", "chart-bar", ("/results",)),
    Entry("journeys", "シナリオ", "route", ("/journeys", "/scripts")),
    Entry("settings", "設定", "settings", ("/settings",)),
)
MINE: Final = Entry("me", "マイページ", "user", ("/me",))
ON_A_PHONE: Final = 4  # as many fit beside «more» at the bottom of a phone


def entries_for(role: str, routes: Iterable[Route]) -> list[Entry]:
    """What this role may open, in the menu's order."""
    open_to = {route.name for route in routes if role in route.roles and route.method == "GET"}
    return [entry for entry in ENTRIES if entry.page in open_to]


def current(path: str) -> str:
    """The menu entry a page belongs to."""
    below = path.removeprefix("/console")
    if below in ("", "/"):
        return "today"
    belongs = [e.page for e in (*ENTRIES, MINE) if any(_under(below, start) for start in e.paths)]
    return belongs[0] if belongs else ""


def _under(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}/")
