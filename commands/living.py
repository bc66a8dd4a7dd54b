"""demo --year: the shop's year with a progress bar, and what came of it, counted twice."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy import select

from composition import Sonogo, build_migrated
from models.contact import Contact
from rehearsal.year.agenda import Plan
from rehearsal.year.audit import Line, lines
from rehearsal.year.playing import Year
from rehearsal.year.vows import Rules
from services.figures import Filters, figures
from settings import Settings

DAYS = 365


def live_a_year(environment: Mapping[str, str], customers: int, days: int = DAYS) -> list[tuple[str, str]]:
    """Live the year that ends now; (LINE user id, name) of everybody who is a friend at its end."""
    out = Console()
    given: dict[str, Any] = {n.lower(): value for n, value in environment.items() if n in _KNOWN}
    sonogo = build_migrated(Settings(_env_file=None, **given))
    ends = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    year = Year(sonogo.database, sonogo.shop, Plan(ends - timedelta(days=days), ends, customers))
    bar = Progress(
        TextColumn("お客様{task.fields[people]}人の一年"), BarColumn(),
        TextColumn("{task.completed}/{task.total}日目"), TimeRemainingColumn(), console=out,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=days, people=customers)
        year.play(lambda passed: bar.advance(task, passed))
        bar.update(task, completed=days)
    _show(out, audit_of(sonogo, ends, days))
    with sonogo.database.read() as session:
        mine = select(Contact.line_user_id, Contact.display_name).where(Contact.friend_state == "friend")
        friends = [(user, name or user[-6:]) for user, name in session.execute(mine)]
    sonogo.database.dispose()
    return friends


def audit_of(sonogo: Sonogo, ends: datetime, days: int) -> list[Line]:
    """The year's figures, the results page's and the recount's."""
    shop = sonogo.shop
    since, until = (
        (ends - timedelta(days=days + 1)).astimezone(shop.tz).date(),
        ends.astimezone(shop.tz).date(),
    )
    caps, (begin, end) = shop.rules.caps, shop.rules.quiet
    rules = Rules(
        zone=shop.zone,
        quiet=(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute),
        asks=caps.asks,
        asks_within=caps.asks_within,
        silence=timedelta(days=7),
    )
    with sonogo.database.read() as session:
        shown = figures(session, Filters(shop.channel_id, since, until))
        return lines(session, shown, rules, ends)


def _show(out: Console, found: list[Line]) -> None:
    table = Table("", "結果のページ", "別の数え方", "上限", "", title="一年の結果")
    for line in found:
        told = [_number(value) for value in (line.page, line.recount, line.limit)]
        table.add_row(line.name, *told, "[green]○[/]" if line.is_fine else "[red]×[/]")
    out.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}"


_KNOWN = frozenset(name.upper() for name in Settings.model_fields)
