"""The ways through a script as a graph: which step can follow which, by what, and what it costs.

Laid over the plan, so called sub-scripts are part of it. `None` is the end of the conversation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from conversations.plan import Plan, PlannedAsk, PlannedStep, plan_of
from conversations.script import BranchStep, CaseStep, EndStep, SayStep, Script

How = Literal["answer", "skip", "refuse", "timeout", "unreadable", "goes_on"]
REMINDER = 1  # billed pushes: the invitation, each reminder, and whatever is said when a timer rang
INVITATION = 1


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a step. `choice` is the answer's id, if there is one; `fork` numbers a branch's ways."""

    target: str | None
    how: How = "goes_on"
    choice: str = ""
    fork: int = -1


class Ways:
    """The graph of one script. Reachability is kept: checks ask for it often, and scripts are small."""

    def __init__(self, script: Script) -> None:
        self.plan: Plan = plan_of(script)
        self.first = self.plan.first
        self.nodes: Mapping[str, PlannedAsk | PlannedStep] = self.plan.nodes
        self.ways: dict[str, tuple[Way, ...]] = {
            path: tuple(_ways(node)) for path, node in self.nodes.items()
        }
        self._reach = {path: self._walk_from(path) for path in self.nodes}

    def targets(self, path: str) -> list[str]:
        """The steps that can follow, those that exist."""
        return [way.target for way in self.ways[path] if way.target is not None and way.target in self.nodes]

    def after(self, path: str) -> frozenset[str]:
        """Every step that can come after this one."""
        return self._reach[path]

    def reachable(self, start: str | None) -> frozenset[str]:
        """Every step that can come from here on, this one included."""
        return self._reach[start] | {start} if start is not None and start in self.nodes else frozenset()

    def _walk_from(self, path: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = self.targets(path)
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo.extend(self.targets(here))
        return frozenset(seen)

    def rings(self) -> list[frozenset[str]]:
        """Groups of steps that lead back to themselves, in the order of the file."""
        rings: list[frozenset[str]] = []
        for path in self.nodes:
            if path in self.after(path) and not any(path in ring for ring in rings):
                rings.append(frozenset(other for other in self.after(path) if path in self.after(other)))
        return rings

    def forward(self, path: str) -> list[str]:
        """What follows, without the ways that lead round a ring."""
        return [target for target in self.targets(path) if path not in self.reachable(target)]

    def backwards(self) -> list[str]:
        """All steps, each after everything that can follow it (rings cut)."""
        done: dict[str, None] = {}
        for start in self.nodes:
            todo = [start]
            while todo:
                path = todo[-1]
                open_targets = [t for t in self.forward(path) if t not in done]
                if path in done or not open_targets:
                    done.setdefault(path)
                    todo.pop()
                else:
                    todo.extend(open_targets)
        return list(done)

    def speaks(self, start: str | None) -> bool:
        """Whether every way on from here says or asks something before the end."""
        seen: set[str] = set()
        todo = [start]
        while todo:
            path = todo.pop()
            if path is None:
                return False
            node = self.nodes.get(path)
            if path in seen or node is None or _says(node):
                continue
            seen.add(path)
            todo.extend(way.target for way in self.ways[path])
        return True


def longest_asks(ways: Ways) -> tuple[str, ...]:
    """The questions on the way with the most of them."""
    best: dict[str, tuple[str, ...]] = {}
    for path in ways.backwards():
        rest = max((best[target] for target in ways.forward(path)), key=len, default=())
        best[path] = (path, *rest) if isinstance(ways.nodes[path], PlannedAsk) else rest
    return best.get(ways.first, ())


def most_bubbles(ways: Ways) -> int:
    """The most bubbles one turn can have, the engine's own promise included."""
    best: dict[str, int] = {}
    for path in ways.backwards():
        node = ways.nodes[path]
        own = len(node.step.say) if isinstance(node.step, SayStep) else int(_says(node))
        goes_on = 0 if isinstance(node, PlannedAsk) else max((best[t] for t in ways.forward(path)), default=0)
        best[path] = own + goes_on
    most = best.get(ways.first, 0)
    for path, node in ways.nodes.items():
        if isinstance(node, PlannedAsk):
            promised = node.step.axis in ("result", "feeling") and node.step.kind == "scale"
            most = max([most, *(best[target] + int(promised) for target in ways.targets(path))])
    return most


def worst_pushes(ways: Ways) -> int:
    """Billed pushes for the one person who costs most; answers ride on free reply tokens."""
    worst: dict[str, int] = {}
    for path in ways.backwards():
        node, forward = ways.nodes[path], set(ways.forward(path))
        most = 0
        for way in ways.ways[path]:
            rings = way.how == "timeout" and any(_says(ways.nodes[p]) for p in ways.reachable(way.target))
            most = max(most, int(rings) + (worst[way.target] if way.target in forward else 0))
        reminded = isinstance(node, PlannedAsk) and node.reminder is not None
        worst[path] = most + (REMINDER if reminded else 0)
    return INVITATION + worst.get(ways.first, 0)


def _says(node: PlannedAsk | PlannedStep) -> bool:
    if isinstance(node, PlannedAsk) or isinstance(node.step, SayStep):
        return True
    return isinstance(node.step, CaseStep) and node.work[1] is not None


def _ways(node: PlannedAsk | PlannedStep) -> Iterator[Way]:
    if isinstance(node, PlannedAsk):
        for choice in node.choices.values():
            # A health answer ends the questions, whatever is written.
            yield Way(None if choice.mark == "health" else choice.next, "answer", choice.id)
        if node.step.kind not in ("choice", "scale", "checklist"):
            yield Way(node.next, "answer")
        if node.step.optional:
            yield Way(node.skip, "skip")
        if node.refuse is not None:
            yield Way(node.refuse[0], "refuse")
        if node.timeout is not None:
            yield Way(node.timeout[1], "timeout")
        if node.unreadable is not None:
            yield Way(node.unreadable[0], "unreadable")
    elif isinstance(node.step, EndStep):
        yield Way(None)
    elif isinstance(node.step, BranchStep):
        otherwise = False
        for fork, (condition, target) in enumerate(node.work):
            yield Way(target, fork=fork)
            otherwise = otherwise or condition is None
        if not otherwise:
            yield Way(node.next)
    else:
        yield Way(node.next)
