"""Every event is stored raw and once before the 200, and whatever is no webhook of ours leaves no trace."""

import threading
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from line.events import MALFORMED
from line.signature import sign
from models.channel import Channel
from models.database import Database
from tests.conftest import FakeClock
from tests.webhook.conftest import BOT, SECRET, Post, a_body, a_client, an_event, stored, stored_ids
from webhook.intake import Intake


def test_lines_own_example_of_a_signature_is_accepted(post: Post, database: Database) -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    answer = post(body, "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=")
    assert (answer.status_code, answer.data) == (200, b"")
    assert stored(database) == []


@pytest.mark.parametrize("signature", [None, "", "wrong", sign("another secret", a_body(an_event("E1")))])
def test_without_the_right_signature_nothing_is_stored_and_little_is_said(
    post: Post, database: Database, signature: str | None
) -> None:
    answer = post(a_body(an_event("E1")), signature)
    assert (answer.status_code, answer.text) == (400, "The signature is missing or wrong.")
    assert stored(database) == []


def test_an_event_is_stored_as_it_came(
    post: Post, database: Database, clock: FakeClock, channel_id: int
) -> None:
    event = an_event("E1", novelty={"深い": [1, None]})
    assert post(a_body(event)).status_code == 200
    (row,) = stored(database)
    assert orjson.loads(row.payload) == event
    assert (row.channel_id, row.webhook_event_id, row.type) == (channel_id, "E1", "message")
    assert (row.line_user_id, row.message_id) == ("U" + "1" * 32, "444573844083572737")
    assert row.occurred_at.isoformat() == "2026-09-21T14:13:20.123000+00:00"
    assert (row.received_at, row.handled_at, row.attempts) == (clock(), None, 0)


@pytest.mark.parametrize(
    "event",
    [
        an_event("E1", type="holiday", mode="dreaming"),
        an_event("E1", source={"type": "user"}),
        an_event("E1", mode="standby"),
        {"type": "accountLink", "webhookEventId": "E1", "timestamp": "soon"},
        an_event("E1", source={"type": "group", "groupId": "G1"}, type="join"),
    ],
    ids=["unknown type", "no user", "standby", "no source, no time", "group"],
)
def test_what_we_do_not_understand_is_stored_too(post: Post, database: Database, event: Any) -> None:
    assert post(a_body(event)).status_code == 200
    assert stored_ids(database) == ["E1"]


@pytest.mark.parametrize("bad", [None, 5, "x", [], {"type": 7}, {"webhookEventId": "x" * 5000}])
def test_one_bad_event_among_ten_good_ones_is_kept_raw_and_costs_none(
    post: Post, database: Database, bad: Any
) -> None:
    good = [an_event(f"E{n}") for n in range(10)]
    assert post(a_body(*good[:5], bad, *good[5:])).status_code == 200
    rows = stored(database)
    assert [row.webhook_event_id for row in rows if row.type == "message"] == [f"E{n}" for n in range(10)]
    assert [orjson.loads(row.payload) for row in rows if row.type == MALFORMED] == [bad]


@pytest.mark.parametrize("moment", [-62_135_596_800_000, 253_402_300_799_999])
def test_an_event_of_the_year_1_or_9999_happened_now(
    post: Post, database: Database, clock: FakeClock, moment: int
) -> None:
    """No page could say such a day on a shop's own clock."""
    assert post(a_body(an_event("E1", timestamp=moment))).status_code == 200
    assert [row.occurred_at for row in stored(database)] == [clock()]


def test_twice_in_one_body_in_two_and_as_a_redelivery_is_stored_once(post: Post, database: Database) -> None:
    again = an_event("E1", deliveryContext={"isRedelivery": True})
    for body in (a_body(an_event("E1"), an_event("E1")), a_body(an_event("E1")), a_body(again)):
        assert post(body).status_code == 200
    assert stored_ids(database) == ["E1"]


def test_the_same_event_from_eight_threads_at_once_is_stored_once(intake: Intake, database: Database) -> None:
    body = a_body(an_event("E1"), an_event("E2"))
    together, statuses = threading.Barrier(8), []

    def call() -> None:
        together.wait()
        statuses.append(intake.receive(body, sign(SECRET, body)).status)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8
    assert stored_ids(database) == ["E1", "E2"]


@pytest.mark.parametrize("body", [b"", b"{", "はい".encode("cp932"), b"[]", b'{"events":{}}', b"[" * 100_000])
def test_a_signed_body_that_is_no_webhook_is_refused(post: Post, database: Database, body: bytes) -> None:
    answer = post(body)
    assert (answer.status_code, answer.text) == (400, "The body is not a LINE webhook.")
    assert stored(database) == []


def test_broken_utf8_inside_a_signed_webhook_is_refused(post: Post, database: Database) -> None:
    assert post(a_body(an_event("E1")).replace("はい".encode(), b"\xff\xfe")).status_code == 400
    assert stored(database) == []


def test_half_an_emoji_and_nul_are_stored(post: Post, database: Database) -> None:
    body = a_body(an_event("E1")).replace("はい".encode(), b"a\\ud83d\\u0000b")
    assert post(body).status_code == 200
    assert orjson.loads(stored(database)[0].payload)["message"]["text"] == "a\ufffdb"


def test_a_body_of_two_megabytes_is_stored_and_a_larger_one_is_not_read(
    post: Post, database: Database
) -> None:
    def of_size(size: int) -> bytes:
        empty = len(a_body(an_event("E1", filler="")))
        return a_body(an_event("E1", filler="x" * (size - empty)))

    too_large = post(of_size(2 * 1024 * 1024 + 1))
    assert (too_large.status_code, too_large.text) == (413, "The body is larger than 2 MB.")
    assert stored(database) == []
    assert post(of_size(2 * 1024 * 1024)).status_code == 200
    assert stored_ids(database) == ["E1"]


def test_a_body_cut_off_on_its_way_is_refused(client: Client, database: Database) -> None:
    body = a_body(an_event("E1"))
    headers = {"x-line-signature": sign(SECRET, body)}
    for length in (str(len(body) + 1), str(2**40), "-1", "x", "١"):
        answer = client.post(
            "/callback",
            data=body,
            headers=headers,
            content_length=None,
            environ_overrides={"CONTENT_LENGTH": length},
        )
        assert answer.status_code in (400, 411, 413), length
    assert stored(database) == []


def test_a_chunked_body_is_read_to_its_end_where_the_server_knows_it(
    client: Client, database: Database
) -> None:
    body = a_body(an_event("E1"))
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    headers = {"x-line-signature": sign(SECRET, body)}
    refused = client.post("/callback", data=body, headers=headers, environ_overrides=chunked)
    assert refused.status_code == 411
    chunked_to_the_end = {**chunked, "wsgi.input_terminated": True}
    taken = client.post("/callback", data=body, headers=headers, environ_overrides=chunked_to_the_end)
    assert taken.status_code == 200
    assert stored_ids(database) == ["E1"]


def test_only_post_is_a_webhook(client: Client) -> None:
    assert client.get("/callback").status_code == 405
    assert client.post("/elsewhere").status_code == 404


def test_the_first_signed_event_teaches_the_channel_its_bot_once(
    post: Post, database: Database, channel_id: int
) -> None:
    def bot() -> str | None:
        with database.read() as session:
            return session.get_one(Channel, channel_id).bot_user_id

    post(a_body())
    assert bot() is None
    post(a_body(an_event("E1"), destination="Unonsense"))
    assert bot() is None
    post(a_body(an_event("E2")))
    assert bot() == BOT
    other = post(a_body(an_event("E3"), destination="U" + "0" * 32))
    assert (other.status_code, other.text) == (400, "The destination is not served here.")
    assert bot() == BOT
    assert stored_ids(database) == ["E1", "E2"]


def test_two_channels_are_told_apart_by_secret_and_destination(
    database: Database, clock: FakeClock, channel_id: int
) -> None:
    with database.begin() as uow:
        uow.session.add(Channel(basic_id="@other", bot_user_id="U" + "0" * 32, created_at=clock()))
        uow.commit()
    intake = Intake(database, {"@shop": (SECRET,), "@other": ("old", "new")}, clock)
    intake.start()
    body = a_body(an_event("E1"), destination="U" + "0" * 32)
    assert intake.receive(body, sign("old", body)).status == 200
    assert intake.receive(body, sign("new", body)).status == 200
    assert intake.receive(body, sign("newer", body)).status == 400
    intake.stop()
    (row,) = stored(database)
    assert row.channel_id != channel_id


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300) | st.text(max_size=80).map(str.encode), signed=st.booleans())
def test_no_bytes_make_it_raise(intake: Intake, body: bytes, signed: bool) -> None:
    client = a_client(intake, fast=True)
    signature = sign(SECRET, body) if signed else body.decode("latin-1").replace("\n", "").replace("\r", "")
    answer = client.post("/callback", data=body, headers={"x-line-signature": signature})
    assert answer.status_code == 400
