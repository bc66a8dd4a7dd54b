"""The doctor finds what is wrong, says what to do, and never stops half-way."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from delivery.mail import Smtp
from emulator.testing import RunningEmulator
from models import operation
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.database import Database, connect
from services.clock import system_clock
from services.doctor import examine, is_healthy
from services.findings import Finding, Level, Probes
from services.probes import probes_for
from services.readiness import PARTS
from settings import Settings
from tests import databases


@pytest.fixture
def database() -> Iterator[Database]:
    """One kind is enough here: what the doctor reads is tested on both with readiness and measures."""
    opened, _ = databases.open_fresh("sqlite")
    yield opened
    databases.close(opened)


@pytest.fixture
def callback() -> Iterator[str]:
    """A web server that answers 200 to every webhook; its address."""

    @Request.application
    def app(request: Request) -> Response:
        return Response("", 200)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(callback: str) -> Iterator[RunningEmulator]:
    with RunningEmulator(webhook_url=f"{callback}/callback") as running:
        yield running


@pytest.fixture
def probes(line: RunningEmulator, callback: str, database: Database) -> Probes:
    """Of an installation where all is well."""
    settings = Settings(
        _env_file=None,
        line_api_base=line.base_url,
        line_channel_access_token=line.access_token,
        line_channel_secret="x",
        line_basic_id=line.channel.config.basic_id,
        public_url=callback,
    )
    with database.begin() as uow:
        now = system_clock()
        uow.session.add(
            Channel(
                basic_id=line.channel.config.basic_id,
                bot_user_id=line.channel.config.bot_user_id,
                created_at=now,
            )
        )
        for part in PARTS:
            operation.beat(uow.session, part, now)
        uow.commit()
    return probes_for(settings, database, system_clock)


def bad(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.level is Level.BAD]


def said(findings: list[Finding]) -> str:
    return "\n".join(f"{f.level} {f.what} {f.advice}" for f in findings)


def test_a_healthy_installation_gets_a_clean_bill(probes: Probes) -> None:
    findings = examine(probes)
    assert bad(findings) == []
    assert is_healthy(findings)
    report = said(findings)
    for good in ("token is valid", "LINE reaches the webhook", "clock is right", "No work is overdue"):
        assert f"{good}" in report
    assert "of 200 messages used" in report


def test_what_is_wrong_always_comes_with_advice(probes: Probes) -> None:
    for finding in examine(replace(probes, basic_id="@other", public_url="http://elsewhere.example")):
        assert finding.level is Level.GOOD or finding.advice


def test_a_refused_token_is_said_once_and_plainly(probes: Probes, line: RunningEmulator) -> None:
    from line.account import LineAccount

    findings = examine(replace(probes, account=LineAccount(line.base_url, "wrong")))
    assert "LINE refuses the channel access token." in bad(findings)
    assert "wrong" not in said(findings)


def test_a_token_of_another_channel_is_found(probes: Probes) -> None:
    own, report = probes.basic_id, said(examine(replace(probes, basic_id="@other")))
    assert f"belongs to {own}, not to @other. Set LINE_BASIC_ID={own}" in report


def test_another_destination_than_the_one_we_accept_is_found(probes: Probes) -> None:
    assert "another destination" in said(examine(replace(probes, destination=lambda: "Uother")))


def test_a_webhook_address_that_is_not_ours_is_found(probes: Probes) -> None:
    found = bad(examine(replace(probes, public_url="https://shop.example.jp")))
    assert any("not to https://shop.example.jp/callback" in what for what in found)


def test_a_webhook_that_is_not_in_use_or_not_set_is_found(probes: Probes, line: RunningEmulator) -> None:
    line.channel.webhook_active = False
    assert "The webhook is not in use." in bad(examine(probes))
    line.channel.webhook_url = None
    assert "LINE knows no webhook of this channel." in bad(examine(probes))


def test_a_webhook_that_nobody_answers_is_found(probes: Probes, line: RunningEmulator) -> None:
    line.channel.webhook_url = "http://127.0.0.1:9/callback"
    found = bad(examine(replace(probes, public_url="http://127.0.0.1:9")))
    assert any("does not reach the webhook" in what for what in found)


def test_line_being_away_is_a_finding_and_not_a_crash(probes: Probes, line: RunningEmulator) -> None:
    line.stop()
    findings = examine(probes)
    assert any("LINE does not answer" in what for what in bad(findings))


def test_a_wrong_clock_is_found(probes: Probes) -> None:
    findings = examine(replace(probes, line_date=lambda: datetime.now(UTC) - timedelta(minutes=3)))
    assert any("differs from LINE's by" in what for what in bad(findings))


def test_a_month_that_will_not_be_enough_is_forecast(probes: Probes) -> None:
    def quota() -> tuple[int | None, int]:
        return 200, 180

    findings = examine(replace(probes, quota=quota, planned=lambda until: 25))
    assert "180 of 200 messages used; 25 more are planned this month. That is 5 too many." in said(findings)
    assert is_healthy(findings)
    assert "Little is left" in said(examine(replace(probes, quota=quota, planned=lambda until: 5)))
    empty = examine(replace(probes, quota=lambda: (200, 200)))
    assert any(what.startswith("200 of 200") for what in bad(empty))


def test_a_broken_promise_is_found(probes: Probes, database: Database) -> None:
    now = system_clock()
    with database.begin() as uow:
        contact = Contact(channel_id=1, line_user_id="U1", created_at=now)
        uow.session.add(contact)
        uow.session.flush()
        row = Case(channel_id=1, contact_id=contact.id, reason="unhappy", opened_at=now, promise_at=now)
        uow.session.add(row)
        uow.commit()
    assert "1 promises are broken." in bad(examine(probes))


def test_a_part_that_stands_still_is_found(probes: Probes, database: Database) -> None:
    with database.begin() as uow:
        operation.beat(uow.session, "relay", system_clock() - timedelta(minutes=5))
        uow.commit()
    assert any("relay has been silent" in what for what in bad(examine(probes)))


def test_a_database_that_is_away_leaves_the_other_checks_standing(
    line: RunningEmulator, callback: str
) -> None:
    settings = Settings(
        _env_file=None, line_api_base=line.base_url, line_channel_access_token=line.access_token,
        line_basic_id=line.channel.config.basic_id, public_url=callback,
    )  # fmt: skip
    findings = examine(probes_for(settings, connect("postgresql://nobody@127.0.0.1:9/x"), system_clock))
    assert any("database does not answer" in what for what in bad(findings))
    assert "token is valid" in said(findings)


def test_line_itself_wants_https() -> None:
    with_http = Probes(public_url="http://shop.example.jp", is_real_line=True)
    assert not is_healthy(examine(with_http))
    assert is_healthy(examine(replace(with_http, is_real_line=False)))


def test_bad_settings_are_told_one_by_one() -> None:
    findings = examine(Probes(settings_problems=("SECRET_KEY is missing.", "PORT must be a whole number.")))
    assert bad(findings) == ["SECRET_KEY is missing.", "PORT must be a whole number."]


class _MailServer(socketserver.StreamRequestHandler):
    """Just enough SMTP to sign in to; «good» is the password."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line.split()[0].upper()
            if verb == b"EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif verb == b"AUTH":
                import base64

                fine = base64.b64decode(line.split()[2]).endswith(b"\0good")
                self.wfile.write(b"235 in\r\n" if fine else b"535 no\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def mail_port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _MailServer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(("password", "level"), [("good", Level.GOOD), ("b%40d", Level.BAD)])
def test_the_mail_server_is_asked_whether_it_lets_us_in(mail_port: int, password: str, level: Level) -> None:
    server = Smtp(f"smtp://shop:{password}@127.0.0.1:{mail_port}", "shop@example.jp")
    assert [f.level for f in examine(Probes(smtp=server.try_out)) if "mail" in f.what] == [level]


def test_a_mail_server_that_is_away_is_found() -> None:
    findings = examine(Probes(smtp=Smtp("smtps://127.0.0.1:9", "shop@example.jp").try_out))
    assert any("mail server" in what for what in bad(findings))


def test_no_secret_is_in_the_report(line: RunningEmulator, probes: Probes) -> None:
    secrets: tuple[Any, ...] = (line.access_token, SecretStr("x"))
    report = said(examine(probes)) + repr(examine(probes))
    assert secrets[0] not in report


def test_a_shop_where_nobody_hears_of_a_customer_is_told_so() -> None:
    def said(**probes: Any) -> str:
        return " ".join(f.what for f in examine(Probes(**probes)) if f.level is Level.HINT)

    assert "Nobody is told when a customer needs help" in said(in_line=lambda: 0)
    assert "they go by mail only" in said(in_line=lambda: 0, smtp=lambda: None)
    assert "Nobody" not in said(in_line=lambda: 2)
