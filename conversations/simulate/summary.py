"""Many diaries in figures: the funnel, the bill, cases, silence, and what must never have happened.

What must never have happened is looked for by `checking`, customer by customer.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import pairwise

from conversations.effects import QuestionBubble
from conversations.simulate.checking import asked_in_case, at_night, first_win_after, too_often, too_silent
from conversations.simulate.diary import (
    Answered,
    CaseAnswered,
    CaseOpened,
    Decided,
    Did,
    Noted,
    Planned,
    Said,
    TalkBegan,
    TalkEnded,
)
from conversations.simulate.loop import Diary, Stage

STAGES = ("scheduled", "sent", "started", "partial", "complete", "refused", "silent")
LONGEST = 5


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """The longest time a customer heard nothing from us."""

    length: timedelta
    customer: int
    since: datetime
    until: datetime


@dataclass(slots=True)
class Funnel:
    """What became of the questions of one touchpoint. `silent`: sent, not one answer; `partial`: not all."""

    counts: Counter[str] = field(default_factory=Counter)
    why_not: Counter[str] = field(default_factory=Counter)
    billed: int = 0

    def __getitem__(self, stage: str) -> int:
        return self.counts[stage]


class Summary:
    """Give it every diary once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.customers = 0
        self.friends = 0
        self.billed = 0
        self.free = 0
        self.funnels: dict[str, Funnel] = {t.id: Funnel() for t in stage.journey.planned}
        self.cases: Counter[str] = Counter()
        self.promises_kept = 0
        self.promises_broken = 0
        self.blocked = 0
        self.gaps: list[Gap] = []
        self.fatigue: list[int] = []  # customer by customer: which ones
        self.at_night: list[int] = []
        self.asked_in_case: list[int] = []
        self.endless: list[int] = []
        self.silent: list[int] = []  # waited longer without a word than the journey allows, unexplained
        self.alarms = 0  # staff were told that nothing moves
        self.waits: list[timedelta] = []  # from delivery to the first win

    @property
    def violations(self) -> int:
        """What must be nothing."""
        return (
            len(self.fatigue)
            + len(self.at_night)
            + len(self.asked_in_case)
            + len(self.endless)
            + len(self.silent)
        )

    @property
    def completed(self) -> int:
        return sum(self.funnels[name]["complete"] for name in self._check_ins())

    @property
    def pushes_per_check_in(self) -> float | None:
        """Billed messages of all check-ins for each completed one."""
        billed = sum(self.funnels[name].billed for name in self._check_ins())
        return billed / self.completed if self.completed else None

    def add(self, diary: Diary) -> None:
        self.customers += 1
        if diary.endless:
            self.endless.append(self.customers)
        self._count(diary)
        self._gap(diary)
        self._check(diary)

    def _check_ins(self) -> list[str]:
        scripts = self.stage.scripts
        return [
            t.id
            for t in self.stage.journey.touchpoints
            if t.script in scripts and scripts[t.script].purpose == "check_in"
        ]

    def _count(self, diary: Diary) -> None:
        talks: dict[int, TalkBegan] = {}
        answered: Counter[int] = Counter()
        ended: dict[int, str] = {}
        asked: set[int] = set()
        scheduled: set[tuple[str, int]] = set()
        for entry in diary.entries:
            match entry:
                case Planned(touchpoint=key, round=number):
                    scheduled.add((key, number))
                case Decided(touchpoint=key, verdict=verdict, why=why):
                    funnel = self.funnels[key]
                    funnel.counts["sent"] += verdict == "send"
                    if verdict == "skip":
                        funnel.why_not[why] += 1
                case TalkBegan(talk=talk):
                    talks[talk] = entry
                case Said(billed=billed, talk=talk, bubbles=bubbles):
                    self.billed += billed
                    self.free += not billed
                    if talk:
                        self.funnels[talks[talk].touchpoint].billed += billed
                    if any(isinstance(bubble, QuestionBubble) for bubble in bubbles):
                        asked.add(talk)
                case Answered(talk=talk):
                    answered[talk] += 1
                case TalkEnded(talk=talk, status=status):
                    ended[talk] = status
                case CaseOpened(reason=reason, joined=joined):
                    self.cases[reason] += not joined
                case CaseAnswered(kept=kept):
                    self.promises_kept += kept
                    self.promises_broken += not kept
                case Did(what="claimed"):
                    self.friends += 1
                case Did(what="blocked"):
                    self.blocked += 1
        for key, _ in scheduled:
            self.funnels[key].counts["scheduled"] += 1
        for talk in asked & set(talks):
            counts, status = self.funnels[talks[talk].touchpoint].counts, ended.get(talk, "open")
            counts["started"] += answered[talk] > 0
            if status == "completed" and answered[talk]:
                counts["complete"] += 1
            elif status == "refused":
                counts["refused"] += 1
            else:
                counts["partial" if answered[talk] else "silent"] += 1

    def _gap(self, diary: Diary) -> None:
        """Between the first word and the last: afterwards there is nothing left to say."""
        heard = [entry.at for entry in diary.entries if isinstance(entry, Said) and entry.arrived]
        gaps = [Gap(b - a, self.customers, a, b) for a, b in pairwise(heard)]
        if gaps:
            self.gaps = nlargest(LONGEST, [*self.gaps, max(gaps)])

    def _check(self, diary: Diary) -> None:
        self.fatigue += [self.customers] * too_often(diary, self.stage.shop.caps)
        self.at_night += [self.customers] * at_night(diary, self.stage.shop.quiet)
        self.asked_in_case += [self.customers] * asked_in_case(diary)
        self.silent += [self.customers] * too_silent(diary, self.stage.journey)
        self.alarms += sum(isinstance(e, Noted) and e.what == "staff alarmed" for e in diary.entries)
        won = first_win_after(diary, self.stage.journey)
        if won is not None:
            self.waits.append(won)
