"""A conversation written down: events in, turns out, as JSON people can read in a diff.

`write` runs events through a script with the state going through JSON between turns, as the database does it;
`replay` runs a written one again. Fields with their default value are left out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from conversations import effects, events
from conversations.durations import write_duration
from conversations.effects import Effect
from conversations.engine import advance
from conversations.events import Event
from conversations.script import Script
from conversations.state import State

_EVENTS: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        events.Started, events.Replied, events.Tapped, events.ShowedMedia, events.TimedOut, events.Unsent,
        events.TakenOver, events.HandedBack, events.LanguageChosen, events.Stopped,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and what came of it."""

    event: Event
    effects: tuple[Effect, ...]
    state: State


def write(script: Script, happened: Iterable[Event], state: State | None = None) -> list[Entry]:
    """Take every turn; the state goes through JSON after each."""
    entries: list[Entry] = []
    current = state or State()
    for event in happened:
        turn = advance(script, current, event)
        current = State.from_json(json.loads(json.dumps(turn.state.to_json(), ensure_ascii=False)))
        entries.append(Entry(event, turn.effects, current))
    return entries


def to_json(script: Script, entries: Iterable[Entry]) -> dict[str, Any]:
    """The transcript file: which script, and every turn."""
    return {
        "script": script.id,
        "turns": [
            {
                "event": event_to_json(entry.event),
                "effects": [effect_to_json(effect) for effect in entry.effects],
                "state": _state(entry.state),
            }
            for entry in entries
        ],
    }


def replay(script: Script, written: Mapping[str, Any]) -> dict[str, Any]:
    """Run the events of a written transcript again: equal to it, unless the script or the engine changed."""
    return to_json(script, write(script, [event_from_json(turn["event"]) for turn in written["turns"]]))


def dump(written: Mapping[str, Any]) -> str:
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def event_to_json(event: Event) -> dict[str, Any]:
    return to_plain(event)


def event_from_json(data: Mapping[str, Any]) -> Event:
    """The event that was written; raises ValueError for a kind there is not."""
    cls = _EVENTS.get(str(data.get("type")))
    if cls is None:
        raise ValueError(f"no such event: {data.get('type')}")
    given = {f.name: data[f.name] for f in fields(cls) if f.name in data}
    given["at"] = datetime.fromisoformat(given["at"])
    if "keywords" in given:
        given["keywords"] = tuple(given["keywords"])
    event: Event = cls(**given)
    return event


def effect_to_json(effect: Effect | effects.Bubble) -> dict[str, Any]:
    return to_plain(effect)


def _state(state: State) -> dict[str, Any]:
    empty = State().to_json()
    return {name: value for name, value in state.to_json().items() if value != empty.get(name)}


def to_plain(entry: Any) -> dict[str, Any]:
    """Any dataclass of ours as JSON: its type's name, and what is not left at its default."""
    plain = _plain(entry)
    assert isinstance(plain, dict)  # noqa: S101 - it was a dataclass
    return plain


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return write_duration(value)
        case tuple() | list():
            return [_plain(v) for v in value]
        case Mapping():
            return {str(k): _plain(v) for k, v in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        shown = {
            f.name: getattr(value, f.name) for f in fields(value) if getattr(value, f.name) != _default(f)
        }
        return {"type": type(value).__name__, **{name: _plain(v) for name, v in shown.items()}}
    return value


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
