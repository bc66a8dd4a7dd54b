"""Trying a script out in the console: what was tapped so far is played again from the start, by the engine.

Nothing is stored and nobody is written to. The moves stand in the address: a play can be sent to a colleague.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from console.saying import Words, say_duration, say_milestone, say_outcome
from conversations.effects import (
    AskAgain,
    Bubble,
    MarkOutcome,
    OpenCase,
    QuestionBubble,
    ReachMilestone,
    RecordAnswer,
    Remember,
    Say,
    SetTimer,
)
from conversations.events import Fact, Replied, Started, Tapped
from conversations.play import NAMES, Player
from conversations.script import Script
from conversations.translating import locale_of

MOST_MOVES: Final = 40
WAIT: Final = "wait"
Move = str  # «tap:2», «say:…», «wait»


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the chat. who: shop customer note"""

    who: str
    bubble: Bubble | None = None
    text: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    said: tuple[Said, ...]
    question: QuestionBubble | None  # what is waited for now
    ended: str  # "" while it goes on
    step: str
    waits: str  # how long until the next timer rings, "" = none
    full: bool


def play(
    script: Script, moves: Sequence[Move], at: datetime, facts: dict[str, Fact], t: Words, locale: str = ""
) -> Play:
    """From the beginning through all these moves, in this language if the script is whole in it."""
    spoken = locale_of(script, locale)
    player = Player(script, _quiet, at, {**NAMES[spoken], "locale": spoken, **facts})
    said: list[Said] = []
    player.happen(Started(player.now, dict(player.facts)))
    _tell(player, 0, said, t)
    for move in moves[:MOST_MOVES]:
        if player.state.is_final:
            break
        before = len(player.entries)
        _make(player, move, said, t)
        _tell(player, before, said, t)
    waiting = None if player.state.is_final else player.question
    ring = _next_ring(player)
    return Play(
        tuple(said), waiting, player.state.status.value if player.state.is_final else "", player.state.step,
        say_duration(ring[0] - player.now, t) if ring else "", len(moves) >= MOST_MOVES,
    )  # fmt: skip


def _quiet(_: str) -> None:
    """The player of the terminal prints; here the effects are read."""


def _next_ring(player: Player) -> tuple[datetime, SetTimer] | None:
    if player.state.is_final:
        return None
    alive = [timer for timer in player.timers if timer[1].turn == player.state.turn]
    return min(alive, key=lambda timer: timer[0], default=None)


def _make(player: Player, move: Move, said: list[Said], t: Words) -> None:
    what, _, rest = move.partition(":")
    facts = dict(player.facts)
    if what == WAIT and (ring := _next_ring(player)) is not None:
        said.append(Said("note", text=say_duration(ring[0] - player.now, t), kind="wait"))
        player.wait(ring[0] - player.now)
    elif what == "tap" and player.question is not None and rest.isdecimal():
        buttons = player.question.buttons
        if 0 < int(rest[:3]) <= len(buttons):
            button = buttons[int(rest[:3]) - 1]
            said.append(Said("customer", text=button.label))
            question = player.question
            player.happen(Tapped(player.now, question.step, question.turn, button.choice, facts=facts))
    elif what == "say" and rest.strip():
        said.append(Said("customer", text=rest[:500]))
        player.happen(Replied(player.now, rest[:500], player.message_id(), facts))


def _tell(player: Player, since: int, said: list[Said], t: Words) -> None:
    for entry in player.entries[since:]:
        for effect in entry.effects:
            match effect:
                case Say(bubbles=bubbles):
                    said += [Said("shop", bubble=bubble) for bubble in bubbles]
                case RecordAnswer(label=label, score=score):
                    said.append(Said("note", text=f"{label}{f'（{score}）' if score else ''}", kind="answer"))
                case OpenCase(reason=reason):
                    said.append(Said("note", text=reason, kind="case"))
                case MarkOutcome(outcome=outcome):
                    said.append(Said("note", text=say_outcome(outcome, t), kind="mark"))
                case Remember(name=name, value=value):
                    said.append(Said("note", text=f"{name} = {value}", kind="remember"))
                case ReachMilestone(name=name):
                    said.append(Said("note", text=say_milestone(name, t), kind="milestone"))
                case AskAgain(after=after):
                    said.append(Said("note", text=say_duration(after, t), kind="again"))
