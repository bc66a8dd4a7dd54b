"""Play a script as the customer, in lines of text: for `bot.py play`. Input and output are passed in.

A number taps that button of the newest question; other text is sent. The clock stands still but for `:wait`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conversations.durations import read_duration, write_duration
from conversations.effects import (
    AskAgain,
    Bubble,
    Effect,
    Ignored,
    ImageBubble,
    LinkBubble,
    MarkOutcome,
    OpenCase,
    QuestionBubble,
    ReachMilestone,
    RecordAnswer,
    Remember,
    Say,
    SetTimer,
    ShowStaff,
    StickerBubble,
    TextBubble,
)
from conversations.engine import advance
from conversations.events import (
    Event,
    Fact,
    HandedBack,
    LanguageChosen,
    Replied,
    ShowedMedia,
    Started,
    Stopped,
    TakenOver,
    Tapped,
    TimedOut,
    Unsent,
)
from conversations.locales import Locale, language_wish
from conversations.script import Script
from conversations.state import State
from conversations.transcript import Entry
from conversations.translating import locale_of

HELP = (
    "数字 = ボタン · 文章 = 返信 · :sticker :photo :wait 1d :unsend :takeover :handback :stop · "
    ":say 1 (数字を文章として送る) · :tap STEP TURN CHOICE · :quit"
)
NAMES: Mapping[Locale, Mapping[str, Fact]] = {
    "ja": {
        "name": "佐藤様", "product": "うるおい美容液", "shop": "花しずく", "staff": "田中",
        "promise": "明日11:00",
    },
    "en": {
        "name": "Hana Sato", "product": "Moist Serum", "shop": "Hanashizuku", "staff": "Tanaka",
        "promise": "tomorrow at 11:00",
    },
    "zh-Hant": {
        "name": "佐藤花", "product": "潤澤精華液", "shop": "花雫", "staff": "田中", "promise": "明天11:00",
    },
    "th": {
        "name": "คุณฮานะ", "product": "เซรั่มบำรุงผิว", "shop": "ฮานะชิซุกุ", "staff": "คุณทานากะ",
        "promise": "พรุ่งนี้ เวลา 11:00 น.",
    },
}  # fmt: skip


@dataclass(slots=True)
class Player:
    """One play: the state, the clock, the timers set, what was sent."""

    script: Script
    print_line: Callable[[str], None]
    now: datetime
    facts: dict[str, Fact]
    state: State = field(default_factory=State)
    timers: list[tuple[datetime, SetTimer]] = field(default_factory=list)
    question: QuestionBubble | None = None
    sent: int = 0
    entries: list[Entry] = field(default_factory=list)

    def happen(self, event: Event) -> None:
        turn = advance(self.script, self.state, event)
        self.state = turn.state
        self.entries.append(Entry(event, turn.effects, turn.state))
        for effect in turn.effects:
            if isinstance(effect, SetTimer):
                self.timers.append((self.now + effect.after, effect))
            elif isinstance(effect, Remember):
                self.facts[effect.name] = effect.value
            for line in self._lines(effect):
                self.print_line(line)
        if self.state.is_final:
            self.print_line(f"—— {self.state.status.value}")

    def wait(self, duration: timedelta) -> None:
        """Let time pass; timers ring in their order."""
        until = self.now + duration
        while due := sorted((t for t in self.timers if t[0] <= until), key=lambda t: t[0]):
            rings_at, timer = due[0]
            self.timers.remove(due[0])
            self.now = rings_at
            if timer.turn == self.state.turn and not self.state.is_final:
                self.print_line(f"   ⏰ {timer.kind} ({rings_at:%m/%d %H:%M})")
            self.happen(TimedOut(self.now, timer.kind, timer.turn, dict(self.facts)))
        self.now = until

    def message_id(self) -> str:
        self.sent += 1
        return f"m{self.sent}"

    def _lines(self, effect: Effect) -> list[str]:
        match effect:
            case Say(bubbles=bubbles):
                return [line for bubble in bubbles for line in self._bubble(bubble)]
            case RecordAnswer(axis=axis, label=label, score=score):
                return [f"   ✎ {axis}: {label}{f' ({score})' if score else ''}"]
            case OpenCase(reason=reason, matched=matched):
                return [f"   ⚑ 対応: {reason} {'・'.join(matched)}".rstrip()]
            case MarkOutcome(outcome=outcome):
                return [f"   ◆ {outcome}"]
            case Remember(name=name, value=value):
                return [f"   ✎ {name} = {value}"]
            case ReachMilestone(name=name):
                return [f"   ◆ {name}"]
            case AskAgain(after=after):
                return [f"   ↻ {write_duration(after)}"]
            case ShowStaff(why=why):
                return [f"   👁 {why}"]
            case Ignored(why=why):
                return [f"   · {why}"]
        return []

    def _bubble(self, bubble: Bubble) -> list[str]:
        match bubble:
            case TextBubble(text=text):
                return [f"💬 {text}"]
            case ImageBubble(url=url):
                return [f"🖼 {url}"]
            case StickerBubble(package_id=package, sticker_id=sticker):
                return [f"[sticker {package}/{sticker}]"]
            case LinkBubble(text=text, label=label, url=url):
                return [f"💬 {text}", f"     [{label}] {url}"]
            case QuestionBubble(text=text, buttons=buttons, hint=hint):
                self.question = bubble
                shown = [
                    f"     {'(' if b.quiet else ''}{n} {b.label}{')' if b.quiet else ''}"
                    for n, b in enumerate(buttons, start=1)
                ]
                return [f"💬 {text}", *([f"     {hint}"] if hint else []), *shown]


def play(
    script: Script,
    ask_line: Callable[[str], str | None],
    print_line: Callable[[str], None],
    *,
    at: datetime,
    facts: Mapping[str, Fact] | None = None,
    locale: Locale | None = None,
) -> list[Entry]:
    """Play until the customer quits (`:quit`, or None for the end of input); everything that happened."""
    spoken = locale_of(script, locale or script.locale)
    told: dict[str, Fact] = {"locale": spoken} if spoken != script.locale else {}
    player = Player(script, print_line, at, {**told, **NAMES[spoken], **(facts or {})})
    print_line(f"▶ {script.title}  ({HELP})")
    player.happen(Started(player.now, dict(player.facts)))
    while (line := ask_line("> ")) is not None and line.strip() != ":quit":
        if line.strip():
            _do(player, line.strip())
    return player.entries


def _do(player: Player, line: str) -> None:
    """One line of input."""
    facts = dict(player.facts)
    command, _, rest = line.partition(" ")
    match command:
        case ":sticker":
            words = tuple(rest.split())
            player.happen(ShowedMedia(player.now, "sticker", player.message_id(), words, facts=facts))
        case ":photo":
            player.happen(ShowedMedia(player.now, "image", player.message_id(), facts=facts))
        case ":unsend":
            player.happen(Unsent(player.now, rest or f"m{player.sent}", facts))
        case ":takeover":
            player.happen(TakenOver(player.now, facts))
        case ":handback":
            player.happen(HandedBack(player.now, facts))
        case ":stop":
            player.happen(Stopped(player.now, rest or "stopped by hand", facts))
        case ":wait":
            try:
                player.wait(abs(read_duration(rest)))
            except ValueError:
                player.print_line("   ? :wait 30m, :wait 2h, :wait 3d")
        case ":tap":
            step, turn, choice = (*rest.split(), "", "", "")[:3]
            number = int(turn) if turn.isdecimal() else 0
            player.happen(Tapped(player.now, step, number, choice, facts=facts))
        case ":say":
            player.happen(Replied(player.now, rest, player.message_id(), facts))
        case _ if command.startswith(":"):
            player.print_line(f"   ? {HELP}")
        case _ if (wished := language_wish(line)) is not None:
            spoken = locale_of(player.script, wished)
            player.facts |= {**NAMES[spoken], "locale": spoken}
            player.happen(LanguageChosen(player.now, spoken, dict(player.facts)))
        case _:
            player.happen(_tap(player, line) or Replied(player.now, line, player.message_id(), facts))


def _tap(player: Player, line: str) -> Tapped | None:
    """A bare number taps the button with that number."""
    question = player.question
    number = int(line) if line.isdecimal() and len(line) < 4 else None
    if question is None or number is None or not 1 <= number <= len(question.buttons):
        return None
    choice = question.buttons[number - 1].choice
    return Tapped(player.now, question.step, question.turn, choice, facts=dict(player.facts))
