"""静けさの警報: what should have happened and did not. Told on 今日の対応, in words a shop can act on.

Sources: models/measures.py (what waits, since when), services/readiness.py (signs of life), the quota.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import channel as channels
from models import health_report, measures, operation
from models.channel import Channel
from models.inbound import InboundEvent
from models.measures import Measures
from models.webhook import endpoints
from services import readiness
from services.alerting import in_line
from services.health_clock import SOON
from services.readiness import Limits
from services.shop import ShopOf

SILENCE: Final = timedelta(hours=24)  # without a word from anybody, where people write daily
TALKATIVE: Final = 20  # events within …
LOOK_BACK: Final = timedelta(days=10)  # … these days before the silence: then it is unusual
BROKEN: Final = ("failing", "gone")  # an endpoint that was switched off by itself
LATE: Final = timedelta(minutes=15)
UNSAID: Final = timedelta(days=1)  # a word that was due to somebody who waits


@dataclass(frozen=True, slots=True)
class Incident:
    """A code (console/labels/ says it in words), and the numbers of its sentence."""

    code: str
    count: int = 0
    since: datetime | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A month's pushes: used so far, and where this pace leads."""

    name: str
    used: int
    limit: int | None
    at_end: int
    planned: int
    state: str
    runs_out_on: datetime | None = None

    @property
    def share(self) -> int:
        """Used so far, in percent of the limit."""
        return min(round(100 * self.used / self.limit), 100) if self.limit else 0

    @property
    def at_end_share(self) -> int:
        return min(round(100 * self.at_end / self.limit), 100) if self.limit else 0


def look(
    session: Session, accounts: Sequence[Channel], now: datetime, real_now: datetime, limits: Limits,
    *, by_mail: bool = False,
) -> list[Incident]:  # fmt: skip
    """What is wrong now, the gravest first. `accounts`: all there are; `by_mail`: staff get mails as well."""
    taken = measures.take(session, now)
    beats = operation.heartbeats(session)
    lost = readiness.silent(beats, real_now, limits) if beats else []
    over, soon = _reports(session, accounts, now)
    found = list(over)
    found += [Incident("part_silent", len(lost))] if lost else []
    found += _late(taken, now)
    if taken.set_aside:
        found.append(Incident("set_aside", taken.set_aside))
    if taken.outbound_needing_staff:
        found.append(Incident("undelivered", taken.outbound_needing_staff))
    if taken.outbound["held"]:
        found.append(Incident("held", taken.outbound["held"]))
    unmoved, unsaid = measures.nothing_moves(session), measures.too_silent(session, now - UNSAID)
    if unmoved.count:
        found.append(Incident("nothing_moves", unmoved.count, unmoved.oldest_at))
    if unsaid.count:
        found.append(Incident("too_silent", unsaid.count, unsaid.oldest_at))
    found += soon
    off = channels.switched_off_of(accounts)
    for channel in channels.served_of(accounts):
        if channel.sending_paused_until is not None and channel.sending_paused_until > now:
            found.append(Incident("paused", since=channel.sending_paused_until))
        if (since := silent_since(session, channel, now)) is not None:
            found.append(Incident("nobody_writes", since=since))
        if not by_mail and not in_line(session, channel.id, off):
            found.append(Incident("nobody_told"))
    found += [Incident("webhook_off") for endpoint in endpoints(session) if endpoint.off_why in BROKEN]
    return found


def _reports(
    session: Session, accounts: Sequence[Channel], now: datetime
) -> tuple[list[Incident], list[Incident]]:
    """The law's day went by and nobody reported it or ruled that out, graver than a machine's trouble; and
    what is due soon. Of each account by its own calendar.
    """
    zones = {channel.id: ZoneInfo(channel.time_zone) for channel in accounts}
    last = {channel_id: (now + SOON).astimezone(zone).date() for channel_id, zone in zones.items()}
    days = health_report.open_days(session, max(last.values(), default=date.min))
    over, soon = [], []
    for channel_id, zone in zones.items():
        today, theirs = now.astimezone(zone).date(), days.get(channel_id, {})
        late = [day for day in theirs if day < today]
        near = [day for day in theirs if today <= day <= last[channel_id]]
        if late:
            over.append(Incident("health_over", sum(theirs[day] for day in late), on=min(late)))
        if near:
            soon.append(Incident("health_due", sum(theirs[day] for day in near), on=min(near)))
    return over, soon


def _late(taken: Measures, now: datetime) -> list[Incident]:
    waits = {"not_sent": taken.outbound_due, "not_heard": taken.inbound, "not_asked": taken.touchpoints_due}
    return [
        Incident(code, waiting.count, waiting.oldest_at)
        for code, waiting in waits.items()
        if waiting.oldest_at is not None and now - waiting.oldest_at > LATE
    ]


def silent_since(session: Session, channel: Channel, now: datetime) -> datetime | None:
    """Since when nobody wrote, where that is unusual: LINE may not reach us any more."""
    newest = select(InboundEvent.received_at).where(InboundEvent.channel_id == channel.id)
    newest = newest.order_by(InboundEvent.id.desc())
    last = session.scalar(newest.limit(1))
    if last is None or now - last < SILENCE:
        return None
    earlier = session.scalar(newest.offset(TALKATIVE).limit(1))
    return last if earlier is not None and last - earlier < LOOK_BACK else None


def forecasts(
    session: Session, accounts: Sequence[Channel], shop_of: ShopOf, now: datetime
) -> list[Forecast]:
    """Of each account: straight on at this month's pace, and no fewer than what is planned already.

    LINE counts months in Japan's time, as the shop mostly does.
    """
    if not accounts:
        return []
    months = {channel.id: _month(now.astimezone(shop_of(channel.id).tz)) for channel in accounts}
    planned = measures.planned(session, {one: start + length for one, (start, length) in months.items()})
    return [
        _forecast(channel, shop_of(channel.id).name, now, *months[channel.id], planned[channel.id])
        for channel in accounts
    ]


def _month(local: datetime) -> tuple[datetime, timedelta]:
    """When the month began, and how long it is."""
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, timedelta(days=monthrange(local.year, local.month)[1])


def _forecast(
    channel: Channel, shop_name: str, now: datetime, start: datetime, length: timedelta, planned: int
) -> Forecast:
    passed = max((now - start) / timedelta(days=1), 1.0)
    at_end = round(channel.quota_used * length.days / passed)
    limit, runs_out = channel.quota_limit, None
    if limit and channel.quota_used < limit < at_end:
        runs_out = start + timedelta(days=passed * limit / channel.quota_used)
    return Forecast(
        channel.name or shop_name, channel.quota_used, limit, max(at_end, channel.quota_used + planned),
        planned, channel.quota_state, runs_out,
    )  # fmt: skip
