"""The shops as they are now: what is published or decided in the console is everywhere within a moment.

Asking costs nothing but a look at the clock; at most twice a second one number is read, and only when it
changed are the new versions loaded. What was loaded stays: versions never change. A version this program
cannot read (a newer one wrote it) leaves the one before in its place.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import Session

from conversations.journey import Journey
from conversations.library import Library
from conversations.script import Script
from models import channel, experiment, publication, shop_setting
from models.database import Database
from models.script import JourneyVersion, ScriptVersion
from services import partner_rules
from services.published import scripts_cache, versions_of
from services.shop import Shop, Trial
from services.shop_rules import decided

log = logging.getLogger(__name__)
REREAD: Final = 0.5  # seconds between looks at the number
Content = TypeVar("Content", Script, Journey)


class PublishedShop:
    """`shop` gives everything but what is published. Build it after a fork.

    Every LINE account of the database has its shop, also one that is served no more: its customers are still
    ours. Scripts, journeys and what was decided of hours and limits are the same for all (docs/adr/0031).
    """

    def __init__(self, database: Database, shop: Shop, *, reread: float = REREAD) -> None:
        self._database, self._shop, self._reread = database, shop, reread
        self._others: dict[int, Shop] = {}
        self._number = -1
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def __call__(self) -> Shop:
        if time.monotonic() - self._read_at >= self._reread:
            self.refresh()
        return self._shop

    def of(self, channel_id: int) -> Shop:
        """The shop behind this account. LookupError if there is no such account."""
        own = self()
        if channel_id == own.channel_id:
            return own
        if channel_id not in self._others:  # added a moment ago, perhaps
            with self._lock, self._database.read() as session:
                self._others = _others(session, own)
        try:
            return self._others[channel_id]
        except KeyError:
            raise LookupError(f"there is no channel {channel_id}") from None

    def refresh(self) -> None:
        """Look at once."""
        with self._lock:
            with self._database.read() as session:
                number = publication.number(session)
                if number != self._number:
                    self._shop = _as_published(session, self._shop)
                    self._others = _others(session, self._shop)
                    self._number = number
            self._read_at = time.monotonic()


def _others(session: Session, own: Shop) -> dict[int, Shop]:
    """The other accounts' shops: the same in all but who is written to, and in what zone."""
    rows = [row for row in channel.all_channels(session) if row.id != own.channel_id]
    return {row.id: other_shop(own, row) for row in rows}


def other_shop(own: Shop, row: channel.Channel) -> Shop:
    return replace(
        own, channel_id=row.id, basic_id=row.basic_id, name=row.name or own.name, zone=row.time_zone
    )


def _as_published(session: Session, before: Shop) -> Shop:
    live = publication.live(session, texts=False)
    scripts, script_versions = _loaded(
        session,
        Script,
        ScriptVersion,
        versions_of(live, "script"),
        before.library.scripts,
        before.script_versions,
    )
    journeys, journey_versions = _loaded(
        session, Journey, JourneyVersion, versions_of(live, "journey"),
        before.library.journeys, before.journey_versions,
    )  # fmt: skip
    trials = {
        row.script: Trial(row.id, row.version_a_id, row.version_b_id)
        for row in experiment.running(session)
        if row.script in scripts and _readable(session, row.version_a_id, row.version_b_id)
    }
    chosen = shop_setting.chosen(session, before.channel_id)
    return replace(
        before,
        library=Library(scripts, journeys),
        script_versions=script_versions,
        journey_versions=journey_versions,
        rules=decided(before.rules.before or before.rules, chosen),
        partner=partner_rules.decided(chosen),
        paused=frozenset(publication.pauses(session)),
        trials=trials,
    )


def _readable(session: Session, *version_ids: int) -> bool:
    """Whether this program knows every word of them; if not, everybody gets what is live."""
    try:
        for version_id in version_ids:
            scripts_cache.get(session, version_id)
    except ValidationError:
        log.exception("a wording cannot be read", extra={"action": "version_unread", "id": version_id})
        return False
    return True


def _loaded(
    session: Session,
    model: type[Content],
    table: type[ScriptVersion] | type[JourneyVersion],
    versions: Mapping[str, int],
    contents: Mapping[str, Content],
    known: Mapping[str, int],
) -> tuple[dict[str, Content], dict[str, int]]:
    """Name → content and name → version; only what is new is read."""
    found: dict[str, Content] = {}
    numbers: dict[str, int] = {}
    for name, version_id in versions.items():
        content, number = contents.get(name), known.get(name)
        if content is None or number != version_id:
            try:
                row = session.get_one(table, version_id)
                content, number = model.model_validate(row.body), version_id  # type: ignore[attr-defined]
                scripts_cache.keep(version_id, content)
            except ValidationError:
                log.exception(
                    "a version cannot be read", extra={"action": "version_unread", "id": version_id}
                )
        if content is not None and number is not None:
            found[name], numbers[name] = content, number
    return found, numbers
