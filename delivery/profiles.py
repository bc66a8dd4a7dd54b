"""Names for friends who have none yet: LINE is asked once per person, a few per tick, never about strangers.

The name is for staff to see; nobody is addressed by it. A 404 (blocked, deleted, no consent) is an answer.
An account LINE does not answer for rests before it is asked again: a tick comes every second.
https://developers.line.biz/en/reference/messaging-api/#get-profile
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Final, Protocol

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from delivery.quota import Clock
from line.account import Profile
from line.errors import LineError
from models.contact import Contact
from models.database import Database

log = logging.getLogger(__name__)
Learned = Callable[[Session, int], None]
REST: Final = 10.0  # seconds
# Written out, and the channel (+) kept from being looked up: else SQLite walks through all of an account's
# people, as PostgreSQL may, too, once it plans the statement for any state.
_NAMELESS: Final = (
    select(Contact.id, Contact.line_user_id)
    .where(
        text("contacts.profile_at IS NULL AND contacts.friend_state = 'friend'"),
        text("+contacts.channel_id = :channel"),
    )
    .order_by(Contact.id)
    .limit(bindparam("most"))
)


class ProfileSource(Protocol):
    """What `line.account.LineAccount` offers."""

    def profile(self, user_id: str) -> Profile | None: ...


@dataclass
class Profiles:
    """One per worker. `learned` is called with the contact whose language LINE told, in the same commit."""

    database: Database
    account_of: Callable[[int], ProfileSource]
    clock: Clock
    learned: Learned
    now: Callable[[], float] = monotonic
    _rests: dict[int, float] = field(default_factory=dict)

    def fetch(self, channel_id: int, limit: int = 20) -> int:
        """Ask for the profiles of up to `limit` friends; how many people were asked about."""
        if self.now() < self._rests.get(channel_id, 0.0):
            return 0
        with self.database.read() as session:
            people = session.execute(_NAMELESS, {"channel": channel_id, "most": limit}).all()
        account = self.account_of(channel_id)
        for asked, (contact_id, user_id) in enumerate(people):
            try:
                profile = account.profile(user_id)
            except LineError as error:
                fields = {"channel_id": channel_id, "error": type(error).__name__}
                log.warning("profiles: LINE does not answer", extra=fields)
                self._rests[channel_id] = self.now() + REST
                return asked  # the tick after the rest goes on from here
            self._note(contact_id, profile)
        return len(people)

    def _note(self, contact_id: int, profile: Profile | None) -> None:
        known = {"display_name": profile.display_name} if profile else {}
        if profile is None or not profile.language:
            # Not everybody lets LINE tell it; what an order told stays.
            _keep(self.database, contact_id, known, self.clock())
            return
        known["language"] = profile.language
        try:
            _keep(self.database, contact_id, known, self.clock(), self.learned)
        except Exception:  # as an event that breaks steps aside: whoever comes after is asked about
            fields = {"action": "language_not_spoken", "contact_id": contact_id}
            log.exception("profiles: a talk goes on in the language it has", extra=fields)
            _keep(self.database, contact_id, known, self.clock())


def _keep(
    database: Database, contact_id: int, known: dict[str, str], now: datetime, learned: Learned | None = None
) -> None:
    still_unknown = update(Contact).where(Contact.id == contact_id, Contact.profile_at.is_(None))
    with database.begin() as uow:
        uow.session.execute(still_unknown.values(profile_at=now, **known))
        if learned is not None:
            learned(uow.session, contact_id)
        uow.commit()
