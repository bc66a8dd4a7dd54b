"""One webhook call, from its bytes to its answer. Nothing is answered 200 that is not committed.

    signature wrong ─> 400   not a webhook ─> 400   for another bot ─> 400   nothing happened ─> 200
    committed ─> 200         not stored, or not in time ─> 503: LINE delivers again
No rule runs here: what an event means is the worker's business.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import Final, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from line.events import MALFORMED, NotAWebhook, RawEvent, split
from models.database import Database
from webhook import metrics
from webhook.channels import Directory, FixedSecrets, Secrets, UnknownDestination
from webhook.committer import Committer, Fate
from webhook.storing import Row

log = logging.getLogger(__name__)

STRANGER: Final = (
    0.05  # seconds: an account that was added just now may be calling; a flood reads no more often
)
AHEAD: Final = timedelta(days=1)  # no clock of LINE's goes so far before ours
PATIENCE: Final = 1.0  # seconds a call may wait to be taken into a commit; LINE waits 2 for the answer


class Answer(NamedTuple):
    """What the caller gets: a status and one plain sentence that tells a stranger nothing."""

    status: int
    sentence: str = ""


ACCEPTED: Final = Answer(200)
UNSIGNED: Final = Answer(400, "The signature is missing or wrong.")
NOT_A_WEBHOOK: Final = Answer(400, "The body is not a LINE webhook.")
NOT_OURS: Final = Answer(400, "The destination is not served here.")
TRY_AGAIN: Final = Answer(503, "Please deliver again.")


class Intake:
    """Build it anywhere; `start` after a fork, `stop` when no request is running any more."""

    def __init__(
        self,
        database: Database,
        secrets: Mapping[str, Sequence[str]] | Secrets,
        clock: Callable[[], datetime],
        *,
        patience: float = PATIENCE,
        capacity: int = 2000,
        on_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """`secrets`: every channel's secrets by its basic id, the old one too while it is being rotated."""
        book = FixedSecrets(secrets) if isinstance(secrets, Mapping) else secrets
        self._directory = Directory(database, book)
        self._committer = Committer(database, capacity=capacity, on_commit=on_commit)
        self._clock = clock
        self._patience = patience

    def start(self) -> None:
        self._committer.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Store what waits; False if the database did not let us."""
        return self._committer.stop(timeout)

    def receive(self, body: bytes, signature: str | None) -> Answer:
        """Verify, take apart, store, answer. Never raises on what a body holds."""
        answers: SimpleQueue[Answer] = SimpleQueue()
        self.take(body, signature, answers.put, may_look=True)
        return answers.get()

    def take(
        self, body: bytes, signature: str | None, tell: Callable[[Answer], None], *, may_look: bool = False
    ) -> bool:
        """The same without waiting: `tell` hears the answer, here or from another thread, once.

        False: nothing was done, because whose webhook it is, or which accounts there are now, must be looked
        up in the database first and `may_look` does not allow to wait for that.
        """
        began = time.perf_counter()

        def finish(answer: Answer, outcome: str) -> None:
            metrics.call(outcome).inc()
            metrics.SECONDS.observe(time.perf_counter() - began)
            tell(answer)

        unsure = False
        signers = self._directory.signers(body, signature) if self._directory.is_current() else []
        if not signers and not self._directory.is_current(STRANGER):
            if not may_look:
                return False
            unsure = not self._look()
            signers = self._directory.signers(body, signature)
        if not signers and unsure:  # it may be of an account we could not look up
            finish(TRY_AGAIN, "lost")
            return True
        if not signers:
            log.info("webhook: unsigned", extra={"action": "webhook_unsigned", "size": len(body)})
            finish(UNSIGNED, "unsigned")
            return True
        try:
            destination, events = split(body)
        except NotAWebhook:
            log.warning("webhook: no webhook", extra={"action": "webhook_unreadable", "size": len(body)})
            finish(NOT_A_WEBHOOK, "unreadable")
            return True
        if not events:
            finish(ACCEPTED, "empty")
            return True
        channel_id, lesson = self._directory.known(destination, signers), None
        if channel_id is None:
            if not may_look:
                return False
            try:
                channel_id, lesson = self._directory.find(destination, signers)
            except UnknownDestination:
                log.error("webhook: for another bot", extra={"action": "webhook_not_ours"})
                finish(NOT_OURS, "not_ours")
                return True
            except SQLAlchemyError as error:
                fields = {"action": "webhook_no_database", "error": type(error).__name__}
                log.error("webhook: the database does not answer", extra=fields)
                finish(TRY_AGAIN, "lost")
                return True

        def told(fate: Fate) -> None:
            if fate is Fate.KEPT:
                finish(ACCEPTED, "stored")
                return
            log.error("webhook: not stored", extra={"action": "webhook_not_stored", "fate": fate.value})
            finish(TRY_AGAIN, fate.value)

        now = self._clock()
        rows = [row_of(event, channel_id, now) for event in events]
        self._committer.hand_in(rows, lesson, self._patience, told)
        return True

    def _look(self) -> bool:
        """Which accounts there are now; if the database does not say, those of the last look go on."""
        try:
            self._directory.look(STRANGER)
        except SQLAlchemyError as error:
            fields = {"action": "webhook_no_database", "error": type(error).__name__}
            log.error("webhook: the database does not answer", extra=fields)
            return False
        return True


def row_of(event: RawEvent, channel_id: int, now: datetime) -> Row:
    """The row of `inbound_events` this event becomes. A moment that cannot be yet is now."""
    at = event.occurred_at
    return {
        "channel_id": channel_id,
        "webhook_event_id": event.webhook_event_id,
        "line_user_id": event.user_id,
        "type": event.type or MALFORMED,
        "message_id": event.message_id or None,
        "occurred_at": now if at is None or at > now + AHEAD else at,
        "received_at": now,
        "payload": event.raw,
    }
