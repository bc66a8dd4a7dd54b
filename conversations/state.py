"""Where a conversation stands: one small JSON value, pinned (by its row) to a published script version.

new ──Started──> waiting ⇄ (questions) ──> completed   the script reached an end
                    │  ├─ refuse button / 配信停止 ──> refused | stopped
                    │  ├─ timeout without a next step ──> expired
                    │  ├─ TakenOver ──> human ──HandedBack──> waiting (asked again)
                    │  └─ the script no longer fits ──> failed (+ a case)
Final: completed refused expired stopped failed. Nothing leads out of them.
"""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    NEW = "new"
    WAITING = "waiting"
    HUMAN = "human"
    COMPLETED = "completed"
    REFUSED = "refused"
    EXPIRED = "expired"
    STOPPED = "stopped"
    FAILED = "failed"


FINAL = frozenset({Status.COMPLETED, Status.REFUSED, Status.EXPIRED, Status.STOPPED, Status.FAILED})


@dataclass(frozen=True, slots=True)
class State:
    """`step` is the step waited at, as a path through sub-scripts («feeling/word»); `turn` counts turns."""

    status: Status = Status.NEW
    step: str = ""
    turn: int = 0
    tries: int = 0  # answers to the current question that could not be read
    values: dict[str, Any] = field(default_factory=dict)  # answers and set variables, by name
    marks: tuple[str, ...] = ()  # outcomes marked so far
    stack: tuple[str, ...] = ()  # where to go on when the current sub-script ends
    asked_at: dict[str, int] = field(default_factory=dict)  # question path → turn of its newest bubble
    asked_from: int = 0  # turn in which the open question was first asked: its older bubbles still count
    reminded: bool = False  # the open question's reminder was said
    told: tuple[str, ...] = ()  # what is said or done at most once (a case, «already answered» per bubble …)
    sources: dict[str, str] = field(default_factory=dict)  # LINE message id → name of the value it carried
    locale: str = ""  # the language it is spoken in, where that is not the one it was written in

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    def to_json(self) -> dict[str, Any]:
        plain = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        return plain if self.locale else {name: v for name, v in plain.items() if name != "locale"}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "State":
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in data.items() if k in known}
        values["status"] = Status(values.get("status", "new"))
        for name in ("marks", "stack", "told"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
