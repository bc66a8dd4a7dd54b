"""保存期間: what is thrown away after how long, each night, in small bites. An owner decides the periods.

Never touched: whoever has an open case or is owed something; health reports, and their customers' words, for
the years they must be shown; consents, which prove what somebody agreed to. Numbers survive.
A bite is one short transaction, so that no webhook waits; the night's row counts what went, in its commit.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import retention, shop_setting
from models.database import Database
from models.retention import RetentionNight
from services.shop import Clock
from services.staffing import audit
from services.sweeping import NEVER, kinds

log = logging.getLogger(__name__)
NAME: Final = "retention"  # in shop_settings
NIGHT: Final = (time(2), time(6))  # in the shop's zone: when the sweeping is done
LONGEST: Final = 36_500


YEARS: Final = (365, 730, 1095, 1826, 2557, 3652)
CHOICES: Final = (7, 30, 90, 183, *YEARS, NEVER)  # days an owner may choose from; NEVER: nothing goes


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of what is kept: for how many days, and the least an owner may choose (None: no choice)."""

    name: str
    days: int
    least: int | None

    @property
    def choices(self) -> tuple[int, ...]:
        least = self.least
        return () if least is None else tuple(n for n in CHOICES if n >= least or n == NEVER)


ITEMS: Final = (
    Item("events", 1095, 30),  # what LINE sent us, with customers' words
    Item("messages", 1095, 30),  # the words of messages sent
    Item("people", 1826, 183),  # customers, and buyers never connected, of whom nothing was heard
    Item("decisions", 365, 90),  # why something was sent or not
    Item("webhooks", 30, 7),  # the log of events out
    Item("mails", 30, 7),  # mails and alerts to staff
    Item("audit", 1095, 365),
    Item("traces", 1, None),  # sessions that ended by themselves, files nobody imported
)
PERIODS: Final[Mapping[str, int]] = {item.name: item.days for item in ITEMS}


def periods(session: Session) -> dict[str, int]:
    """Days per kind, as the owner decided; where nobody did, as delivered."""
    chosen = shop_setting.anywhere(session, NAME) or {}
    return {**PERIODS, **{name: int(days) for name, days in chosen.items() if name in PERIODS}}


def read(texts: Mapping[str, str], before: Mapping[str, int]) -> dict[str, int] | None:
    """Days per kind as chosen; None if something was no choice."""
    found = dict(before)
    for item in ITEMS:
        typed = texts.get(item.name)
        if typed is None or item.least is None:
            continue
        if typed not in map(str, item.choices) and typed != str(before[item.name]):
            return None
        found[item.name] = int(typed)
    return found


def decide(
    session: Session, channel_id: int, wanted: Mapping[str, int], staff_id: int, now: datetime
) -> None:
    before = periods(session)
    changed: dict[str, object] = {n: [before[n], days] for n, days in wanted.items() if days != before[n]}
    if changed:
        shop_setting.choose(session, channel_id, NAME, dict(wanted), now, staff_id)
        audit(session, now, "retention.changed", "settings", staff_id=staff_id, detail=changed)


def preview(session: Session, days: Mapping[str, int], now: datetime) -> dict[str, int]:
    """How much of each would go tonight. Changes nothing."""
    counted = dict.fromkeys(PERIODS, 0)
    for kind in kinds(session, days, now):
        counted[kind.name] += session.scalar(select(func.count()).select_from(kind.old.subquery())) or 0
    return counted


def sweep_due(database: Database, zone_of: Callable[[], ZoneInfo], clock: Clock) -> int:
    """One bite, if it is night and something is left; how many rows. A tick asks again until it is 0."""
    now = clock()
    here = now.astimezone(zone_of())
    if not NIGHT[0] <= here.time() < NIGHT[1]:
        return 0
    with database.read() as reading:
        if retention.is_finished(reading, here.date()):
            return 0
    with database.begin() as uow:
        row = retention.hold_night(uow.session, here.date(), now)
        if row is None or row.finished_at is not None:
            return 0
        for cut_short in retention.unfinished_before(uow.session, row.night):
            _finish(uow.session, cut_short, now)
        gone = _bite(uow.session, row, now)
        if gone is None:
            _finish(uow.session, row, now)
        uow.commit()
    if gone is None:
        database.forget_old_pages()
    return gone or 0


def _bite(session: Session, night: RetentionNight, now: datetime) -> int | None:
    """A little of the first kind there is any of; None when there is nothing left."""
    for kind in kinds(session, periods(session), now):
        key = kind.old.selected_columns[0]
        after = night.marks.get(kind.mark, -1)
        rows = session.execute(kind.old.where(key > after).order_by(key).limit(kind.limit)).all()
        if not rows:
            continue
        gone = kind.throw(session, rows, now)
        night.marks = {**night.marks, kind.mark: rows[-1][0]}
        night.counts = {**night.counts, kind.name: night.counts.get(kind.name, 0) + gone}
        return len(rows)
    return None


def _finish(session: Session, night: RetentionNight, now: datetime) -> None:
    night.finished_at = now
    detail: dict[str, object] = {name: count for name, count in night.counts.items() if count}
    if detail:
        audit(session, now, "retention.swept", f"retention:{night.night}", actor="retention", detail=detail)
        log.info("swept", extra={"action": "retention_swept", "counts": detail})
