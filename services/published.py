"""Publishing: what authors wrote becomes an immutable version, once; parsed versions are kept in memory."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from conversations.journey import Journey
from conversations.library import Library, digest, to_json
from conversations.script import Script
from models.script import JourneyVersion, ScriptVersion, publish_journey, publish_script


class _Cache:
    """Published versions never change, so each is parsed once per process."""

    def __init__(self) -> None:
        self._scripts: dict[int, Script] = {}
        self._journeys: dict[int, Journey] = {}
        self._lock = threading.Lock()

    def get(self, session: Session, version_id: int) -> Script:
        script = self._scripts.get(version_id)
        if script is None:
            script = Script.model_validate(session.get_one(ScriptVersion, version_id).body)
            with self._lock:
                self._scripts[version_id] = script
        return script

    def journey(self, session: Session, version_id: int) -> Journey:
        journey = self._journeys.get(version_id)
        if journey is None:
            journey = Journey.model_validate(session.get_one(JourneyVersion, version_id).body)
            with self._lock:
                self._journeys[version_id] = journey
        return journey

    def clear(self) -> None:
        """Forget everything (tests use several databases in one process)."""
        with self._lock:
            self._scripts.clear()
            self._journeys.clear()


scripts_cache = _Cache()


def publish(session: Session, library: Library, now: datetime) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Make the library's content what new conversations begin with: (script versions, journey versions).

    Safe from many machines at once: the same content is the same version.
    """
    scripts = {
        script_id: publish_script(session, script_id, digest(script), json.loads(to_json(script)), now).id
        for script_id, script in sorted(library.scripts.items())
    }
    journeys = {
        journey_id: publish_journey(
            session, journey_id, digest(journey), json.loads(to_json(journey)), now
        ).id
        for journey_id, journey in sorted(library.journeys.items())
    }
    return scripts, journeys
