"""Whose webhook is it? The signature names the accounts it may be, `destination` says which channel.

Secrets come from a book (`services.channel_book`, or a fixed mapping), by basic id; what a channel's bot user
id is, is learnt from its first correctly signed event, once.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from line import signature
from models.channel import Channel
from models.database import Database

_BOT_USER_ID: Final = re.compile(r"U[0-9a-f]{32}")


class Secrets(Protocol):
    """Accounts may come, go and change their secret while we run."""

    def secrets(self) -> Mapping[str, Sequence[str]]: ...
    def is_current(self, within: float | None = None) -> bool: ...
    def look(self, within: float | None = None) -> None: ...


class FixedSecrets:
    """Accounts that never change."""

    def __init__(self, secrets: Mapping[str, Sequence[str]]) -> None:
        self._secrets = {basic_id: tuple(ones) for basic_id, ones in secrets.items()}

    def secrets(self) -> Mapping[str, Sequence[str]]:
        return self._secrets

    def is_current(self, within: float | None = None) -> bool:
        return True

    def look(self, within: float | None = None) -> None:
        """There is nothing to see."""


class Lesson(NamedTuple):
    """A channel's bot user id, as a signed webhook told it."""

    channel_id: int
    bot_user_id: str


class UnknownDestination(Exception):
    """Correctly signed, but for none of our channels."""


class Directory:
    """The channels and their secrets, with what was looked up once kept in memory."""

    def __init__(self, database: Database, book: Secrets) -> None:
        self._database, self._book = database, book
        self._known: dict[tuple[str, str], int] = {}

    def is_current(self, within: float | None = None) -> bool:
        """Whether the secrets can be believed without a look into the database."""
        return self._book.is_current(within)

    def look(self, within: float | None = None) -> None:
        self._book.look(within)

    def signers(self, body: bytes, header: str | None) -> list[str]:
        """Basic ids of the accounts whose secret signed this body."""
        accounts = self._book.secrets().items()
        return [name for name, ones in accounts if signature.verify(ones, body, header)]

    def known(self, destination: str, signers: Sequence[str]) -> int | None:
        """The channel's id, if that was looked up before."""
        for name in signers:
            known = self._known.get((name, destination))
            if known is not None:
                return known
        return None

    def find(self, destination: str, signers: Sequence[str]) -> tuple[int, Lesson | None]:
        """The channel's id, and what there is to learn. Reads the database the first time only."""
        known = self.known(destination, signers)
        if known is not None:
            return known, None
        with self._database.read() as session:
            rows = session.execute(
                select(Channel.id, Channel.basic_id, Channel.bot_user_id).where(
                    Channel.basic_id.in_(list(signers))
                )
            ).all()
        for channel_id, basic_id, bot_user_id in rows:
            if bot_user_id is not None and destination in ("", bot_user_id):
                self._known[(basic_id, destination)] = channel_id
                return channel_id, None
        untaught = [row.id for row in rows if row.bot_user_id is None]
        if len(untaught) != 1:
            raise UnknownDestination
        if not _BOT_USER_ID.fullmatch(destination):
            return untaught[0], None
        return untaught[0], Lesson(untaught[0], destination)


def learn(session: Session, lesson: Lesson) -> None:
    """Set once: a channel that knows its bot user id keeps it, and two channels never share one."""
    taken = select(Channel.id).where(Channel.bot_user_id == lesson.bot_user_id).exists()
    session.execute(
        update(Channel)
        .where(Channel.id == lesson.channel_id, Channel.bot_user_id.is_(None), ~taken)
        .values(bot_user_id=lesson.bot_user_id)
        .execution_options(synchronize_session=False)
    )
