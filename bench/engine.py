"""P13: one turn of the engine, pure. `python bot.py bench engine`

Plays the shipped cosmetics check-in by taps and by words, state through JSON as in production, and prints
microseconds per turn (median, p99) of several rounds.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from conversations.effects import QuestionBubble, Say
from conversations.engine import advance
from conversations.events import Event, Replied, Started, Tapped
from conversations.library import load_library
from conversations.state import FINAL, State

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FACTS = {
    "name": "佐藤様", "product": "しずく美容液", "shop": "花しずく", "promise": "明日11:00", "staff": "鈴木",
    "expectation": "うるおい", "last_result": None, "last_feeling": None,
}  # fmt: skip


def play(words: bool) -> list[float]:
    """One whole check-in; seconds per turn."""
    script = load_library_once().scripts["cosmetics-checkin"]
    state, event, spent = State(), Event, []
    event = Started(AT, FACTS)
    for number in range(20):
        began = time.perf_counter()
        turn = advance(script, state, event)
        spent.append(time.perf_counter() - began)
        state = State.from_json(turn.state.to_json())
        if state.status in FINAL:
            break
        asked = [
            b for e in turn.effects if isinstance(e, Say) for b in e.bubbles if isinstance(b, QuestionBubble)
        ]
        button = asked[-1].buttons[0]
        if words:
            event = Replied(AT, button.label, f"m{number}", FACTS)
        else:
            event = Tapped(AT, asked[-1].step, asked[-1].turn, button.choice, {}, FACTS)
    return spent


_library = None


def load_library_once():  # type: ignore[no-untyped-def]
    global _library
    _library = _library or load_library()
    return _library


def main(argv: Sequence[str] = ()) -> None:
    rounds = int(argv[0]) if argv else 2000
    for way, words in (("taps", False), ("typed words", True)):
        play(words)
        turns = [seconds * 1e6 for _ in range(rounds) for seconds in play(words)]
        turns.sort()
        p99 = turns[int(len(turns) * 0.99)]
        median = statistics.median(turns)
        print(f"engine, {way:12}: {len(turns)} turns  median {median:6.1f} µs  p99 {p99:6.1f} µs")


if __name__ == "__main__":
    main(sys.argv[1:])
