"""Names for friends who have none yet: LINE is asked once per person, a few per tick, never about strangers.

The name is for staff to see; nobody is addressed by it. A 404 (blocked, deleted, no consent) is an answer.
https://developers.line.biz/en/reference/messaging-api/#get-profile
"""

import logging
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from delivery.quota import Clock
from line.account import Profile
from line.errors import LineError
from models.contact import Contact
from models.database import Database

log = logging.getLogger(__name__)
Learned = Callable[[Session, int], None]


class ProfileSource(Protocol):
    """What `line.account.LineAccount` offers."""

    def profile(self, user_id: str) -> Profile | None: ...


def fetch_profiles(
    database: Database,
    channel_id: int,
    account: ProfileSource,
    clock: Clock,
    learned: Learned,
    limit: int = 20,
) -> int:
    """Ask for the profiles of up to `limit` friends; how many people were asked about.

    `learned` is called in the same unit of work, with the contact whose language LINE told.
    """
    nameless = (
        select(Contact.id, Contact.line_user_id)
        .where(
            Contact.channel_id == channel_id, Contact.profile_at.is_(None), Contact.friend_state == "friend"
        )
        .order_by(Contact.id)
        .limit(limit)
    )
    with database.read() as session:
        people = session.execute(nameless).all()
    asked = 0
    for contact_id, user_id in people:
        try:
            profile = account.profile(user_id)
        except LineError as error:
            log.warning("profiles: LINE does not answer", extra={"error": type(error).__name__})
            break  # the next tick goes on from here
        known = {"display_name": profile.display_name} if profile else {}
        if profile and profile.language:  # not everybody lets LINE tell it; what an order told stays
            known["language"] = profile.language
        still_unknown = update(Contact).where(Contact.id == contact_id, Contact.profile_at.is_(None))
        with database.begin() as uow:
            uow.session.execute(still_unknown.values(profile_at=clock(), **known))
            if "language" in known:
                learned(uow.session, contact_id)
            uow.commit()
        asked += 1
    return asked
