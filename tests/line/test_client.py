"""The bulk client's promises: timeouts, no retries of its own, errors named by what to do next."""

import socket
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from line.client import LineClient
from line.errors import (
    AlreadyAccepted,
    Ambiguous,
    InvalidReplyToken,
    LineError,
    Permanent,
    RateLimited,
    Transient,
    Unauthorized,
    error_for,
)
from line.messages import body_for_push, body_for_reply, render, to_json
from tests.line.bubbles import YES_NO
from tests.line.conftest import Calling, LineEnd

MESSAGES = to_json(render([YES_NO], "c0ffee")[0])


def key() -> str:
    return str(uuid.uuid4())


@contextmanager
def a_client(base: str, access: str = "t", *, patience: float = 5.0) -> Iterator[Calling]:
    client = Calling(LineClient(base, access, connect_timeout=patience, timeout=patience))
    yield client
    client.close()


def test_a_push_tells_its_request_id_and_what_was_sent(line_end: LineEnd) -> None:
    accepted = line_end.client.push(body_for_push(line_end.friend, MESSAGES), key())
    assert uuid.UUID(accepted.request_id)
    assert [isinstance(sent["id"], str) for sent in accepted.sent_messages] == [True]


def test_the_same_key_again_is_already_accepted_with_the_same_messages(line_end: LineEnd) -> None:
    once, body = key(), body_for_push(line_end.friend, MESSAGES)
    first = line_end.client.push(body, once)
    with pytest.raises(AlreadyAccepted) as again:
        line_end.client.push(body, once)
    assert again.value.sent_messages == first.sent_messages
    assert line_end.sent == 1


def test_a_reply_token_works_once(line_end: LineEnd) -> None:
    body = body_for_reply(line_end.reply_token(), MESSAGES)
    assert line_end.client.reply(body).sent_messages
    with pytest.raises(InvalidReplyToken):
        line_end.client.reply(body)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "error_before", "error_after", "html_after"])
def test_a_lost_or_broken_answer_is_ambiguous_and_never_retried_by_the_client(
    line_end: LineEnd, kind: str
) -> None:
    line_end.fault(kind)
    with pytest.raises(Ambiguous):
        line_end.client.push(body_for_push(line_end.friend, MESSAGES), key())
    assert line_end.sent == (1 if kind.endswith("_after") else 0)


def test_silence_ends_with_a_timeout_that_is_ambiguous(line_end: LineEnd) -> None:
    line_end.fault("delay", delay_ms=900)
    with pytest.raises(Ambiguous, match="no answer"):
        line_end.client.push(body_for_push(line_end.friend, MESSAGES), key())


def test_a_refused_connection_is_certainly_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with a_client(f"http://127.0.0.1:{port}") as client, pytest.raises(Transient, match="no connection"):
        client.push(b"{}", key())


def test_a_stranger_behind_line_s_name_is_no_connection_and_gets_nothing(tmp_path: Path) -> None:
    """A certificate nobody vouches for: the request, with its token, is not even begun."""
    heard: list[bytes] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(self_signed(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=listen_in, args=(listener, context, heard), daemon=True).start()
        with a_client(f"https://127.0.0.1:{port}") as client, pytest.raises(Transient, match="no connection"):
            client.push(b"{}", key())
    assert heard == []


def listen_in(listener: socket.socket, context: ssl.SSLContext, heard: list[bytes]) -> None:
    with suppress(OSError):
        wire, _ = listener.accept()
        heard.append(context.wrap_socket(wire, server_side=True).recv(65536))


class Script:
    """A LINE that answers each request of a connection as told, then hangs up; counts both."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = answers
        self.connections = 0
        self.requests = 0
        self.hung_up = threading.Semaphore(0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                wire, _ = self._listener.accept()
                self.connections += 1
                with wire:
                    for answer in self.answers:
                        if not self._read(wire):
                            break
                        wire.sendall(answer)
                self.hung_up.release()

    def _read(self, wire: socket.socket) -> bool:
        whole = b""
        while not whole.endswith(b"}"):
            part = wire.recv(65536)
            if not part:
                return False
            whole += part
        self.requests += 1
        return True


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}",
    ],
    ids=["nothing", "half a head", "half a body", "no last chunk", "no HTTP", "no length"],
)
def test_an_answer_that_breaks_off_is_ambiguous_and_the_request_is_made_once(answer: bytes) -> None:
    line = Script(answer)
    with a_client(line.base) as client, pytest.raises(Ambiguous, match="no answer"):
        client.push(b"{}", key())
    assert line.requests == 1
    line.close()


def test_a_connection_line_closed_meanwhile_is_not_used_again() -> None:
    line = Script(OK)
    with a_client(line.base) as client:
        for number in range(1, 4):
            client.push(b"{}", key())
            line.hung_up.acquire()
            client.look_around()
            assert line.connections == number
    line.close()


def test_requests_share_a_connection() -> None:
    line = Script(OK, OK, OK)
    with a_client(line.base) as client:
        for _ in range(3):
            client.reply(b"{}")
    assert (line.connections, line.requests) == (1, 3)
    line.close()


def test_a_drop_by_drop_answer_cannot_outlast_the_lease() -> None:
    """Each byte comes in time, all of them together do not."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener, done), daemon=True).start()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with a_client(base, patience=0.25) as client, pytest.raises(Ambiguous):
            client.push(b"{}", key())
        done.set()


def drip(listener: socket.socket, done: threading.Event) -> None:
    wire, _ = listener.accept()
    with wire, suppress(OSError):
        wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: ")
        while not done.wait(0.05):
            wire.sendall(b"a")


def test_a_token_no_request_can_carry_pauses_the_channel_and_discards_nothing() -> None:
    with a_client("http://127.0.0.1:9", "鍵") as client, pytest.raises(Unauthorized):
        client.push(b"{}", key())


def test_refusals_are_sorted_by_what_to_do_next(line_end: LineEnd) -> None:
    client, friend = line_end.client, line_end.friend
    with pytest.raises(Permanent):
        client.push(body_for_push("U" + "9" * 32, MESSAGES), key())
    with pytest.raises(Permanent):
        client.push(body_for_push(friend, "[]"), key())
    line_end.fault("rate_limit")
    with pytest.raises(RateLimited):
        client.push(body_for_push(friend, MESSAGES), key())
    with a_client(line_end.emulator.base_url, "wrong") as stranger, pytest.raises(Unauthorized):
        stranger.push(body_for_push(friend, MESSAGES), key())


def test_the_quota_and_its_use_are_read(line_end: LineEnd) -> None:
    assert line_end.client.quota() == 200
    line_end.client.push(body_for_push(line_end.friend, MESSAGES), key())
    line_end.client.reply(body_for_reply(line_end.reply_token(), MESSAGES))
    assert line_end.client.consumption() == 1


def test_the_quota_may_take_longer_than_a_connection(line_end: LineEnd) -> None:
    line_end.fault("delay", delay_ms=700)
    emulator = line_end.emulator
    assert LineClient(emulator.base_url, emulator.access_token, connect_timeout=0.3).quota() == 200


def test_a_rotated_token_is_used_at_the_next_call(line_end: LineEnd) -> None:
    tokens = ["wrong"]
    client = LineClient(line_end.emulator.base_url, lambda: tokens[-1])
    with pytest.raises(Unauthorized):
        client.quota()
    tokens.append(line_end.emulator.access_token)
    assert client.quota() == 200


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Permanent), (401, Unauthorized), (403, Permanent), (404, Permanent), (408, Ambiguous),
        (409, AlreadyAccepted), (410, Permanent), (413, Permanent), (415, Permanent), (429, RateLimited),
        (500, Ambiguous), (502, Ambiguous), (503, Ambiguous), (302, Permanent),
    ],
)  # fmt: skip
def test_one_table_turns_a_status_into_what_to_do_next(status: int, kind: type[LineError]) -> None:
    error = error_for(status, {}, "r1")
    assert type(error) is kind
    assert (error.status, error.request_id) == (status, "r1")


def test_a_request_over_tls_arrives_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with a_client(f"https://127.0.0.1:{server.server_port}") as client:
        for body in (b'{"n":1}', b'{"n":2}'):
            assert client.push(body, key()).sent_messages == ({"id": body.decode()},)
        assert client.quota() is None
    server.shutdown()
    server.server_close()


class Echo(BaseHTTPRequestHandler):
    """Answers with what it got."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(orjson.dumps({"sentMessages": [{"id": body}]}))

    def do_GET(self) -> None:
        self.answer(b'{"type":"none"}')

    def answer(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing to read here."""


def self_signed(folder: Path) -> Path:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(secret, hashes.SHA256())
    )
    path = folder / "tls.pem"
    private = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
