"""For whoever keeps it running: `/health/live`, `/health/ready`, `/metrics`.

live   this process answers. For load balancers and container health checks.
ready  the database answers, its schema fits, the scheduler, the turns and the relay are alive, no work lies
       around. 503 with reasons otherwise. For alerts: a web process goes on storing webhooks while it fails.
Neither needs a login; both tell ages and counts only. `/metrics` asks for a token if METRICS_TOKEN is set.
"""

import hmac
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from time import monotonic
from typing import Final, Generic, TypeVar

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from models import measures, operation
from models.database import Database
from models.measures import Measures
from services.clock import system_clock
from services.readiness import Limits, Reason, age, look
from services.shop import Clock

T = TypeVar("T")
FRESH: Final = 2.0  # seconds an answer may be used again: asking often must not load the database
BAD_NEWS: Final = 0.25  # the same of «not ready»: whoever waits for a start is told when it is over


def make_blueprint(
    database: Database,
    clock: Clock,
    *,
    limits: Limits = Limits(),  # noqa: B008  frozen
    registry: CollectorRegistry | None = None,
    metrics_token: str = "",
    real_clock: Clock = system_clock,
    fresh: float = FRESH,
    bad_news: float = BAD_NEWS,
) -> Blueprint:
    """`registry` may hold what other modules count; it is shown behind the database's gauges.
    Heartbeats are in real time, also when the product's clock travels."""
    blueprint = Blueprint("operation", __name__)
    work = CollectorRegistry()
    work.register(WorkCollector(database, clock, real_clock))
    counted = registry if registry is not None else CollectorRegistry()
    reasons = _Kept(
        lambda: look(database, clock, real_clock, limits),
        lambda found: min(fresh, bad_news) if found else fresh,
    )
    exposition = _Kept(lambda: generate_latest(work) + generate_latest(counted), lambda _: fresh)

    @blueprint.get("/health/live")
    def live() -> Response:
        return jsonify(status="live")

    @blueprint.get("/health/ready")
    def ready() -> tuple[Response, int]:
        found: list[Reason] = reasons.get()
        said = [{"code": reason.code, "detail": reason.detail} for reason in found]
        return jsonify(status="not ready" if found else "ready", reasons=said), 503 if found else 200

    @blueprint.get("/metrics")
    def show_metrics() -> Response:
        given = request.headers.get("Authorization", "").encode()
        if metrics_token and not hmac.compare_digest(given, f"Bearer {metrics_token}".encode()):
            return Response("METRICS_TOKEN is needed\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain")
        return Response(exposition.get(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


class WorkCollector(Collector):
    """What waits, read from the database at each scrape: every process of an installation tells the same."""

    def __init__(self, database: Database, clock: Clock, real_clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._real_clock = real_clock

    def describe(self) -> Iterable[Metric]:
        return []  # do not ask the database when registering

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("sonogo_database_up", "1 while the database answers.")
        try:
            with self._database.read() as session:
                taken = measures.take(session, now := self._clock())
                beats = operation.heartbeats(session)
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from _work(taken, now)
        yield from _quota(taken)
        alive = GaugeMetricFamily(
            "sonogo_heartbeat_age_seconds", "Since a part's last sign of life.", labels=["part"]
        )
        for part, at in sorted(beats.items()):
            alive.add_metric([part], max((self._real_clock() - at).total_seconds(), 0.0))
        yield alive


def _work(taken: Measures, now: datetime) -> Iterator[Metric]:
    counts = {
        "inbound_unhandled": (taken.inbound.count, "Events from LINE not handled yet."),
        "inbound_set_aside": (taken.set_aside, "Events whose handler failed and that are tried again later."),
        "outbound_due": (taken.outbound_due.count, "Messages that should go out now."),
        "outbound_needing_staff": (taken.outbound_needing_staff, "Messages that failed for good."),
        "touchpoints_due": (taken.touchpoints_due.count, "Touchpoints to be decided now."),
        "timers_due": (taken.timers_due.count, "Conversation timers that rang."),
        "mails_due": (taken.mails_due.count, "Mails to staff that should go out now."),
        "cases_open": (taken.cases_open, "Cases that are not closed."),
        "cases_overdue": (taken.cases_overdue, "Open cases nobody answered within their promise."),
        "inbound_oldest_age_seconds": (age(taken.inbound, now), "Age of the oldest unhandled event."),
        "outbound_oldest_age_seconds": (age(taken.outbound_due, now), "Age of the oldest due message."),
        "touchpoints_oldest_age_seconds": (
            age(taken.touchpoints_due, now),
            "Age of the oldest due touchpoint.",
        ),
    }
    for name, (value, said) in counts.items():
        yield GaugeMetricFamily(f"sonogo_{name}", said, value=value)
    outbound = GaugeMetricFamily("sonogo_outbound_messages", "Messages not finished.", labels=["status"])
    for status, count in sorted(taken.outbound.items()):
        outbound.add_metric([status], count)
    yield outbound


def _quota(taken: Measures) -> Iterator[Metric]:
    used = GaugeMetricFamily("sonogo_quota_used", "Billed messages this month.", labels=["channel"])
    limit = GaugeMetricFamily("sonogo_quota_limit", "Messages the month may have.", labels=["channel"])
    paused = GaugeMetricFamily(
        "sonogo_sending_paused", "1 while a channel's sending rests.", labels=["channel"]
    )
    for quota in taken.quotas:
        channel = [str(quota.channel_id)]
        used.add_metric(channel, quota.used)
        if quota.limit is not None:
            limit.add_metric(channel, quota.limit)
        paused.add_metric(channel, float(quota.paused_until is not None))
    yield from (used, limit, paused)


class _Kept(Generic[T]):
    """The last answer, until `fresh(answer)` seconds later; one thread asks, the others wait for it."""

    def __init__(self, ask: Callable[[], T], fresh: Callable[[T], float]) -> None:
        self._ask = ask
        self._fresh = fresh
        self._lock = threading.Lock()
        self._answer: T | None = None
        self._until = float("-inf")

    def get(self) -> T:
        with self._lock:
            if self._answer is None or monotonic() >= self._until:
                self._answer = self._ask()
                self._until = monotonic() + self._fresh(self._answer)
            return self._answer
