"""The shop as its folder is now: a saved file is published, and every process works with it within a moment.

For CLOCK=travel only: a shop that serves customers publishes on purpose. Each process looks for itself, so
nothing has to be told to anybody; publishing the same content twice is the same version. What cannot be read
keeps its last good version. Conversations keep the version they began with, whatever happens here.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from conversations.library import Library
from conversations.opening import ClosedSpan
from models.database import Database
from rehearsal.folder import Folder, Signature
from services.published import publish
from services.published_shop import PublishedShop
from services.shop import Clock, Shop

log = logging.getLogger(__name__)
LOOK: Final = 0.5  # seconds between looks at the folder
Content = TypeVar("Content")


class LiveShop:
    """Build it after a fork, then `start`; `refresh` looks at once."""

    def __init__(self, database: Database, shop: Shop, folder: Folder, clock: Clock) -> None:
        self.folder = folder
        self._database, self._clock, self._shop = database, clock, shop
        self._published = PublishedShop(database, shop)
        self._closed: tuple[ClosedSpan, ...] = ()
        self._seen: Signature | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Shop:
        """What is live, the console's publishings too, with the folder's files and closed days."""
        return self._as_in_folder(self._published())

    def of(self, channel_id: int) -> Shop:
        """The same for the shop behind this account. LookupError if there is no such account."""
        return self._as_in_folder(self._published.of(channel_id))

    def _as_in_folder(self, live: Shop) -> Shop:
        shop = self._shop
        hours = replace(live.rules.hours, closed=(*live.rules.hours.closed, *self._closed))
        return replace(
            live,
            library=replace(live.library, files=shop.library.files),
            rules=replace(live.rules, hours=hours),
        )

    def start(self) -> None:
        self.refresh()
        if self.folder.path is not None:
            threading.Thread(target=self._watch, name="scripts", daemon=True).start()

    def refresh(self) -> bool:
        """Publish what changed since the last look; whether anything did."""
        with self._lock:
            signature = self.folder.signature()
            if signature == self._seen:
                return False
            library = _kept(self._shop.library, self.folder.library())
            with self._database.begin() as uow:
                publish(uow.session, library, self._clock())
                uow.commit()
            self._published.refresh()
            self._closed = tuple(self.folder.closed_days())
            self._shop = replace(self._shop, library=library)
            self._seen = signature
            return True

    def _watch(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(LOOK)
            try:
                self.refresh()
            except Exception:
                log.exception("the scripts' folder was not read", extra={"action": "scripts_unread"})


def _kept(before: Library, after: Library) -> Library:
    """A file that became unreadable does not take its script away."""
    wrong = {one.file for one in after.problems}
    files = {key: name for key, name in before.files.items() if name in wrong}
    return replace(
        after,
        scripts=_with_kept(before.scripts, after.scripts, files, "script"),
        journeys=_with_kept(before.journeys, after.journeys, files, "journey"),
        files={**after.files, **files},
    )


def _with_kept(
    before: Mapping[str, Content], after: Mapping[str, Content], files: Mapping[str, Any], kind: str
) -> dict[str, Content]:
    return {**after, **{name: one for name, one in before.items() if f"{kind}/{name}" in files}}
