"""A simulated life to read in a terminal: day by day, what was due, decided, said, tapped, billed."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.text import Text

from commands.simulated_words import day_of, named
from conversations.effects import QuestionBubble
from conversations.ready import READY
from conversations.reasons import reason_en, reason_ja
from conversations.simulate import Diary
from conversations.simulate.diary import (
    Answered,
    CaseAnswered,
    CaseClosed,
    CaseOpened,
    Decided,
    Did,
    Entry,
    Happened,
    Noted,
    Planned,
    Said,
    TalkBegan,
    TalkEnded,
    TimerRang,
)
from conversations.simulate.record import in_lines
from services.own_words import own_words

SILENCE = timedelta(days=5)  # a stretch without a word that is worth a line
INDENT = " " * 9
TAPPED = "tapped "  # how `conversations.afterwards` notes a button of a talk that is over
WORDS: Mapping[str, tuple[str, str]] = {
    "send": ("送る", "send"), "postpone": ("あとで", "later"), "skip": ("送らない", "not sent"),
    "followed": ("友だち追加", "adds the account"), "claimed": ("購入コードを送る", "sends the claim code"),
    "tapped": ("タップ", "taps"), "wrote": ("書く", "writes"), "sent": ("送る", "sends"),
    "unsent": ("取り消す", "takes it back"), "blocked": ("ブロック", "blocks"),
    "unblocked": ("ブロック解除", "unblocks"), "planned": ("予定", "planned"), "moved": ("予定変更", "moved"),
    "case": ("対応を開始", "case opened"), "joined": ("対応に追加", "joins the case"),
    "promise": ("約束", "promise"), "kept": ("約束を守った", "promise kept"),
    "broken": ("約束に遅れた", "promise broken"), "closed": ("対応を終了", "case closed"),
    "answered": ("スタッフが返信", "staff answer"), "began": ("会話", "conversation"),
    "free": ("無料", "free"),
    "billed": ("{n}通", "{n} billed"), "lost": ("届かない", "does not arrive"),
    "reminder": ("催促の時刻", "reminder due"), "timeout": ("待つのを終える時刻", "waiting is over"),
    "silence": ("{n}日間、連絡なし", "{n} days without a word"), "day": ("{n}日目", "day {n}"),
    "hour": ("{n}時", "{n}:00"),
}  # fmt: skip


class DiaryPage:
    """Lines of one diary. `titles`: what touchpoints and scripts are called, by id; without one, the id."""

    def __init__(self, diary: Diary, lang: str, titles: Mapping[str, str]) -> None:
        self.diary = diary
        self.lang = lang
        self.titles = titles
        self.zone = ZoneInfo(diary.zone)
        self._answered: Answered | None = None

    def lines(self) -> Iterator[Text]:
        day, spoken = -1, self.diary.began_at
        first = self.diary.began_at.astimezone(self.zone).date()
        for entry in self.diary.entries:
            if isinstance(entry, Said) and entry.arrived:
                if entry.at - spoken >= SILENCE:
                    yield Text(
                        f"{INDENT}··· {self._say('silence', n=(entry.at - spoken).days)} ···", "yellow"
                    )
                spoken = entry.at
            shown = list(self._entry(entry))
            here = entry.at.astimezone(self.zone)
            if shown and (here.date() - first).days != day:
                day = (here.date() - first).days
                yield Text(
                    f"── {self._say('day', n=day)} · {day_of(here, self.lang, year=True)} ".ljust(60, "─"),
                    "bold",
                )
            for number, (text, style) in enumerate(shown):
                yield Text((f"  {here:%H:%M}  " if number == 0 else INDENT) + text, style)

    def _say(self, word: str, **values: object) -> str:
        return WORDS[word][self.lang != "ja"].format(**values)

    def _when(self, at: datetime) -> str:
        here = at.astimezone(self.zone)
        return f"{day_of(here, self.lang)} {here:%H:%M}"

    def _titled(self, content_id: str) -> str:
        return self.titles.get(content_id, content_id)

    def _named(self, kind: str, code: str) -> str:
        return named(kind, code, self.lang)

    def _entry(self, entry: Entry) -> Iterator[tuple[str, str]]:
        match entry:
            case Said():
                yield from self._said(entry)
            case Decided():
                yield self._decided(entry)
            case Planned(touchpoint=key, due_at=due, moved=moved):
                yield (
                    f"◷ {self._titled(key)} {self._say('moved' if moved else 'planned')}: {self._when(due)}",
                    "dim",
                )
            case Did(what=what, text=text):
                yield f"👤 {self._say(what)} {text}".rstrip(), "cyan"
            case Answered(axis=axis, label=label, score=score):
                self._answered = entry
                yield f"✎ {self._named('axis', axis)}: {label}{f' ({score}/5)' if score else ''}", "dim"
            case CaseOpened(reason=reason, promise_at=promise, joined=joined):
                opened = f"{self._say('joined' if joined else 'case')}: {self._named('reason', reason)}"
                yield f"⚑ {opened} · {self._say('promise')} {self._when(promise)}", "red"
            case CaseAnswered(kept=kept):
                yield f"⚑ {self._say('answered')} · {self._say('kept' if kept else 'broken')}", "red"
            case CaseClosed():
                yield f"⚑ {self._say('closed')}", "red"
            case TalkBegan(script=script, version=version):
                yield f"▶ {self._say('began')} {self._titled(script)} v{version}", "dim"
            case TalkEnded(status=status):
                yield f"■ {self._named('ended', status)}", "dim"
            case TimerRang(kind=kind, until=until):
                yield f"⏰ {self._say(kind)}{f' → {self._when(until)}' if until else ''}", "dim"
            case Noted(what="remembered") if self._is_known(entry):
                return
            case Noted(what=what, text=text):
                yield f"· {self._named('noted', what)}: {self._noted(what, text)}", "dim"
            case Happened(what=what, text=text):
                yield f"📦 {self._named('happened', what)} {self._told(what, text)}".rstrip(), "magenta"

    def _is_known(self, entry: Noted) -> bool:
        """Whether what was remembered is the answer that stands in the line above."""
        answered = self._answered
        if answered is None or answered.at != entry.at:
            return False
        name, _, value = entry.text.partition(" = ")
        ticked = answered.axis == "preparation" and name.startswith(READY)
        return ticked or value == answered.label or name == f"last_{answered.axis}"

    def _noted(self, what: str, text: str) -> str:
        if what == "shown to staff" and text.startswith(TAPPED):
            return f"{self._say('tapped')} {text.removeprefix(TAPPED)}"
        if what == "own hour" and text.isdecimal():
            return self._say("hour", n=text)
        kind = {"milestone": "milestone", "marked": "outcome"}.get(what, "why")
        return self._named(kind, text)

    def _told(self, what: str, text: str) -> str:
        """A milestone's day stands behind it when it was told late, a script's version always."""
        name, space, day = text.partition(" ")
        if what == "published":
            return f"{self._titled(name)}{space}{day}"
        return f"{self._named('milestone', name)}{space}{day}" if what == "milestone" else text

    def _decided(self, entry: Decided) -> tuple[str, str]:
        reason = (reason_ja if self.lang == "ja" else reason_en)(entry.why, entry.detail)
        until = f" → {self._when(entry.until)}" if entry.until else ""
        mark = {"send": "✓", "postpone": "↷", "skip": "✗"}[entry.verdict]
        style = {"send": "green", "postpone": "yellow", "skip": "yellow"}[entry.verdict]
        again = f" #{entry.round + 1}" if entry.round else ""
        return (
            f"{mark} {self._titled(entry.touchpoint)}{again} {self._say(entry.verdict)}: {reason}{until}",
            style,
        )

    def _said(self, entry: Said) -> Iterator[tuple[str, str]]:
        cost = self._say("billed", n=entry.billed) if entry.billed else self._say("free")
        who = {"script": "💬", "sonogo": "💬", "staff": "🧑"}[entry.by]
        lost = "" if entry.arrived else f" ({self._say('lost')})"
        lines = own_words(entry).split("\n") if entry.words else []
        for bubble in entry.bubbles:
            for text in in_lines(bubble):
                buttons = isinstance(bubble, QuestionBubble) and text.startswith(("[", "("))
                lines += [f"   {text}"] if buttons else text.split("\n")
        for number, line in enumerate(lines or [""]):
            yield (f"{who} ({cost}){lost} {line}" if number == 0 else f"   {line}"), ""
