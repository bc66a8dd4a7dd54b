"""The doctor's real probes, made from the settings: LINE over HTTP and the database. They build nothing else,
so that the doctor can come to an installation whose database is away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypedDict

import urllib3
from urllib3.exceptions import HTTPError

from line.account import LineAccount
from line.client import LineClient
from models import channel, measures
from models.database import Database
from models.measures import Measures
from services.alerting import in_line
from services.clock import system_clock
from services.findings import Probes
from services.readiness import Limits, look
from services.shop import Clock
from settings import Settings

PATIENCE: Final = 10.0  # seconds for any one probe


class _OfAccount(TypedDict):
    account: LineAccount
    quota: Callable[[], tuple[int | None, int]]
    destination: Callable[[], str | None]
    planned: Callable[[datetime], int]


def probes_for(
    settings: Settings, database: Database, clock: Clock, smtp: Callable[[], None] | None = None
) -> Probes:
    """What `examine` needs, for this installation; `smtp` tries the mail server out."""
    base, token = settings.line_api_base, settings.line_channel_access_token.get_secret_value()
    limits = Limits(
        timedelta(seconds=settings.heartbeat_seconds), timedelta(seconds=settings.backlog_seconds)
    )

    def waiting() -> Measures:
        with database.read() as session:
            return measures.take(session, clock())

    def told_in_line() -> int:
        with database.read() as session:
            row = channel.by_basic_id(session, settings.line_basic_id)
            return len(in_line(session, row.id)) if row else 0

    return Probes(
        public_url=settings.address,
        basic_id=settings.line_basic_id,
        is_real_line=settings.is_real_line,
        zone=settings.time_zone,
        now=system_clock,
        line_date=lambda: date_of(base),
        readiness=lambda: look(database, clock, system_clock, limits),
        measures=waiting,
        in_line=told_in_line,
        smtp=smtp,
        **of_account(base, token, database, settings.line_basic_id),
    )


def of_account(base: str, token: str, database: Database, basic_id: str) -> _OfAccount:
    """What is asked of one LINE account, with its token."""

    def destination() -> str | None:
        with database.read() as session:
            row = channel.by_basic_id(session, basic_id)
            return row.bot_user_id if row else None

    def planned(until: datetime) -> int:
        with database.read() as session:
            row = channel.by_basic_id(session, basic_id)
            return measures.planned(session, {row.id: until})[row.id] if row else 0

    def quota() -> tuple[int | None, int]:
        client = LineClient(base, token)
        return client.quota(), client.consumption()

    account = LineAccount(base, token, timeout=(3.0, PATIENCE))
    return {"account": account, "quota": quota, "destination": destination, "planned": planned}


def date_of(base: str) -> datetime:
    """LINE's clock, from the head of any answer. Raises OSError without one."""
    try:
        answer = urllib3.request("GET", f"{base}/v2/bot/info", retries=False, timeout=PATIENCE)
    except HTTPError as error:
        raise OSError("no answer") from error
    if "Date" not in answer.headers:
        raise OSError("an answer without a date")
    return parsedate_to_datetime(answer.headers["Date"])
