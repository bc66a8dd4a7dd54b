"""Events out: claim → sign → send → record, like the relay (https://www.standardwebhooks.com/).

At least once: a receiver may see a message twice and knows it by `webhook-id`. Waits grow; an endpoint that
does not answer rests, so that it keeps no other waiting; after days of failure it is switched off, and the
first page says so.
"""

import base64
import hashlib
import hmac
import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from aiohttp.abc import AbstractResolver

from delivery.outside import Answer, Letter, send
from models import webhook
from models.database import Database
from models.webhook import WebhookDelivery, WebhookEndpoint

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
OpenSecret = Callable[[str], str | None]  # sealed → as people see it; None: the key is gone
WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)  # about three days in all
)
LEASE: Final = timedelta(minutes=2)  # longer than a round can take
PER_ENDPOINT: Final = 20
OFF_AFTER: Final = timedelta(days=5)
LONGEST_REST: Final = timedelta(minutes=30)


def signature(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """«v1,…» over id, time and body, with a secret as shown to people («whsec_…»)."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def deliver_due(
    database: Database, open_secret: OpenSecret, clock: Clock, *, anywhere: bool = False,
    resolver: AbstractResolver | None = None,
) -> int:  # fmt: skip
    """Send what is due to every endpoint; how many were tried."""
    now = clock()
    with database.read() as session:  # looking must not keep writers waiting
        if not webhook.listening(session):
            return 0
    with database.begin() as uow:
        letters: list[Letter] = []
        unreadable: list[int] = []
        for endpoint in webhook.listening(uow.session):
            if endpoint.rests_until is not None and endpoint.rests_until > now:
                continue
            room = PER_ENDPOINT if not endpoint.failures else 1  # after a failure one tries first
            for row in webhook.claim(uow.session, endpoint, now, room):
                row.status, row.lease_until = "sending", now + LEASE
                letter = _letter(row, endpoint, open_secret, now)
                letters.append(letter) if letter else unreadable.append(row.id)
        uow.commit()
    answers = send(letters, anywhere=anywhere, resolver=resolver) if letters else []
    answers += [Answer(row_id, None, "secret_lost", 0) for row_id in unreadable]
    if answers:
        _record(database, answers, clock())
    return len(answers)


def _letter(
    row: WebhookDelivery, endpoint: WebhookEndpoint, open_secret: OpenSecret, now: datetime
) -> Letter | None:
    sealed = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and endpoint.old_secret_until > now:
        sealed.append(endpoint.old_secret)
    secrets = [secret for secret in map(open_secret, sealed) if secret is not None]
    if not secrets:
        return None
    body = row.payload.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Sonogo-Webhooks/1",
        "webhook-id": row.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signature(secret, row.message_id, now, body) for secret in secrets),
    }
    return Letter(row.id, endpoint.url, headers, body)


def _record(database: Database, answers: Sequence[Answer], now: datetime) -> None:
    with database.begin() as uow:
        for answer in answers:
            row = uow.session.get(WebhookDelivery, answer.id)
            if row is None or row.status != "sending":
                continue  # switched off, or removed, meanwhile
            endpoint = uow.session.get_one(WebhookEndpoint, row.endpoint_id)
            row.attempts += 1
            row.tried_at, row.lease_until = now, None
            row.code, row.error, row.took_ms = answer.code, answer.error, answer.took_ms
            if not answer.error:
                row.status = "delivered"
                endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
                endpoint.succeeded_at = now
                continue
            endpoint.failures += 1
            endpoint.failing_since = endpoint.failing_since or now
            endpoint.rests_until = now + _rest(endpoint.failures)
            if row.attempts > len(WAITS):
                row.status = "failed"
            else:
                row.status, row.due_at = "pending", now + WAITS[row.attempts - 1] * random.uniform(1, 1.2)  # noqa: S311
            if answer.code == 410 or now - endpoint.failing_since >= OFF_AFTER:
                endpoint.active, endpoint.off_why = False, "gone" if answer.code == 410 else "failing"
                uow.session.flush()
                webhook.give_up(uow.session, endpoint.id, "switched_off")
                log.error(
                    "a webhook is switched off",
                    extra={"action": "webhook_off", "endpoint_id": endpoint.id, "error": endpoint.off_why},
                )
        uow.commit()


def _rest(failures: int) -> timedelta:
    """The endpoint as a whole: not at all after one failure, longer with each more."""
    if failures < 3:
        return timedelta(seconds=5)
    return min(timedelta(seconds=5 * 2 ** min(failures - 2, 12)), LONGEST_REST)
