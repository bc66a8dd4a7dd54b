"""Which LINE accounts are served, with the keys to each: the environment's one, and the console's.

Every process holds its own book and looks into the database at most twice a second, so that an account that
was added, changed or switched off there needs no restart. An account that is the environment's has the
environment's keys, whatever was typed before (docs/adr/0031). Keys never leave this object but to LINE.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from models import channel_key
from models.channel_key import ChannelKeys
from models.database import Database
from services.sealing import Sealer
from services.shop import Clock

log = logging.getLogger(__name__)
PURPOSE: Final = "line channels"  # what the key of their secrets is derived for
REREAD: Final = 0.5  # seconds between looks


@dataclass(frozen=True, slots=True)
class Served:
    """One account: what signs its webhooks (also the secret before, for a while), what lets us send."""

    channel_id: int
    basic_id: str
    secrets: tuple[str, ...] = field(repr=False)
    token: str = field(repr=False)


class ChannelBook:
    """Build it after a fork. `own` is the environment's account; it is served whatever the database says."""

    def __init__(
        self, database: Database, sealer: Sealer, own: Served, clock: Clock, *, reread: float = REREAD
    ) -> None:
        self._database, self._sealer, self._own, self._clock = database, sealer, own, clock
        self._reread = reread
        self._served: Mapping[int, Served] = {own.channel_id: own}
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def is_current(self, within: float | None = None) -> bool:
        """Whether the last look is younger than this many seconds (usually half a second)."""
        return time.monotonic() - self._looked_at < (self._reread if within is None else within)

    def renew(self) -> None:
        """Somebody has just changed an account: the next look reads the database."""
        self._looked_at = float("-inf")

    def look(self, within: float | None = None) -> None:
        """Read the database, unless that was done a moment ago."""
        with self._lock:
            if self.is_current(within):
                return
            with self._database.read() as session:
                self._served = self._as_kept(session)
            self._looked_at = time.monotonic()

    def secrets(self) -> Mapping[str, Sequence[str]]:
        """Basic id → what its webhooks may be signed with, as of the last look."""
        return {one.basic_id: one.secrets for one in self._served.values()}

    def served(self) -> list[int]:
        """The channels, the environment's first."""
        self.look()
        return list(self._served)

    def token(self, channel_id: int) -> str:
        """What the next request carries: a token changed in the console is used from now on. "" if none."""
        self.look()
        one = self._served.get(channel_id)
        return one.token if one is not None else ""

    def _as_kept(self, session: Session) -> dict[int, Served]:
        found = {self._own.channel_id: self._own}
        for row, keys in channel_key.in_service(session):
            if row.id == self._own.channel_id:
                continue
            opened = self._open(keys)
            if opened is not None:
                found[row.id] = Served(row.id, row.basic_id, *opened)
        return found

    def _open(self, keys: ChannelKeys) -> tuple[tuple[str, ...], str] | None:
        secret, token = self._sealer.open(keys.secret), self._sealer.open(keys.token)
        if secret is None or token is None:
            fields = {"action": "channel_unopened", "channel_id": keys.channel_id}
            log.error("a channel's keys cannot be opened: SECRET_KEY was exchanged", extra=fields)
            return None
        secrets = [secret]
        until = keys.old_secret_until
        if keys.old_secret is not None and until is not None and until > self._clock():
            before = self._sealer.open(keys.old_secret)
            secrets += [before] if before is not None else []
        return tuple(secrets), token
