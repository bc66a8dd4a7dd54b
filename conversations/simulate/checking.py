"""What must never happen, looked for in a diary alone, without asking the rules that promise it.

Fatigue caps, quiet hours, no question while a case is open. Each returns how often it happened: nothing.
"""

from datetime import datetime, time

from conversations.effects import QuestionBubble
from conversations.simulate.diary import CaseClosed, CaseOpened, Decided, Said
from conversations.simulate.loop import Diary
from conversations.timing import FatigueCaps
from conversations.windows import Hours


def too_often(diary: Diary, caps: FatigueCaps) -> int:
    """How often a touchpoint that counts went out although the caps were used up."""
    found = 0
    pushes: list[datetime] = []
    asks: list[datetime] = []
    for entry in diary.entries:
        if not isinstance(entry, Decided) or entry.verdict != "send" or entry.free:
            continue
        lately = [at for at in pushes if at > entry.at - caps.pushes_within]
        asked = [at for at in asks if at > entry.at - caps.asks_within]
        if entry.counts and (len(lately) >= caps.pushes or (entry.asks and len(asked) >= caps.asks)):
            found += 1
        pushes.append(entry.at)
        if entry.asks:
            asks.append(entry.at)
    return found


def at_night(diary: Diary, quiet: tuple[time, time]) -> int:
    """How often we spoke by ourselves in quiet hours; an answer at night wakes nobody."""
    hours = Hours(diary.zone, quiet)
    return sum(
        hours.closed_because(entry.at) is not None
        for entry in diary.entries
        if isinstance(entry, Said) and entry.cause in ("touchpoint", "timer", "handed_back")
    )


def asked_in_case(diary: Diary) -> int:
    """How often we asked something new, or reminded, while a case was open."""
    found, is_open = 0, False
    for entry in diary.entries:
        match entry:
            case CaseOpened():
                is_open = True
            case CaseClosed():
                is_open = False
            case Said(cause="touchpoint" | "timer", bubbles=bubbles) if is_open:
                found += any(isinstance(bubble, QuestionBubble) for bubble in bubbles)
    return found
