"""Events out: signed, in the same commit, tried again, and never into our own network."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from sqlalchemy import select, update
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from delivery.outside import Letter, send
from delivery.webhooks import OFF_AFTER, WAITS, deliver_due
from models.database import Database
from models.outside import Refused, check, is_public
from models.webhook import WebhookDelivery, WebhookEndpoint
from services import endpoints
from services.announcing import TYPES, body, queue
from services.sealing import Sealer
from tests.conftest import FakeClock

KEY, OLDER = "k" * 40, "o" * 40
Verify = Callable[..., bool]


@dataclass
class Receiver:
    """Somebody else's system: keeps what came, answers as it is told."""

    url: str = ""
    code: int = 204
    location: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()

    @Request.application
    def app(request: Request) -> Response:
        held.got.append(({k.lower(): v for k, v in request.headers.items()}, request.get_data()))
        return Response("", held.code, headers={"Location": held.location} if held.location else None)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    held.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def verify() -> Verify:
    """The very function of docs/webhooks.md."""
    page = (Path(__file__).parents[2] / "docs/webhooks.md").read_text("utf-8")
    code = re.search(r"<!-- tested: verify -->\n```python\n(.*?)```", page, re.S)
    assert code
    known: dict[str, Any] = {}
    exec(compile(code[1], "docs/webhooks.md", "exec"), known)  # noqa: S102 - our own page
    return known["is_from_sonogo"]  # type: ignore[no-any-return]


def sealer() -> Sealer:
    return Sealer([KEY], endpoints.PURPOSE)


def add(database: Database, clock: FakeClock, url: str) -> tuple[int, str]:
    with database.begin() as uow:
        made, secret = endpoints.add(uow.session, sealer(), 1, url, "x", TYPES, clock(), anywhere=True)
        uow.commit()
    return made.id, secret


def tell(database: Database, clock: FakeClock, endpoint_id: int) -> None:
    with database.begin() as uow:
        payload = body("case.opened", clock(), {"case_id": 1})
        queue(uow.session, endpoint_id, "case.opened", payload, clock())
        uow.commit()


def deliver(database: Database, clock: FakeClock, **more: Any) -> int:
    return deliver_due(database, sealer().open, clock, **{"anywhere": True, **more})


def rows(database: Database) -> list[WebhookDelivery]:
    with database.read() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def endpoint(database: Database) -> WebhookEndpoint:
    with database.read() as session:
        return session.scalars(select(WebhookEndpoint)).one()


def test_what_arrives_is_verified_by_the_pages_own_example(
    database: Database, clock: FakeClock, receiver: Receiver, verify: Verify
) -> None:
    endpoint_id, secret = add(database, clock, receiver.url)
    tell(database, clock, endpoint_id)
    assert deliver(database, clock) == 1
    ((headers, raw),) = receiver.got
    forever = 10**10  # the test's clock is not the machine's
    assert verify(secret, headers, raw, forever)
    assert not verify(secret, headers, raw), "a minute of another year is refused"
    assert not verify(secret, headers, raw + b" ", forever)
    assert not verify(endpoints.new_secret(), headers, raw, forever)
    assert not verify(secret, {**headers, "webhook-id": "msg_other"}, raw, forever)
    assert orjson.loads(raw)["data"] == {"case_id": 1}
    (row,) = rows(database)
    assert (row.status, row.code, row.attempts) == ("delivered", 204, 1)
    assert deliver(database, clock) == 0


def test_a_renewed_secret_and_the_one_before_both_verify_for_a_day(
    database: Database, clock: FakeClock, receiver: Receiver, verify: Verify
) -> None:
    endpoint_id, old = add(database, clock, receiver.url)
    with database.begin() as uow:
        new = endpoints.renew_secret(uow.session, sealer(), 1, endpoint_id, clock())
        uow.commit()
    for advance in (timedelta(0), timedelta(hours=25)):
        clock.advance(hours=advance.total_seconds() / 3600)
        tell(database, clock, endpoint_id)
        deliver(database, clock)
    (within, first), (after, second) = receiver.got
    assert verify(new, within, first, 10**10)
    assert verify(old, within, first, 10**10)
    assert verify(new, after, second, 10**10)
    assert not verify(old, after, second, 10**10)


def test_a_secret_is_nowhere_in_the_database_and_a_lost_key_is_said(
    database: Database, clock: FakeClock, receiver: Receiver
) -> None:
    endpoint_id, secret = add(database, clock, receiver.url)
    assert secret.removeprefix("whsec_") not in endpoint(database).secret
    tell(database, clock, endpoint_id)
    other = Sealer([OLDER], endpoints.PURPOSE)
    deliver_due(database, other.open, clock, anywhere=True)
    assert (rows(database)[0].status, rows(database)[0].error) == ("pending", "secret_lost")
    assert receiver.got == []
    clock.advance(minutes=1)
    both = Sealer([KEY, OLDER], endpoints.PURPOSE)  # SECRET_KEY exchanged, the old one kept
    deliver_due(database, both.open, clock, anywhere=True)
    assert rows(database)[0].status == "delivered"


def test_a_failed_one_is_sent_again_with_the_same_bytes_after_growing_waits(
    database: Database, clock: FakeClock, receiver: Receiver
) -> None:
    endpoint_id, _ = add(database, clock, receiver.url)
    tell(database, clock, endpoint_id)
    receiver.code = 500
    waits = []
    for _ in WAITS:
        assert deliver(database, clock) == 1
        (row,) = rows(database)
        assert row.status == "pending"
        waits.append(row.due_at - clock())
        assert deliver(database, clock) == 0, "not before its time"
        clock.now = max(row.due_at, endpoint(database).rests_until or row.due_at)
    assert all(wait <= got <= wait * 1.2 for wait, got in zip(WAITS, waits, strict=True))
    receiver.code = 200
    assert deliver(database, clock) == 1
    assert rows(database)[0].status == "delivered"
    assert {raw for _, raw in receiver.got} == {receiver.got[0][1]}
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {rows(database)[0].message_id}
    assert endpoint(database).failing_since is None


def test_after_days_of_failure_it_is_off_and_may_be_sent_again_under_the_same_id(
    database: Database, clock: FakeClock, receiver: Receiver
) -> None:
    endpoint_id, _ = add(database, clock, receiver.url)
    receiver.code = 503
    tell(database, clock, endpoint_id)
    deliver(database, clock)
    clock.advance(hours=OFF_AFTER.total_seconds() / 3600 + 1)
    tell(database, clock, endpoint_id)
    deliver(database, clock)
    assert (endpoint(database).active, endpoint(database).off_why) == (False, "failing")
    assert [row.status for row in rows(database)] == ["failed", "failed"]
    receiver.code = 200
    first = rows(database)[0]
    with database.begin() as uow:
        with pytest.raises(Refused, match="off"):
            endpoints.send_again(uow.session, 1, endpoint_id, first.id, clock())
        endpoints.set_active(uow.session, 1, endpoint_id, True, clock())
        endpoints.send_again(uow.session, 1, endpoint_id, first.id, clock())
        uow.commit()
    receiver.got.clear()
    assert deliver(database, clock) == 1
    assert receiver.got[0][0]["webhook-id"] == first.message_id


def test_gone_is_believed_at_once(database: Database, clock: FakeClock, receiver: Receiver) -> None:
    endpoint_id, _ = add(database, clock, receiver.url)
    receiver.code = 410
    tell(database, clock, endpoint_id)
    deliver(database, clock)
    assert endpoint(database).off_why == "gone"


def test_one_that_fails_is_asked_with_one_message_and_keeps_no_other_waiting(
    database: Database, clock: FakeClock, receiver: Receiver
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead, _ = add(database, clock, f"http://127.0.0.1:{closed.getsockname()[1]}/")
        alive, _ = add(database, clock, receiver.url)
        for _ in range(3):
            tell(database, clock, dead)
        deliver(database, clock)
        clock.advance(minutes=10)
        tell(database, clock, alive)
        assert deliver(database, clock) == 2, "one that tries, and the other's"
    assert len(receiver.got) == 1


def test_what_a_dead_worker_had_begun_is_taken_over(
    database: Database, clock: FakeClock, receiver: Receiver
) -> None:
    endpoint_id, _ = add(database, clock, receiver.url)
    tell(database, clock, endpoint_id)
    with database.begin() as uow:
        begun = {"status": "sending", "lease_until": clock() + timedelta(minutes=1)}
        uow.session.execute(update(WebhookDelivery).values(begun))
        uow.commit()
    assert deliver(database, clock) == 0
    clock.advance(minutes=2)
    assert deliver(database, clock) == 1
    assert len(receiver.got) == 1


# --- never inside -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1",
        "fec0::1", "5f00::1",
    ],
)  # fmt: skip
def test_addresses_inside_networks_are_known_in_any_dress(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_on_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.jp/", "no_https"), ("ftp://example.jp/", "no_address"), ("https://", "no_address"),
        ("https://user@example.jp/", "no_address"), ("https://u:p@example.jp/", "no_address"),
        ("https://example.jp:99999/", "no_address"), ("https://example.jp:0/", "no_address"),
        ("https://127.0.0.1/", "private_address"), ("https://[::1]/", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"), ("javascript:alert(1)", "no_address"),
        ("file:///etc/passwd", "no_address"), ("https://[bad", "no_address"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_ours_to_call_is_refused_when_typed(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(url, anywhere=False)


class Answers(AbstractResolver):
    """A name server that says what it is told, each time the next."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        at = self.addresses[min(self.asked, len(self.addresses)) - 1]
        return [ResolveResult(hostname=host, host=at, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "10.1.2.3"])
def test_a_name_that_leads_inside_is_refused_whatever_it_said_before(inside: str) -> None:
    letter = Letter(1, "https://rebound.example/", {}, b"{}")
    (answer,) = send([letter], anywhere=False, resolver=Answers(inside, "8.8.8.8"))
    assert (answer.code, answer.error) == (None, "private_address")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_numbers_written_otherwise_lead_nowhere(host: str) -> None:
    (answer,) = send([Letter(1, f"https://{host}:9/", {}, b"")], anywhere=False)
    assert answer.code is None
    assert answer.error in ("private_address", "ClientConnectorDNSError", "InvalidUrlClientError")


INSIDE = (
    "127.0.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "0", "0.0.0.0",
    "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.",
    "ｌｏｃａｌｈｏｓｔ",
    "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[::1%25lo]", "[::]", "%31%32%37.0.0.1", "127%2e0%2e0%2e1",
    "example.com@127.0.0.1", "127.0.0.1#@example.com",
    "127.0.0.1\\@example.com", "127.0.0.1%00.example.com",
)  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_connection_is_made_into_the_own_machine_however_it_is_written(host: str) -> None:
    """Real sockets listen on both loopbacks: whoever connects is heard."""
    for family, at in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as door:
            try:
                door.bind((at, 0))
            except OSError:
                continue  # a machine without IPv6
            door.listen()
            door.settimeout(0.05)
            letter = Letter(1, f"https://{host}:{door.getsockname()[1]}/hook", {}, b"{}")
            (answer,) = send([letter], anywhere=False)
            assert (answer.code, answer.error != "") == (None, True)
            with pytest.raises(TimeoutError):
                door.accept()


def test_a_name_that_says_another_address_at_each_question_reaches_only_the_checked_one() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        door.settimeout(0.05)
        names = Answers("192.0.2.1", "127.0.0.1")  # the first is for documents only: refused
        letter = Letter(1, f"https://rebound.example:{door.getsockname()[1]}/", {}, b"{}")
        answers = [send([letter], anywhere=False, resolver=names)[0] for _ in range(3)]
        assert {one.error for one in answers} == {"private_address"}
        with pytest.raises(TimeoutError):
            door.accept()


def test_a_redirect_into_the_own_machine_is_not_followed(receiver: Receiver) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        door.settimeout(0.05)
        for code in (301, 302, 303, 307, 308):
            receiver.code, receiver.location = code, f"http://127.0.0.1:{door.getsockname()[1]}/inside"
            (answer,) = send([Letter(1, receiver.url, {}, b"{}")], anywhere=True)
            assert (answer.code, answer.error) == (code, "redirected")
            with pytest.raises(TimeoutError):
                door.accept()


def test_the_name_is_asked_once_and_that_address_is_dialled(receiver: Receiver) -> None:
    names = Answers("127.0.0.1", "127.0.0.2")
    port = receiver.url.split(":")[2].split("/")[0]
    letter = Letter(1, f"http://named.example:{port}/hook", {}, b"{}")
    (answer,) = send([letter], anywhere=True, resolver=names)
    assert (answer.code, names.asked) == (204, 1)


def test_a_redirect_is_not_followed(database: Database, clock: FakeClock, receiver: Receiver) -> None:
    endpoint_id, _ = add(database, clock, receiver.url)
    receiver.code, receiver.location = 302, receiver.url + "/inside"
    tell(database, clock, endpoint_id)
    deliver(database, clock)
    assert len(receiver.got) == 1
    assert (rows(database)[0].status, rows(database)[0].error) == ("pending", "redirected")
