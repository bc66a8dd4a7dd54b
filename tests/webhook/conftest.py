"""A channel, an intake that runs, and its two doors: the Flask route and the one without a thread."""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from queue import SimpleQueue
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from line.signature import sign
from models.channel import Channel
from models.database import Database
from models.inbound import InboundEvent
from tests.conftest import FakeClock
from webhook.blueprint import make_blueprint
from webhook.fast_path import PATH, direct
from webhook.intake import Intake

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"  # of LINE's own example
BOT = "U8e742f61d673b39c7fff3cecb7536ef0"
Post = Callable[..., TestResponse]


@pytest.fixture
def channel_id(database: Database, clock: FakeClock) -> int:
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", created_at=clock())
        uow.session.add(channel)
        uow.commit()
        return channel.id


@pytest.fixture
def intake(database: Database, channel_id: int, clock: FakeClock) -> Iterator[Intake]:
    intake = Intake(database, {"@shop": (SECRET,)}, clock, patience=0.2)
    intake.start()
    yield intake
    intake.stop()


@pytest.fixture(params=["flask", "direct"])
def client(request: pytest.FixtureRequest, intake: Intake) -> Client:
    return a_client(intake, fast=request.param == "direct")


def a_client(intake: Intake, *, fast: bool) -> Client:
    app = Flask("shop")
    app.register_blueprint(make_blueprint(intake))
    return Client(in_front_of(app, intake) if fast else app)


def in_front_of(app: Any, intake: Intake) -> Any:
    """What the server does with a whole, plain request; all else, and what it gives back, goes to Flask."""
    door = direct(intake)

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = BytesIO(body)
        whole = environ.get("CONTENT_LENGTH") == str(len(body))
        answers: SimpleQueue[tuple[int, str]] = SimpleQueue()
        headers = {b"x-line-signature": environ.get("HTTP_X_LINE_SIGNATURE", "").encode("latin-1")}
        plain = whole and (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", PATH)
        if not plain or not door(headers, body, lambda *answer: answers.put(answer)):
            return app(environ, start_response)  # type: ignore[no-any-return]
        status, sentence = answers.get()
        start_response(f"{status} {HTTPStatus(status).phrase}", [("Content-Type", "text/plain")])
        return [sentence.encode()]

    return serve


@pytest.fixture
def post(client: Client) -> Post:
    """Send a body, signed as LINE does unless told otherwise."""

    def post(body: bytes, signature: str | None = "right", **more: Any) -> TestResponse:
        headers = {} if signature is None else {"x-line-signature": signature}
        if signature == "right":
            headers["x-line-signature"] = sign(SECRET, body)
        return client.post("/callback", data=body, headers=headers, content_type="application/json", **more)

    return post


def an_event(event_id: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_790_000_000_123,
        "source": {"type": "user", "userId": "U" + "1" * 32},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "message": {"id": "444573844083572737", "type": "text", "text": "はい"},
        **more,
    }


def a_body(*events: Any, destination: str = BOT) -> bytes:
    return orjson.dumps({"destination": destination, "events": list(events)})


def stored(database: Database) -> list[InboundEvent]:
    with database.read() as session:
        return list(session.scalars(select(InboundEvent).order_by(InboundEvent.id)))


def stored_ids(database: Database) -> list[str]:
    return [event.webhook_event_id for event in stored(database)]
