"""The bulk client's promises: timeouts, no retries of its own, errors named by what to do next."""

import socket
import ssl
import threading
import uuid
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
from tests.line.conftest import LineEnd

MESSAGES = to_json(render([YES_NO], "c0ffee")[0])


def key() -> str:
    return str(uuid.uuid4())


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
    client = LineClient(f"http://127.0.0.1:{port}", "token")
    with pytest.raises(Transient, match="no connection"):
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
    with pytest.raises(Unauthorized):
        LineClient(line_end.emulator.base_url, "wrong").push(body_for_push(friend, MESSAGES), key())


def test_the_quota_and_its_use_are_read(line_end: LineEnd) -> None:
    assert line_end.client.quota() == 200
    line_end.client.push(body_for_push(line_end.friend, MESSAGES), key())
    line_end.client.reply(body_for_reply(line_end.reply_token(), MESSAGES))
    assert line_end.client.consumption() == 1


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
    client = LineClient(f"https://127.0.0.1:{server.server_port}", "token")
    for body in (b'{"n":1}', b'{"n":2}'):
        assert client.push(body, key()).sent_messages == ({"id": body.decode()},)
    assert client.quota() is None
    client.close()
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
