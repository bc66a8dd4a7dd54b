"""Checks of the ways through a script: every step found, every answer answered, every wait ended."""

from collections.abc import Iterator

from conversations.check_messages import found
from conversations.places import Places
from conversations.plan import PlannedAsk, PlannedChoice
from conversations.problems import Problem
from conversations.script import BranchStep, Script
from conversations.ways import Ways, longest_asks, most_bubbles

MAX_BUBBLES = 5


def check_flow(
    script: Script, ways: Ways, places: Places, *, most_asks: int, is_part: bool
) -> Iterator[Problem]:
    yield from _lost_targets(script, ways, places)
    yield from _unreachable(script, ways, places)
    yield from _rings(script, ways, places)
    yield from _waits(script, ways, places)
    yield from _order(script, ways, places)
    if not is_part:
        yield from _silences(script, ways, places)
    asks = longest_asks(ways)
    if len(asks) > most_asks:
        yield found("too_many_asks", places.step(script, asks[most_asks]), f"{len(asks)}つあります")
    bubbles = most_bubbles(ways)
    if bubbles > MAX_BUBBLES:
        yield found("many_bubbles", places.title(), f"{bubbles}個")


def _lost_targets(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    """The parser knows the targets of one file; a `go` inherited by a called script can still miss."""
    for path, leads in ways.ways.items():
        for way in leads:
            if way.target is not None and way.target not in ways.nodes:
                yield found("lost_target", places.step(script, path), way.target.rsplit("/", 1)[-1])


def _unreachable(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    seen = ways.reachable(ways.first)
    for step in script.steps:
        if step.id in ways.nodes and step.id not in seen:
            yield found("unreachable", places.step(script, step.id), step.id)


def _rings(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    seen = ways.reachable(ways.first)
    for ring in ways.rings():
        asks = [path for path in ways.nodes if path in ring and isinstance(ways.nodes[path], PlannedAsk)]
        first = next(path for path in ways.nodes if path in ring)
        if first not in seen:
            continue
        if asks:
            yield found("asks_again", places.step(script, asks[0]), asks[0])
        else:
            yield found("endless", places.step(script, first), first)


def _waits(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    for path, node in ways.nodes.items():
        if not isinstance(node, PlannedAsk) or "/" in path:
            continue
        if node.timeout is None:
            yield found("no_timeout", places.step(script, path), path)
        if node.refuse is None and not node.step.optional:
            yield found("no_refuse", places.step(script, path), path)


def _silences(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    """An answer that is met with nothing: the conversation just ends."""
    for path, node in ways.nodes.items():
        if not isinstance(node, PlannedAsk):
            continue
        for way in ways.ways[path]:
            if way.how != "answer":
                continue
            chosen = node.choices.get(way.choice)
            if not (chosen and _promised(node, chosen)) and not ways.speaks(way.target):
                at = places.choice(script, path, way.choice) if way.choice else places.step(script, path)
                yield found("dead_end", at, chosen.label if chosen else path)


def _promised(node: PlannedAsk, chosen: PlannedChoice) -> bool:
    """Whether the engine itself answers, with a promise of a human."""
    low = node.step.axis in ("result", "feeling") and chosen.score is not None and chosen.score <= 2
    return low or chosen.mark in ("health", "unhappy", "wants_human")


def _order(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    for path, node in ways.nodes.items():
        if not isinstance(node, PlannedAsk) or node.step.kind != "text" or "/" in path:
            continue
        scored = (n for p, n in ways.nodes.items() if p in ways.after(path))
        if any(isinstance(n, PlannedAsk) and n.step.axis in ("result", "feeling") for n in scored):
            yield found("text_before_score", places.step(script, path), path)


def forks_on_scores(ways: Ways, path: str) -> bool:
    """Whether this step is one where the happy and the unhappy may part."""
    node = ways.nodes[path]
    if isinstance(node, PlannedAsk):
        return node.step.axis in ("result", "feeling", "word") or any(
            choice.score is not None or choice.mark is not None for choice in node.choices.values()
        )
    return isinstance(node.step, BranchStep)
