"""What the doctor (`services.doctor`) is told and what it says: probes in, findings out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from line.account import BotInfo, WebhookEndpoint, WebhookTest
from models.measures import Measures
from services.clock import system_clock
from services.readiness import Reason


class Level(StrEnum):
    GOOD = "✔"
    HINT = "!"
    BAD = "✖"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `advice` says what to do; good findings need none.

    `code` and `values` are for who says it in other words (the console's page of an account).
    """

    level: Level
    what: str
    advice: str = ""
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class Account(Protocol):
    """The part of `line.account.LineAccount` that the doctor needs."""

    def bot_info(self) -> BotInfo: ...
    def webhook_endpoint(self) -> WebhookEndpoint | None: ...
    def test_webhook(self) -> WebhookTest: ...


@dataclass(frozen=True)
class Probes:
    """Everything the doctor may look at. What is left out is not checked."""

    settings_problems: tuple[str, ...] = ()
    public_url: str = ""
    basic_id: str = ""
    is_real_line: bool = False
    zone: tzinfo = UTC
    now: Callable[[], datetime] = system_clock
    account: Account | None = None
    line_date: Callable[[], datetime] | None = None  # the Date header of an answer of LINE
    quota: Callable[[], tuple[int | None, int]] | None = None  # limit, used this month
    destination: Callable[[], str | None] | None = None  # the bot's user id our webhook accepts
    readiness: Callable[[], list[Reason]] | None = None
    measures: Callable[[], Measures] | None = None
    planned: Callable[[datetime], int] | None = None  # touchpoints planned until then
    in_line: Callable[[], int] | None = None  # how many staff get alerts in their own LINE
    smtp: Callable[[], None] | None = None  # connects and signs in; raises OSError when it cannot


Check = Callable[[Probes], list[Finding]]


def good(what: str, code: str = "", **values: object) -> Finding:
    return Finding(Level.GOOD, what, "", code, values)


def hint(what: str, advice: str, code: str = "", **values: object) -> Finding:
    return Finding(Level.HINT, what, advice, code, values)


def bad(what: str, advice: str, code: str = "", **values: object) -> Finding:
    return Finding(Level.BAD, what, advice, code, values)
