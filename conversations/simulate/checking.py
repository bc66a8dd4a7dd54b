"""What must never happen, looked for in a diary alone, without asking the rules that promise it.

Fatigue caps, quiet hours, no question while a case is open, no silence longer than the wait allows. Each
returns how often it happened: nothing. Beside them, what is worth knowing of every life.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.effects import QuestionBubble
from conversations.journey import Journey
from conversations.silence import too_long
from conversations.simulate.diary import CaseClosed, CaseOpened, Decided, Did, Happened, Noted, Said
from conversations.simulate.loop import Diary
from conversations.timing import FatigueCaps
from conversations.waits import SILENCE
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
    """How often we spoke by ourselves in quiet hours; an answer at night wakes nobody.

    Nor does what comes within the hour they asked for.
    """
    hours, zone = Hours(diary.zone, quiet), ZoneInfo(diary.zone)
    found, own = 0, "any"
    for entry in diary.entries:
        if isinstance(entry, Noted) and entry.what == "own hour":
            own = entry.text
        if isinstance(entry, Said) and entry.cause in ("touchpoint", "timer", "handed_back"):
            asked_for = entry.cause == "touchpoint" and own == str(entry.at.astimezone(zone).hour)
            found += hours.closed_because(entry.at) is not None and not asked_for
    return found


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


def too_silent(diary: Diary, journey: Journey) -> int:
    """How often a person who waits heard nothing for longer than the journey allows, and nothing says why.

    From the claim until the wait is over or the purchase ends.
    """
    wait, claimed = journey.wait, _first(diary, "claimed")
    if wait is None or claimed is None:
        return 0
    over = [diary.ended_at, *filter(None, (reached(diary, wait.until), _ended(diary)))]
    words = [e.at for e in diary.entries if isinstance(e, Said) and e.by != "sonogo" and e.arrived]
    long = too_long(words, claimed, min(over), wait.silence)
    told = [e for e in diary.entries if isinstance(e, Decided) and e.touchpoint == SILENCE]
    explained = [e.at for e in told if e.verdict != "send" and e.why not in ("heard_lately", "arrived")]
    return sum(not any(gap.since <= at <= gap.until for at in explained) for gap in long)


def first_win_after(diary: Diary, journey: Journey) -> timedelta | None:
    """How long after the wait was over the first small success was reported."""
    if journey.first_win is None or journey.wait is None:
        return None
    arrived, won = reached(diary, journey.wait.until), reached(diary, journey.first_win.milestone)
    return max(won - arrived, timedelta(0)) if arrived is not None and won is not None else None


def reached(diary: Diary, milestone: str) -> datetime | None:
    """When this was told, by the shop or by the customer."""
    told = (
        entry.at
        for entry in diary.entries
        if isinstance(entry, (Happened, Noted))
        and entry.what == "milestone"
        and entry.text.partition(" ")[0] == milestone
    )
    return next(told, None)


def _first(diary: Diary, did: str) -> datetime | None:
    return next((e.at for e in diary.entries if isinstance(e, Did) and e.what == did), None)


def _ended(diary: Diary) -> datetime | None:
    ends = ("cancelled", "refunded", "returned")
    return next((e.at for e in diary.entries if isinstance(e, Happened) and e.what in ends), None)
