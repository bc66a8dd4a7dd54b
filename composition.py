"""Where things are built and put together; what `bot.py` runs. Nothing else makes a clock, a client, an app.

build(settings) → Sonogo: database, clock, shop, LINE
Sonogo.make_app()  → the WSGI application: webhook, api, console, health
Sonogo.make_worker() → the loops and ticks of a worker
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from flask import redirect
from prometheus_client import REGISTRY
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

import api.app
import api.operation
import console.blueprint
import rehearsal
import webhook.blueprint
from conversations.business_hours import BusinessHours
from conversations.library import Library, load_library
from conversations.timing import FatigueCaps
from models import channel as channels
from models.channel import Channel
from models.database import Database, connect
from models.migrate import is_current, upgrade
from models.wake import Bell
from rehearsal.folder import Folder
from services.channel_book import PURPOSE as CHANNELS
from services.channel_book import ChannelBook, Served
from services.channel_checks import LineDoor
from services.clock import TravelClock, system_clock
from services.endpoints import PURPOSE
from services.holiday_calendar import calendar_of
from services.published import publish
from services.published_shop import PublishedShop
from services.readiness import Limits
from services.sealing import Sealer
from services.shop import Rules, Shop
from settings import Settings
from webhook.intake import Intake

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from line.account import LineAccount
    from line.client import LineClient
    from scheduler.worker import Worker

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sonogo:
    """One installation: everything built from its settings. Build it after a fork."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    shop: Shop

    def shop_of(self, channel_id: int) -> Shop:
        """Also of an account that is served no more: its customers are still the shop's."""
        return self.live.of(channel_id) if self.live is not None else self.published.of(channel_id)

    @cached_property
    def published(self) -> PublishedShop:
        """The shop with what is live now, wherever it was published."""
        return PublishedShop(self.database, self.shop)

    @cached_property
    def live(self) -> rehearsal.LiveShop | None:
        """CLOCK=travel: the shop follows the files of SCRIPTS_DIR while it runs."""
        if not isinstance(self.clock, TravelClock):
            return None
        return rehearsal.LiveShop(self.database, self.shop, Folder(self.settings.scripts_dir), self.clock)

    @cached_property
    def book(self) -> ChannelBook:
        """The LINE accounts that are served now, and their keys."""
        settings = self.settings
        secrets = (settings.line_channel_secret, settings.line_channel_secret_old)
        own = Served(
            self.shop.channel_id,
            self.shop.basic_id,
            tuple(one.get_secret_value() for one in secrets if one.get_secret_value()),
            settings.line_channel_access_token.get_secret_value(),
        )
        return ChannelBook(self.database, Sealer(settings.secret_keys, CHANNELS), own, self.clock)

    @cached_property
    def _lines(self) -> "dict[int, LineClient]":
        return {}

    def line_of(self, channel_id: int) -> "LineClient":
        """One connection pool per account and process; the token is asked for at each call."""
        from line.client import LineClient

        if channel_id not in self._lines:
            token = partial(self.book.token, channel_id)
            base, senders = self.settings.line_api_base, self.settings.senders
            self._lines[channel_id] = LineClient(base, token, connections=senders)
        return self._lines[channel_id]

    def account_of(self, channel_id: int) -> "LineAccount":
        from line.account import LineAccount

        return LineAccount(self.settings.line_api_base, partial(self.book.token, channel_id))

    def _door(self) -> LineDoor:
        base, book = self.settings.line_api_base, self.book
        return LineDoor(base, book.token, self.settings.is_real_line, book.renew)

    def make_intake(self, on_commit: Callable[[], None] = lambda: None) -> Intake:
        return Intake(self.database, self.book, self.clock, on_commit=on_commit)

    def make_app(self, intake: Intake) -> "WSGIApplication":
        """The whole web side. Start `intake` before the first request."""
        app = api.app.new_app("sonogo")
        settings = self.settings
        app.secret_key = settings.secret_keys[-1]
        app.config["SECRET_KEY_FALLBACKS"] = settings.secret_keys[:-1]
        secure = settings.address.startswith("https://")
        shop_of, channel_id = self.shop_of, self.shop.channel_id
        api.app.create_api(
            app, self.database, shop_of, channel_id, self.clock, per_second=settings.api_rate / 60
        )
        hook = webhook.blueprint.make_blueprint(intake)
        limits = Limits(
            timedelta(seconds=settings.heartbeat_seconds), timedelta(seconds=settings.backlog_seconds)
        )
        operation = api.operation.make_blueprint(
            self.database, self.clock, limits=limits, registry=REGISTRY,
            metrics_token=settings.metrics_token.get_secret_value(),
        )  # fmt: skip
        pages = console.blueprint.make_blueprint(
            self.database, shop_of, self.clock, system_clock, secure=secure,
            webhooks_anywhere=settings.webhooks_to == "anywhere", line=self._door(),
        )  # fmt: skip
        app.register_blueprint(hook)  # guarded by LINE's signature
        app.register_blueprint(operation)  # open: it says nothing personal; /metrics by METRICS_TOKEN
        app.register_blueprint(pages)  # guarded by sign-in, roles, a CSRF token per form
        app.add_url_rule("/", "home", lambda: redirect("/console/"))
        if isinstance(self.clock, TravelClock) and self.live is not None:
            self.live.start()
            # CLOCK=travel only, which settings refuse beside the real LINE; guarded in rehearsal.doors
            app.register_blueprint(rehearsal.make_blueprint(self.database, self.live, self.clock))
        if settings.trusted_proxies:
            hops = settings.trusted_proxies
            return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops)
        return app

    def make_worker(self, bell: Bell | None = None) -> "Worker":
        """`bell`: rung when the web process of this family has stored something."""
        from delivery.mail import Smtp
        from scheduler.worker import Worker  # the web side does without what sends and ticks

        settings = self.settings
        if self.live is not None:
            self.live.start()
        smtp = settings.smtp_url.get_secret_value()
        return Worker(
            self.database,
            self.shop_of,
            self.clock,
            served=self.book.served,
            line_of=self.line_of,
            account_of=self.account_of,
            smtp=Smtp(smtp, settings.mail_from) if smtp else None,
            open_secret=Sealer(settings.secret_keys, PURPOSE).open,
            webhooks_anywhere=settings.webhooks_to == "anywhere",
            bell=bell,
            senders=settings.senders,
            pace=0.25 if settings.clock == "travel" else 1.0,
        )


def open_database(settings: Settings) -> Database:
    return connect(settings.database_url)


def make_clock(settings: Settings, database: Database) -> Callable[[], datetime]:
    return TravelClock(database) if settings.clock == "travel" else system_clock


def rules_of(settings: Settings) -> Rules:
    zone = str(settings.time_zone)
    return Rules(
        hours=BusinessHours(
            week=settings.business_hours,
            zone=zone,
            closed=settings.closed_days,
            is_holiday=calendar_of(settings.holidays),
        ),
        promise_within=settings.promise_within,
        help_line=settings.help_line,
        quiet=(settings.quiet_hours.start, settings.quiet_hours.end),
        caps=FatigueCaps(
            settings.fatigue_asks.count,
            settings.fatigue_asks.within,
            settings.fatigue_pushes.count,
            settings.fatigue_pushes.within,
        ),
        claim_days=settings.claim_days,
        erase_by_two=settings.erase_by_two,
        rest_on_holidays=settings.rest_on_holidays,
        holidays=settings.holidays,
    )


def build(settings: Settings, *, shop: Shop | None = None) -> Sonogo:
    """Open the database (migrated already). `shop`: as the process before the fork prepared it."""
    database = open_database(settings)
    clock = make_clock(settings, database)
    return Sonogo(settings, database, clock, shop or prepare(settings, database, clock))


def prepare(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Shop:
    """Make sure of the channel's row, publish the scripts; the shop with all that is live, read."""
    library = load_library(settings.scripts_dir)
    for found in library.problems:
        log.error("a script or journey is left out", extra={"action": "script_refused", "file": found.file})
    with database.begin() as uow:
        row = _channel_row(uow.session, settings, clock())
        publish(uow.session, library, clock())
        uow.commit()
    shop = Shop(
        channel_id=row.id,
        basic_id=settings.line_basic_id,
        name=settings.shop_name,
        public_url=settings.address,
        zone=str(settings.time_zone),
        library=Library(),
        rules=rules_of(settings),
        page_keys=tuple(reversed(settings.secret_keys)),
        mail_from=settings.mail_from if settings.smtp_url.get_secret_value() else "",
    )
    return PublishedShop(database, shop)()


def build_migrated(settings: Settings) -> Sonogo:
    """`build`, with the database brought to this version's schema first."""
    database = open_database(settings)
    if not is_current(database):
        upgrade(database)
    database.dispose()
    return build(settings)


def _channel_row(session: Any, settings: Settings, now: datetime) -> Channel:
    """The environment defines the first channel; its secrets stay there."""
    row = channels.by_basic_id(session, settings.line_basic_id)
    if row is None:
        row = Channel(basic_id=settings.line_basic_id, created_at=now)
        session.add(row)
    row.name, row.time_zone, row.source = settings.shop_name, str(settings.time_zone), "environment"
    session.flush()
    channels.leave_environment(session, row.id)
    return session.scalars(select(Channel).where(Channel.id == row.id)).one()  # type: ignore[no-any-return]
