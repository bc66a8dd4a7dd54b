"""Whoever keeps it running sees at once whether it runs, what waits, and since when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from api.operation import make_blueprint
from models import operation
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.database import Database, connect
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from services.readiness import PARTS, Limits
from tests.conftest import FakeClock

Ask = Callable[..., FlaskClient]


@pytest.fixture
def client(database: Database, clock: FakeClock) -> FlaskClient:
    return client_for(database, clock)


def client_for(database: Database, clock: FakeClock, **options: Any) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(make_blueprint(database, clock, real_clock=clock, fresh=0, **options))
    return app.test_client()


def beat(database: Database, clock: FakeClock, *parts: str) -> None:
    with database.begin() as uow:
        for part in parts or PARTS:
            operation.beat(uow.session, part, clock())
        uow.commit()


def a_contact(database: Database, clock: FakeClock) -> tuple[int, int]:
    """(channel, contact)"""
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", created_at=clock(), quota_limit=200, quota_used=51)
        uow.session.add(channel)
        uow.session.flush()
        contact = Contact(channel_id=channel.id, line_user_id="U1", created_at=clock())
        uow.session.add(contact)
        uow.commit()
        return channel.id, contact.id


def add(database: Database, *rows: Any) -> None:
    with database.begin() as uow:
        uow.session.add_all(rows)
        uow.commit()


def an_event(channel_id: int, clock: FakeClock, number: int = 1, **more: Any) -> InboundEvent:
    return InboundEvent(
        channel_id=channel_id, webhook_event_id=f"e{number}", line_user_id="U1", type="message",
        occurred_at=clock(), received_at=clock(), payload="{}", **more,
    )  # fmt: skip


def a_message(channel_id: int, clock: FakeClock, number: int = 1, **more: Any) -> OutboundMessage:
    return OutboundMessage(
        channel_id=channel_id, to="U1", kind="check_in", messages="[]", retry_key=f"k{number}",
        **{"due_at": clock(), "created_at": clock(), **more},
    )  # fmt: skip


def codes(client: FlaskClient) -> list[str]:
    return [reason["code"] for reason in client.get("/health/ready").json["reasons"]]


def metrics(client: FlaskClient) -> dict[str, float]:
    """«name{label}» → value"""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_live_process_says_so_without_looking_at_the_database(clock: FakeClock) -> None:
    away = connect("postgresql://nobody@127.0.0.1:9/nothing")
    assert client_for(away, clock).get("/health/live").json == {"status": "live"}


def test_all_parts_alive_and_nothing_waiting_is_ready(
    client: FlaskClient, database: Database, clock: FakeClock
) -> None:
    beat(database, clock)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "reasons": []})


def test_a_part_that_never_ran_or_fell_silent_is_named(
    client: FlaskClient, database: Database, clock: FakeClock
) -> None:
    beat(database, clock, "scheduler", "turns")
    assert codes(client) == ["relay_never_ran"]
    clock.advance(seconds=50)
    beat(database, clock, "turns", "relay")
    clock.advance(seconds=20)
    assert client.get("/health/ready").status_code == 503
    assert codes(client) == ["scheduler_silent"]


def test_work_left_lying_is_not_ready(client: FlaskClient, database: Database, clock: FakeClock) -> None:
    channel_id, _ = a_contact(database, clock)
    add(database, an_event(channel_id, clock), a_message(channel_id, clock))
    clock.advance(seconds=301)
    beat(database, clock)
    assert codes(client) == ["inbound_late", "outbound_late"]


def test_an_event_set_aside_and_a_message_for_later_make_nobody_late(
    client: FlaskClient, database: Database, clock: FakeClock
) -> None:
    channel_id, _ = a_contact(database, clock)
    later = clock() + timedelta(hours=9)
    add(database, an_event(channel_id, clock, attempts=1, not_before=later))
    add(database, a_message(channel_id, clock, due_at=later))
    clock.advance(hours=2)
    beat(database, clock)
    assert codes(client) == []
    assert metrics(client)["sonogo_inbound_set_aside"] == 1


def test_a_database_that_is_away_is_a_reason_and_not_a_crash(clock: FakeClock) -> None:
    away = connect("postgresql://nobody:hidden@127.0.0.1:9/nothing")
    client = client_for(away, clock)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert codes(client) == ["database_unreachable"]
    assert "hidden" not in answer.text
    assert metrics(client) == {"sonogo_database_up": 0}


def test_a_database_of_another_version_is_a_reason(
    client: FlaskClient, database: Database, clock: FakeClock
) -> None:
    beat(database, clock)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert codes(client) == ["not_migrated"]


def test_web_only_installations_may_ask_for_fewer_parts(database: Database, clock: FakeClock) -> None:
    beat(database, clock, "turns")
    assert codes(client_for(database, clock, limits=Limits(parts=("turns",)))) == []


def test_metrics_count_what_waits(client: FlaskClient, database: Database, clock: FakeClock) -> None:
    channel_id, contact_id = a_contact(database, clock)
    add(
        database,
        an_event(channel_id, clock),
        an_event(channel_id, clock, 2, handled_at=clock()),
        a_message(channel_id, clock),
        a_message(channel_id, clock, 2, status="held"),
        a_message(channel_id, clock, 3, status="discarded", needs_staff=True),
        a_message(channel_id, clock, 4, status="sent"),
        Case(
            channel_id=channel_id, contact_id=contact_id, reason="unhappy", opened_at=clock(),
            promise_at=clock() + timedelta(minutes=1),
        ),
    )  # fmt: skip
    beat(database, clock, "relay")
    clock.advance(minutes=2)
    found = metrics(client)
    expected = {
        "sonogo_database_up": 1,
        "sonogo_inbound_unhandled": 1,
        "sonogo_inbound_oldest_age_seconds": 120,
        "sonogo_outbound_due": 1,
        "sonogo_outbound_oldest_age_seconds": 120,
        "sonogo_outbound_messages{pending}": 1,
        "sonogo_outbound_messages{sending}": 0,
        "sonogo_outbound_messages{held}": 1,
        "sonogo_outbound_needing_staff": 1,
        "sonogo_cases_open": 1,
        "sonogo_cases_overdue": 1,
        "sonogo_heartbeat_age_seconds{relay}": 120,
        f"sonogo_quota_used{{{channel_id}}}": 51,
        f"sonogo_quota_limit{{{channel_id}}}": 200,
        f"sonogo_sending_paused{{{channel_id}}}": 0,
    }
    assert expected.items() <= found.items()


def test_counters_of_other_modules_are_shown_beside_the_gauges(database: Database, clock: FakeClock) -> None:
    registry = CollectorRegistry()
    Counter("sonogo_webhooks", "Webhooks taken in.", registry=registry).inc()
    assert metrics(client_for(database, clock, registry=registry))["sonogo_webhooks_total"] == 1


@pytest.mark.parametrize(("given", "status"), [("", 401), ("Bearer wrong", 401), ("Bearer s3cret", 200)])
def test_metrics_may_ask_for_a_token(database: Database, clock: FakeClock, given: str, status: int) -> None:
    client = client_for(database, clock, metrics_token="s3cret")
    assert client.get("/metrics", headers={"Authorization": given}).status_code == status


def test_asking_often_asks_the_database_once(database: Database, clock: FakeClock) -> None:
    app = Flask("test")
    app.register_blueprint(make_blueprint(database, clock, real_clock=clock, fresh=60))
    client = app.test_client()
    beat(database, clock)
    assert codes(client) == []
    clock.advance(minutes=5)
    assert codes(client) == []


def test_who_waits_for_a_start_is_told_when_it_is_over(database: Database, clock: FakeClock) -> None:
    app = Flask("test")
    app.register_blueprint(make_blueprint(database, clock, real_clock=clock, fresh=60, bad_news=0))
    client = app.test_client()
    assert len(codes(client)) == 3
    beat(database, clock)
    assert codes(client) == []
