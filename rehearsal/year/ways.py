"""What each person asked of how they are spoken to: which language, whose clock, which hour, a while not.

Read from what their order and their own messages say, word by word as the town's people say it
(`rehearsal.year.sayings`); the product's columns and its reading of these words are left aside.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from rehearsal.year.tables import Tables

LANGUAGES: Final = {"English": "en", "中文": "zh-Hant", "ไทย": "th", "日本語": "ja"}
OPENINGS: Final = {"Hello! My purchase code": "en", "您好！我的購買代碼": "zh-Hant", "สวัสดี! รหัสการซื้อ": "th"}
HOUR: Final = re.compile(r"(\d{1,2})時に届けて(?:ください)?")
ANY_HOUR: Final = "時間はいつでもいいです"
WEEK_OFF: Final = re.compile(r"(?:旅行中なので)?1週間休んで(?:ください)?")
LETTERS: Final = {"kana": "[ぁ-んァ-ヶ]", "han": "[一-鿿]", "th": "[฀-๿]", "en": "[A-Za-z]"}
WEEK: Final = timedelta(days=7)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Way:
    """How one person wants it, at each moment. Of `languages` and `hours` the last that was said holds."""

    zone: str
    languages: tuple[tuple[datetime, str], ...] = ()
    hours: tuple[tuple[datetime, int | None], ...] = ()
    peace: tuple[Span, ...] = ()  # from, until: nothing by itself

    def languages_at(self, at: datetime) -> set[str]:
        """The one that holds; in the very moment they tell it, the one before may be in what is said, too."""
        before = next((spoken for since, spoken in reversed(self.languages) if since < at), "ja")
        now = {spoken for since, spoken in self.languages if since == at}
        return {before, *now}

    def hour(self, at: datetime) -> int | None:
        return next((hour for since, hour in reversed(self.hours) if since <= at), None)

    def is_at_peace(self, at: datetime) -> bool:
        return any(begin < at < end for begin, end in self.peace)

    def peace_between(self, since: datetime, until: datetime) -> timedelta:
        """How much of that time they had asked for peace."""
        parts = (min(until, end) - max(since, begin) for begin, end in self.peace)
        return sum((part for part in parts if part > timedelta()), timedelta())

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))


def language_in(messages: str, names: Iterable[str]) -> str:
    """The language most of a message's letters are of; "" where there are none to tell by.

    Kana is Japanese alone; Chinese has none. Names stay as they are in any language, and are left out.
    """
    words = " ".join(_texts(json.loads(messages)))
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, " ")
    words = re.sub(r"https?://\S+|SN-[\w-]+", " ", words)
    count = {script: len(re.findall(letters, words)) for script, letters in LETTERS.items()}
    if count["kana"] * 4 >= count["han"] and count["kana"]:
        count |= {"ja": count["kana"] + count["han"], "zh-Hant": 0}
    else:
        count |= {"ja": 0, "zh-Hant": count["han"]}
    told: dict[str, float] = {spoken: count[spoken] for spoken in ("ja", "zh-Hant", "th", "en")}
    told["en"] /= 3  # it takes so many letters to say what one sign says
    return max(told, key=lambda spoken: told[spoken]) if any(told.values()) else ""


def _texts(part: Any) -> Iterator[str]:
    """All that can be read in a message: texts and buttons."""
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        yield from (part[name] for name in ("text", "label") if isinstance(part.get(name), str))
        for value in part.values():
            yield from _texts(value)


def ways_of(tables: Tables, zone: str) -> dict[int, Way]:
    """Everybody who has an order or wrote something. `zone`: of the shop, for whoever told no other."""
    people = {o["contact_id"] for o in tables.orders if o["contact_id"]} | {
        w["contact_id"] for w in tables.written
    }
    return {contact: _way(tables, contact, zone) for contact in people}


def _way(tables: Tables, contact: int, zone: str) -> Way:
    bound = (o for o in tables.orders if o["contact_id"] == contact and o["bound_at"])
    mine = sorted(bound, key=lambda o: o["bound_at"])
    here = next((o["time_zone"] for o in mine if o["time_zone"]), zone)
    ordered = [(o["bound_at"], o["locale"]) for o in mine if o["locale"]][:1]
    said: list[tuple[datetime, str]] = []
    hours: list[tuple[datetime, int | None]] = []
    peace: list[Span] = []
    for written in sorted((w for w in tables.written if w["contact_id"] == contact), key=lambda w: w["at"]):
        at, words = written["at"], written["words"].strip()
        if words in LANGUAGES:
            said.append((at, LANGUAGES[words]))
        if not said:
            said += [(at, spoken) for opening, spoken in OPENINGS.items() if words.startswith(opening)]
        if _is_with_a_human(tables, contact, at):
            continue  # said to the human who answers them
        if (asked := HOUR.fullmatch(words)) is not None:
            hours.append((at, int(asked[1])))
        elif words == ANY_HOUR:
            hours.append((at, None))
        elif WEEK_OFF.fullmatch(words):
            day = at.astimezone(ZoneInfo(here)).date() + WEEK
            peace.append((at, datetime.combine(day, time(), ZoneInfo(here))))
    # What they chose themselves holds against what an order says, also a later one.
    spoken = sorted([*ordered, *said]) if not said else [*(o for o in ordered if o[0] < said[0][0]), *said]
    return Way(here, tuple(spoken), tuple(hours), tuple(peace))


def _is_with_a_human(tables: Tables, contact: int, at: datetime) -> bool:
    return any(
        case["contact_id"] == contact
        and case["first_response_at"] is not None
        and case["first_response_at"] <= at
        and (case["closed_at"] is None or at < case["closed_at"])
        for case in tables.cases
    )
