"""Mail to staff: an outbox of its own, sent by a real SMTP conversation on this machine."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.mail import GIVE_UP_AFTER, Smtp, send_due
from models.database import Database
from models.mail import Mail
from tests.conftest import FakeClock


class _Conversation(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321."""

    def handle(self) -> None:
        server: MailServer = self.server  # type: ignore[assignment]
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                server.letters.append(b"".join(lines).decode())
            if word == b"RCPT" and server.refusing:
                self.wfile.write(b"451 later\r\n")
                continue
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[str] = []
        self.refusing = False


@pytest.fixture
def server() -> Iterator[MailServer]:
    running = MailServer()
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def write(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        letter = {"to": "staff@example.jp", "subject": "【Sonogo】ご不満", "body": "対応をお願いします"}
        uow.session.add(Mail(**letter, due_at=clock(), created_at=clock()))
        uow.commit()


def only(database: Database) -> Mail:
    with database.read() as session:
        return session.scalars(select(Mail)).one()


def test_a_mail_is_sent_once(database: Database, clock: FakeClock, server: MailServer) -> None:
    write(database, clock)
    smtp = Smtp(f"smtp://127.0.0.1:{server.server_address[1]}", "shop@example.jp")
    assert send_due(database, smtp, clock) == 1
    assert send_due(database, smtp, clock) == 0
    assert only(database).status == "sent"
    assert len(server.letters) == 1
    assert "To: staff@example.jp" in server.letters[0]


def test_a_refused_mail_is_tried_again_later_and_given_up_in_the_end(
    database: Database, clock: FakeClock, server: MailServer
) -> None:
    write(database, clock)
    server.refusing = True
    smtp = Smtp(f"smtp://127.0.0.1:{server.server_address[1]}", "shop@example.jp")
    for _ in range(GIVE_UP_AFTER):
        assert only(database).status == "pending"
        assert send_due(database, smtp, clock) == 1
        assert send_due(database, smtp, clock) == 0, "not at once"
        clock.advance(hours=2)
    assert only(database).status == "discarded"
    assert only(database).error


def test_a_crash_while_sending_leaves_the_mail_to_be_sent_later(
    database: Database, clock: FakeClock, server: MailServer
) -> None:
    write(database, clock)

    class Killed(BaseException):
        pass

    class Dying(Smtp):
        def send(self, to: str, subject: str, body: str) -> None:
            raise Killed

    with pytest.raises(Killed):
        send_due(database, Dying("smtp://127.0.0.1:1", "shop@example.jp"), clock)
    clock.now += timedelta(minutes=6)
    smtp = Smtp(f"smtp://127.0.0.1:{server.server_address[1]}", "shop@example.jp")
    assert send_due(database, smtp, clock) == 1
    assert only(database).status == "sent"


def test_trying_out_the_server_sends_nothing(server: MailServer) -> None:
    Smtp(f"smtp://127.0.0.1:{server.server_address[1]}", "shop@example.jp").try_out()
    assert server.letters == []
    with pytest.raises(OSError, match=r"."):
        Smtp("smtp://127.0.0.1:1", "shop@example.jp").try_out()
