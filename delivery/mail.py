"""Mail to staff: claim → send → record, like the relay, only slowly. At least once: a mail may come twice."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from models.database import Database
from models.mail import Mail, claim_due

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
TIMEOUT: Final = 15.0
LEASE: Final = timedelta(minutes=5)  # while a mail is being sent it is due again only after this long
GIVE_UP_AFTER: Final = 8


class Smtp:
    """One SMTP server: «smtp://user:password@host:587» (STARTTLS if offered) or «smtps://…» (TLS at once)."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        """Raises OSError or smtplib.SMTPException."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message.set_content(body)
        with self._connect() as server:
            server.send_message(message)

    def try_out(self) -> None:
        """Connect and sign in, send nothing. Raises OSError (smtplib's errors are such)."""
        with self._connect() as server:
            server.noop()

    def _connect(self) -> smtplib.SMTP:
        server = self._open()
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server

    def _open(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(host, self._url.port or 587, timeout=TIMEOUT)
        if server.has_extn("starttls") or (server.ehlo()[0] == 250 and server.has_extn("starttls")):
            server.starttls(context=ssl.create_default_context())
        return server


def send_due(database: Database, smtp: Smtp, clock: Clock, limit: int = 20) -> int:
    """Send what is due; how many mails were tried."""
    with database.begin() as uow:
        claimed = claim_due(uow.session, clock(), limit)
        letters = [(mail.id, mail.to, mail.subject, mail.body) for mail in claimed]
        for mail in claimed:
            mail.due_at = clock() + LEASE
            mail.attempts += 1
        uow.commit()
    for mail_id, to, subject, body in letters:
        error = ""
        try:
            smtp.send(to, subject, body)
        except (OSError, smtplib.SMTPException) as caught:
            error = type(caught).__name__
            log.warning(
                "a mail was not taken", extra={"action": "mail_failed", "mail_id": mail_id, "error": error}
            )
        _record(database, mail_id, error, clock())
    return len(letters)


def _record(database: Database, mail_id: int, error: str, now: datetime) -> None:
    with database.begin() as uow:
        mail = uow.session.scalars(select(Mail).where(Mail.id == mail_id)).one()
        mail.error = error
        if not error:
            mail.status, mail.sent_at = "sent", now
        elif mail.attempts >= GIVE_UP_AFTER:
            mail.status = "discarded"
            log.error("a mail was given up", extra={"action": "mail_discarded", "mail_id": mail_id})
        else:
            mail.due_at = now + timedelta(minutes=min(60, 2**mail.attempts))
        uow.commit()
