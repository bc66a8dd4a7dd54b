"""A small shop's months, as lived by the real services; both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from composition import Sonogo, build
from models.base import Base
from rehearsal.year.agenda import Plan
from rehearsal.year.audit import Line, lines
from rehearsal.year.playing import Year
from rehearsal.year.vows import Rules
from services.figures import Filters, figures
from settings import Settings
from tests import databases

ENDS = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAYS = 75
RULES = Rules("Asia/Tokyo", (20 * 60, 9 * 60), 1, timedelta(days=3), timedelta(days=7))


@dataclass
class Lived:
    sonogo: Sonogo
    days: int

    def lines(self) -> dict[str, Line]:
        shop = self.sonogo.shop
        since = (ENDS - timedelta(days=DAYS + 1)).date()
        with self.sonogo.database.read() as session:
            shown = figures(session, Filters(shop.channel_id, since, ENDS.date()))
            return {line.name: line for line in lines(session, shown, RULES, ENDS)}

    @contextmanager
    def planted(self, *rows: Base) -> Iterator[None]:
        """With these rows beside those that were lived."""
        with self.sonogo.database.begin() as uow:
            for row in rows:
                uow.session.add(row)
                uow.session.flush()
            uow.commit()
        try:
            yield
        finally:
            with self.sonogo.database.begin() as uow:
                for row in reversed(rows):
                    uow.session.delete(uow.session.get_one(type(row), row.id))  # type: ignore[attr-defined]
                    uow.session.flush()
                uow.commit()

    @contextmanager
    def changed(self, model: type[Base], row_id: int, **values: Any) -> Iterator[None]:
        """With one lived row telling something else."""
        before = self._set(model, row_id, values)
        try:
            yield
        finally:
            self._set(model, row_id, before)

    def _set(self, model: type[Base], row_id: int, values: dict[str, Any]) -> dict[str, Any]:
        with self.sonogo.database.begin() as uow:
            row = uow.session.get_one(model, row_id)
            before = {name: getattr(row, name) for name in values}
            for name, value in values.items():
                setattr(row, name, value)
            uow.commit()
        return before


def live(kind: str, seed: int = 5, customers: int = 22) -> Lived:
    url = databases.sqlite_url() if kind == "sqlite" else databases.postgres_url()[0]
    settings = Settings(
        _env_file=None, database_url=url, line_channel_secret="s" * 32, line_channel_access_token="t",
        line_basic_id="@sonogo", line_api_base="http://127.0.0.1:9", secret_key="k" * 48, clock="travel",
    )  # fmt: skip
    sonogo = build(settings)
    passed: list[int] = []
    plan = Plan(ENDS - timedelta(days=DAYS), ENDS, customers, seed)
    Year(sonogo.database, sonogo.shop, plan).play(passed.append)
    return Lived(sonogo, sum(passed))
