"""Where things are built and put together; what `bot.py` runs. Nothing else makes a clock, a client, an app.

build(settings) → Sonogo: database, clock, shop, LINE
Sonogo.make_app()  → the WSGI application: webhook in front, then api, console, health
Sonogo.make_worker() → the loops and ticks of a worker
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

import holidays
from flask import jsonify, redirect, request
from flask_wtf.csrf import CSRFProtect
from prometheus_client import REGISTRY
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix

import api.app
import api.operation
import console.blueprint
import webhook.blueprint
from conversations.business_hours import BusinessHours
from conversations.library import Library, load_library
from conversations.timing import FatigueCaps
from delivery import mail, quota_tick
from delivery.profiles import fetch_profiles
from delivery.relay import Relay
from line.account import LineAccount
from line.client import LineClient
from models import channel as channels
from models.channel import Channel
from models.database import Database, connect
from models.migrate import is_current, upgrade
from models.operation import beat
from models.wake import Wake
from scheduler.loops import Loop
from scheduler.ticks import Tick, make_scheduler
from services.clock import TravelClock, system_clock
from services.inbox import Inbox
from services.published import publish
from services.readiness import Limits
from services.shop import Rules, Shop
from services.timers import ring
from services.touchpoints import run_due
from services.watching import watch_promises, watch_undelivered
from settings import Settings
from webhook.fast_path import WsgiApp, wrap
from webhook.intake import Intake

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sonogo:
    """One installation: everything built from its settings. Build it after a fork."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    shop: Shop

    def shop_of(self, channel_id: int) -> Shop:
        if channel_id != self.shop.channel_id:
            raise LookupError(f"no shop is set up for channel {channel_id}")
        return self.shop

    @cached_property
    def line(self) -> LineClient:
        token = self.settings.line_channel_access_token.get_secret_value()
        return LineClient(self.settings.line_api_base, token, connections=self.settings.senders)

    @cached_property
    def account(self) -> LineAccount:
        return LineAccount(
            self.settings.line_api_base, self.settings.line_channel_access_token.get_secret_value()
        )

    def make_intake(self) -> Intake:
        secret = self.settings.line_channel_secret.get_secret_value()
        return Intake(self.database, {self.shop.basic_id: [secret]}, self.clock)

    def make_app(self, intake: Intake) -> WsgiApp:
        """The whole web side. Start `intake` before the first request."""
        app = api.app.new_app("sonogo")
        settings = self.settings
        app.secret_key = settings.secret_keys[-1]
        app.config["SECRET_KEY_FALLBACKS"] = settings.secret_keys[:-1]
        secure = settings.address.startswith("https://")
        csrf = CSRFProtect(app)
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
            self.database, shop_of, self.clock, system_clock, secure=secure
        )
        app.register_blueprint(hook)  # guarded by LINE's signature
        app.register_blueprint(operation)  # open: it says nothing personal; /metrics by METRICS_TOKEN
        app.register_blueprint(pages)  # guarded by sign-in, CSRF and roles
        csrf.exempt(hook)
        for name, blueprint in app.blueprints.items():
            if name != "console":
                csrf.exempt(blueprint)  # no cookies there, so nothing to forge
        app.add_url_rule("/", "home", lambda: redirect("/console/"))
        if isinstance(self.clock, TravelClock):
            _offer_travel(app, csrf, self.clock)
        served: Any = app
        if settings.trusted_proxies:
            hops = settings.trusted_proxies
            served = ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops)
        return wrap(served, intake)

    def make_worker(self) -> "Worker":
        return Worker(self)


def _offer_travel(app: Any, csrf: CSRFProtect, clock: TravelClock) -> None:
    """`/demo/clock`: only with CLOCK=travel, which settings refuse beside the real LINE."""

    def show() -> Any:
        return jsonify(now=clock().isoformat())

    def advance() -> Any:
        given = request.get_json(silent=True)
        seconds = given.get("advance_seconds") if isinstance(given, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 3.2e9:
            return jsonify(error='send {"advance_seconds": n} with n of 0 or more'), 422
        return jsonify(now=clock.advance(seconds).isoformat())

    app.add_url_rule("/demo/clock", "demo_clock", show)
    app.add_url_rule("/demo/clock", "demo_clock_advance", advance, methods=["POST"])
    csrf.exempt(app.view_functions["demo_clock_advance"])


class Worker:
    """What runs without being asked: turns, sending, and all that is due."""

    def __init__(self, sonogo: Sonogo) -> None:
        self._sonogo = sonogo
        database, clock = sonogo.database, sonogo.clock
        self._inbox_wake, self._relay_wake = Wake(database), Wake(database)
        self._inbox = Inbox(database, sonogo.shop_of, clock)
        self._turns = Loop("turns", self._drain, self._inbox_wake)
        self._relay = Relay(
            database, sonogo.shop.channel_id, sonogo.line, clock, machine_clock=system_clock,
            in_flight=sonogo.settings.senders, on_finished=self._relay_wake.set,
        )  # fmt: skip
        self._stopping = threading.Event()
        self._sending = threading.Thread(
            target=self._relay.run, args=(self._relay_wake, self._stopping), name="relay", daemon=True
        )
        self._scheduler = make_scheduler(self._ticks())

    def _drain(self) -> int:
        handled = self._inbox.drain()
        if handled:
            self._relay_wake.set()
        return handled

    def _ticks(self) -> list[Tick]:
        one = self._sonogo
        database, shop_of, clock, settings = one.database, one.shop_of, one.clock, one.settings
        pace = 0.25 if settings.clock == "travel" else 1.0
        ticks = [
            Tick("due", 2 * pace, self._do_due),
            Tick("promises", 20 * pace, partial(watch_promises, database, shop_of, clock)),
            Tick("undelivered", 10 * pace, partial(watch_undelivered, database, shop_of, clock)),
            Tick(
                "profiles",
                10,
                partial(fetch_profiles, database, one.shop.channel_id, one.account, clock),
                again=False,
            ),
            Tick("quota", 60, self._refresh_quota, again=False),
            Tick("heartbeat", 5, self._beat, again=False),
        ]
        if settings.smtp_url.get_secret_value():
            smtp = mail.Smtp(settings.smtp_url.get_secret_value(), settings.mail_from)
            ticks.append(Tick("mail", 5, partial(mail.send_due, database, smtp, clock)))
        return ticks

    def _do_due(self) -> int:
        """Timers first: after a standstill, what timed out long ago must not keep the next waiting."""
        one = self._sonogo
        done = ring(one.database, one.shop_of, one.clock) or run_due(one.database, one.shop_of, one.clock)
        if done:
            self._relay_wake.set()
        return done

    def _refresh_quota(self) -> int:
        one = self._sonogo
        quota_tick.refresh(one.database, one.shop.channel_id, one.line, one.clock)
        return 0

    def _beat(self) -> int:
        """A sign of life of every part that really lives."""
        alive = {"scheduler": True, "turns": self._turns.is_running, "relay": self._sending.is_alive()}
        with self._sonogo.database.begin() as uow:
            for part, lives in alive.items():
                if lives:
                    beat(uow.session, part, datetime.now(UTC))
            uow.commit()
        return 0

    def start(self) -> None:
        self._turns.start()
        self._sending.start()
        self._beat()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what runs; claim nothing more. What is left is in the database."""
        self._scheduler.shutdown(wait=True)
        self._turns.stop()
        self._stopping.set()
        self._relay_wake.set()
        self._sending.join()


def open_database(settings: Settings) -> Database:
    return connect(settings.database_url)


def make_clock(settings: Settings, database: Database) -> Callable[[], datetime]:
    return TravelClock(database) if settings.clock == "travel" else system_clock


def rules_of(settings: Settings) -> Rules:
    zone = str(settings.time_zone)
    country = holidays.country_holidays(settings.holidays) if settings.holidays != "none" else {}
    return Rules(
        hours=BusinessHours(
            week=settings.business_hours,
            zone=zone,
            closed=settings.closed_days,
            is_holiday=lambda day: day in country,
        ),
        promise_within=settings.promise_within,
        quiet=(settings.quiet_hours.start, settings.quiet_hours.end),
        caps=FatigueCaps(
            settings.fatigue_asks.count,
            settings.fatigue_asks.within,
            settings.fatigue_pushes.count,
            settings.fatigue_pushes.within,
        ),
        claim_days=settings.claim_days,
    )


def build(settings: Settings, *, library: Library | None = None) -> Sonogo:
    """Open the database (migrated already), make sure of the channel's row, publish the scripts."""
    database = open_database(settings)
    clock = make_clock(settings, database)
    library = library or load_library(settings.scripts_dir)
    for found in library.problems:
        log.error("a script or journey is left out", extra={"action": "script_refused", "file": found.file})
    with database.begin() as uow:
        row = _channel_row(uow.session, settings, clock())
        scripts, journeys = publish(uow.session, library, clock())
        uow.commit()
    shop = Shop(
        channel_id=row.id,
        basic_id=settings.line_basic_id,
        name=settings.shop_name,
        public_url=settings.address,
        zone=str(settings.time_zone),
        library=library,
        rules=rules_of(settings),
        script_versions=scripts,
        journey_versions=journeys,
        mail_from=settings.mail_from if settings.smtp_url.get_secret_value() else "",
    )
    return Sonogo(settings, database, clock, shop)


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
    row.name, row.time_zone = settings.shop_name, str(settings.time_zone)
    session.flush()
    return session.scalars(select(Channel).where(Channel.id == row.id)).one()  # type: ignore[no-any-return]
