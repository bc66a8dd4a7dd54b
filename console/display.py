"""How things read on a page: words in the chosen language, times in the shop's zone, time that is left."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from console.words import ENGLISH
from conversations.words import STANDARD_FACTS
from services.naming import bare_name
from services.planning import MOVED

LANGUAGES: Final = ("ja", "en")
LANGUAGE_COOKIE: Final = "sonogo_lang"
_ON_DAY: Final = re.compile(r"day (\d+) at (\d{2}:\d{2})")
_ORDER: Final = re.compile(r"ご注文をうけたまわる：(.+)", re.S)
_TIMED: Final = re.compile(
    r"(?P<what>.+)（(?:本日|明日|(?:(?P<year>\d+)年)?(?P<month>\d+)月(?P<day>\d+)日\(.\))"
    r"(?P<clock>\d+:\d\d)）"
)  # as services/duties.py writes it; its day stands beside it
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MANY: Final = re.compile(
    r"\{(\w+)\} (message|day|sentence|script|step|question|row|hour|minute|customer|order|time)s\b"
)
_WEEKDAYS: Final[Mapping[str, str]] = {"ja": "月火水木金土日", "en": ""}


@dataclass(frozen=True, slots=True)
class Display:
    """One language at one moment. Japanese text is its own key, so templates read as they look."""

    language: str
    now: datetime

    def t(self, text: str, **values: object) -> str:
        chosen = text if self.language == "ja" else _for_one(ENGLISH.get(text, text), values)
        return chosen.format(**values) if values else chosen

    def task(self, text: str) -> str:
        """Something to do, written down in Japanese when it arose; what staff typed stays as it is."""
        if self.language == "ja":
            return text
        if order := _ORDER.fullmatch(text):
            return self.t("ご注文をうけたまわる：{what}", what=order[1])
        timed = _TIMED.fullmatch(text)
        if timed is None or timed["what"] not in ENGLISH:
            return self.t(text)
        day = ""
        if timed["day"]:
            day = f"{timed['day']} {_MONTHS[int(timed['month']) - 1]} {timed['year'] or ''}".rstrip() + ", "
        return f"{self.t(timed['what'])} ({day}{timed['clock']})"

    def person(self, name: str | None) -> str:
        """How somebody is called on a page; who bought under no name is said in the page's language."""
        nameless = STANDARD_FACTS["ja"]["name"]
        if name is not None and (name != nameless or self.language == "ja"):
            return name if self.language == "ja" else bare_name(name)
        return nameless if self.language == "ja" else self.t("お客様（お名前なし）")

    def when(self, at: datetime | None, zone: ZoneInfo) -> str:
        """「今日 14:30」「明日 11:00」「11/25（水）10:00」."""
        if at is None:
            return "—"
        local, today = at.astimezone(zone), self.now.astimezone(zone).date()
        days = (local.date() - today).days
        near = {0: "今日", 1: "明日", -1: "昨日"}.get(days)
        if near:
            return f"{self.t(near)} {local:%H:%M}"
        return f"{self.day(at, zone)} {local:%H:%M}"

    def day(self, at: datetime | None, zone: ZoneInfo) -> str:
        if at is None:
            return "—"
        return self.day_of(at.astimezone(zone).date(), self.now.astimezone(zone).year)

    def day_of(self, on: date, this_year: int | None = None) -> str:
        """A day without an hour: 「12/30（水）」; the year where it is another one."""
        is_ours = on.year == (this_year or self.now.year)
        if self.language == "en":
            return f"{on:%a} {on.day} {on:%b}" + ("" if is_ours else f" {on.year}")
        return ("" if is_ours else f"{on.year}/") + f"{on.month}/{on.day}（{_WEEKDAYS['ja'][on.weekday()]}）"

    def noted(self, milestone: str, note: str) -> str:
        """A milestone's note; of a delivery that moved it is the day that held before."""
        if milestone != MOVED or not note:
            return note
        return f"{self.t('それまで')} {self.day_of(date.fromisoformat(note))}"

    def clock(self, at: datetime, zone: ZoneInfo) -> str:
        return f"{at.astimezone(zone):%H:%M}"

    def left(self, at: datetime) -> str:
        """「あと2時間10分」「25分超過」; static/countdown.js says the same."""
        minutes = int((at - self.now).total_seconds() // 60)
        late = minutes < 0
        minutes = -minutes - 1 if late else minutes
        return self.t("{time}超過" if late else "あと{time}", time=self._span(minutes))

    def offset(self, written: str) -> str:
        """`day 3 at 19:00` of a journey: 「3日後の19:00」."""
        found = _ON_DAY.fullmatch(written)
        if found is not None:
            return self.t("{n}日後の{at}", n=found[1], at=found[2])
        return self.t("すぐに") if written == "0m" else written

    def _span(self, minutes: int) -> str:
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        ja = self.language == "ja"
        if days:
            return f"{days}日" if ja else f"{days} d"
        if hours:
            return f"{hours}時間{rest}分" if ja else f"{hours} h {rest} min"
        return f"{rest}分" if ja else f"{rest} min"


def _for_one(english: str, values: Mapping[str, object]) -> str:
    """«{n} messages» for one: «{n} message»."""
    return _MANY.sub(lambda found: found[0][:-1] if str(values.get(found[1])) == "1" else found[0], english)


def language_of(chosen: str | None) -> Literal["ja", "en"]:
    return "en" if chosen == "en" else "ja"
