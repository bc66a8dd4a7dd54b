"""What LINE, the network and strangers may send to `/callback`, sent to the real process: answer and effect.

Run with `-s` to see the table. The statuses: 200 stored, 400 not LINE's, 413 too large, nothing else.
"""

import socket
import sys
import uuid
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import orjson
import pytest
import urllib3
from sqlalchemy import select

from line.signature import sign
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from tests.processes.platform import SECRET
from tests.processes.programs import until
from tests.processes.verdict import at_rest
from tests.processes.world import World, running

BOT = "U" + "0" * 32
HEARD = ("heard", "noted:text")  # words outside a question: the first is answered, a human reads all
TABLE: list[tuple[str, str, str]] = []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running("sqlite", tmp_path_factory.mktemp("edges")) as world:
        yield world
    width = max(len(what) for what, _, _ in TABLE)
    lines = [f"{what:<{width}}  {got:<6}  {effect}" for what, got, effect in sorted(TABLE, key=itemgetter(1))]
    sys.stderr.write("\n" + "\n".join(lines) + "\n")


@pytest.fixture
def person(world: World) -> str:
    user = f"U{uuid.uuid4().hex}"
    world.platform.befriend(user)
    return user


def an_event(user: str | None, **changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = {
        "type": "message",
        "message": {
            "type": "text",
            "id": str(uuid.uuid4().int)[:18],
            "quoteToken": "q",
            "text": "こんにちは",
        },
        "webhookEventId": uuid.uuid4().hex[:26].upper(),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_795_000_000_000,
        "source": {"type": "user", "userId": user} if user else {"type": "user"},
        "mode": "active",
    }
    return event | changes


def post(
    world: World, events: list[Any], *, signature: str | None = "right", body: bytes | None = None
) -> int:
    body = orjson.dumps({"destination": BOT, "events": events}) if body is None else body
    headers = {"content-type": "application/json"}
    if signature is not None:
        headers["x-line-signature"] = sign(SECRET, body) if signature == "right" else signature
    answer = urllib3.request("POST", f"{world.webs[0]}/callback", body=body, headers=headers, timeout=10)
    return answer.status


def outcomes(world: World, *event_ids: str) -> list[str]:
    """What became of these events once nothing waits any more; not stored ones are left out."""
    until(lambda: at_rest(world.sonogo.database), "the events are handled", 30, world.tails)
    with world.sonogo.database.read() as session:
        rows = session.scalars(select(InboundEvent).order_by(InboundEvent.occurred_at, InboundEvent.id))
        return [row.outcome for row in rows if row.webhook_event_id in event_ids]


def said_to(world: World, user: str) -> int:
    with world.sonogo.database.read() as session:
        return len(list(session.scalars(select(OutboundMessage.id).where(OutboundMessage.to == user))))


def note(what: str, status: int | str, effect: str) -> None:
    TABLE.append((what, str(status), effect))


def test_without_a_right_signature_nothing_is_stored(world: World, person: str) -> None:
    for what, signature in (("wrong signature", "AAAA"), ("missing signature", None)):
        event = an_event(person)
        status = post(world, [event], signature=signature)
        assert status == 400
        assert outcomes(world, event["webhookEventId"]) == []
        note(what, status, "nothing stored")


def test_one_bad_event_costs_its_batch_nothing(world: World, person: str) -> None:
    good = [an_event(person) for _ in range(10)]
    bad = {"type": "message", "message": 7, "source": "nobody", "webhookEventId": "BAD-" + uuid.uuid4().hex}
    status = post(world, [*good[:5], bad, *good[5:]])
    assert status == 200
    became = outcomes(world, *(e["webhookEventId"] for e in good))
    assert (len(became), set(became) <= set(HEARD)) == (10, True)
    kept = outcomes(world, bad["webhookEventId"])
    assert len(kept) == 1, "the bad one is kept as it came"
    assert said_to(world, person) == 1
    note("1 bad event among 10 good", status, f"11 stored and handled; the bad one: «{kept[0]}»")


def test_an_event_that_is_no_object_is_kept_too(world: World, person: str) -> None:
    good = an_event(person)
    with world.sonogo.database.read() as session:
        before = len(list(session.scalars(select(InboundEvent.id))))
    status = post(world, [good, 42, None])
    assert status == 200
    assert outcomes(world, good["webhookEventId"]) == ["heard"]
    with world.sonogo.database.read() as session:
        after = len(list(session.scalars(select(InboundEvent.id))))
    assert after == before + 3
    note("events that are no objects (42, null)", status, "stored raw, handled as nobody's")


def test_what_line_may_add_tomorrow_is_kept_and_harms_nobody(world: World, person: str) -> None:
    strange = an_event(person, type="teleport", teleport={"to": "moon"})
    status = post(world, [strange])
    assert (status, outcomes(world, strange["webhookEventId"])) == (200, ["noted:teleport"])
    note("unknown event type", status, "stored, «noted:teleport», no message")
    more = an_event(person, newProperty={"since": "tomorrow"})
    more["message"]["novelty"] = [1, 2]
    status = post(world, [more])
    assert (status, outcomes(world, more["webhookEventId"])) == (200, ["heard"])
    note("unknown properties", status, "stored with them, handled as always")


def test_events_of_nobody_or_of_others_are_kept_and_answered_by_no_one(world: World, person: str) -> None:
    nobody = an_event(None)
    standby = an_event(person, mode="standby")
    group = an_event(None, source={"type": "group", "groupId": "C" + "1" * 32, "userId": person})
    for what, event, meant in (
        ("missing userId", nobody, "nobody"),
        ("mode standby", standby, "standby"),
        ("source is a group", group, "not_one_to_one"),
    ):
        status = post(world, [event])
        assert (status, outcomes(world, event["webhookEventId"])) == (200, [meant])
        note(what, status, f"stored, «{meant}», no message")
    assert said_to(world, person) == 0


def test_no_events_at_all_is_lines_verify_button(world: World) -> None:
    status = post(world, [])
    assert status == 200
    note("empty events", status, "nothing to store")


def test_the_same_event_again_is_nothing_new(world: World, person: str) -> None:
    event = an_event(person)
    again = event | {"deliveryContext": {"isRedelivery": True}}
    statuses = [post(world, [event]), post(world, [event]), post(world, [event, event]), post(world, [again])]
    assert statuses == [200] * 4
    assert outcomes(world, event["webhookEventId"]) == ["heard"]
    assert said_to(world, person) == 1
    note("duplicates, 5 times", 200, "stored once, handled once, one answer")
    note("redelivery of a known event", 200, "nothing new")
    late = an_event(person, deliveryContext={"isRedelivery": True})
    assert post(world, [late]) == 200
    assert outcomes(world, late["webhookEventId"])[0] in HEARD
    note("redelivery of an event that never came", 200, "stored and handled")


def test_events_out_of_order_are_handled_in_the_order_they_happened(world: World, person: str) -> None:
    first = an_event(person, type="follow", follow={"isUnblocked": False}, timestamp=1_795_000_001_000)
    second = an_event(person, type="unfollow", timestamp=1_795_000_002_000)
    status = post(world, [second, first])
    assert status == 200
    assert outcomes(world, first["webhookEventId"], second["webhookEventId"]) == ["befriended", "blocked"]
    note("timestamps out of order in a batch", status, "handled in the order they happened")


def test_a_body_of_2_mb_is_taken_and_a_larger_one_refused(world: World, person: str) -> None:
    event = an_event(person)
    frame = len(orjson.dumps({"destination": BOT, "events": [event | {"padding": ""}]}))
    full = event | {"padding": "x" * (2 * 1024 * 1024 - frame)}
    body = orjson.dumps({"destination": BOT, "events": [full]})
    assert len(body) == 2 * 1024 * 1024
    status = post(world, [], body=body)
    assert (status, outcomes(world, event["webhookEventId"])) == (200, ["heard"])
    note("body of exactly 2 MB", status, "stored and handled")
    other = an_event(person)
    larger = orjson.dumps({"destination": BOT, "events": [other | {"padding": "x" * (2 * 1024 * 1024)}]})
    assert refused_as_too_large(world, larger)
    assert outcomes(world, other["webhookEventId"]) == []
    note("body of more than 2 MB", 413, "not read, nothing stored")


def refused_as_too_large(world: World, body: bytes) -> bool:
    """The answer comes before the body was read, so only its head is sent."""
    head = f"POST /callback HTTP/1.1\r\nHost: x\r\nX-Line-Signature: {sign(SECRET, body)}\r\n"
    with connection(world) as wire:
        wire.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:1000])
        return wire.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_truncated_body_is_refused(world: World, person: str) -> None:
    event = an_event(person)
    whole = orjson.dumps({"destination": BOT, "events": [event]})
    status = post(world, [], body=whole[: len(whole) // 2], signature=sign(SECRET, whole))
    assert status == 400
    note("truncated body, signature of the whole", status, "nothing stored")
    status = post(world, [], body=whole[: len(whole) // 2])
    assert status == 400
    note("truncated body, correctly signed", status, "nothing stored")
    head = f"POST /callback HTTP/1.1\r\nHost: x\r\nX-Line-Signature: {sign(SECRET, whole)}\r\n"
    with connection(world) as wire:
        wire.sendall(f"{head}Content-Length: {len(whole)}\r\n\r\n".encode() + whole[: len(whole) // 2])
        wire.shutdown(socket.SHUT_WR)
        assert b" 400 " in wire.recv(4096)[:20]
    note("connection cut in the middle of the body", 400, "nothing stored")
    assert outcomes(world, event["webhookEventId"]) == []


def connection(world: World) -> socket.socket:
    host, _, port = world.webs[0].removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)
